import { byCodePoint } from '../../model/json.ts';
import type {
  FleetChange,
  ObjectChange,
  RenderChange,
  SubscriptionChange,
} from '../../review/diff/fleet-change.ts';

/** What is told of one Subscription. */
export interface SubscriptionSection {
  /** `namespace/name`. */
  readonly key: string;
  readonly change?: SubscriptionChange;
  readonly renders: readonly RenderChange[];
  readonly objects: readonly ObjectChange[];
}

/** The changes by Subscription, sorted by its key; `objects` are those that stand for themselves. */
export const subscriptionSections = (
  { subscriptions, renders }: Pick<FleetChange, 'subscriptions' | 'renders'>,
  objects: readonly ObjectChange[],
): readonly SubscriptionSection[] => {
  const changes = new Map(subscriptions.map((change) => [change.key, change]));
  const rendersOf = Map.groupBy(renders, ({ subscription }) => subscription);
  const objectsOf = Map.groupBy(objects, ({ subscription }) => subscription);
  const keys = new Set([...changes.keys(), ...rendersOf.keys(), ...objectsOf.keys()]);
  return [...keys].sort(byCodePoint).map((key) => {
    const change = changes.get(key);
    return {
      key,
      ...(change && { change }),
      renders: rendersOf.get(key) ?? [],
      objects: objectsOf.get(key) ?? [],
    };
  });
};
