import { byCodePoint, type Json, type JsonObject } from '../../model/json.ts';
import { bindingPolicyOf } from '../../render/policy.ts';
import type { Fleet, Subscription } from '../../repository/fleet.ts';
import type { FieldChange } from './field-change.ts';
import { fieldChanges } from './field-changes.ts';

/** What a Subscription says beside which objects go where. */
export interface SubscriptionChange {
  /** `namespace/name`. */
  readonly subscription: string;
  readonly verb: 'added' | 'removed' | 'changed';
  readonly fields: readonly FieldChange[];
}

const strategyOf = (fleet: Fleet, { strategy }: Subscription): Json =>
  fleet.strategies.find(({ name }) => name === strategy)?.spec ?? null;

/** How it is rolled out and how its objects are treated; a strategy of the same name may say something else now. */
const wordsOf = (fleet: Fleet, subscription: Subscription): JsonObject => ({
  rollout: subscription.strategy,
  strategy: strategyOf(fleet, subscription),
  dependsOn: subscription.dependsOn,
  ...(bindingPolicyOf(fleet, subscription).policy as unknown as JsonObject),
});

export const subscriptionChanges = (before: Fleet, after: Fleet): readonly SubscriptionChange[] => {
  const old = new Map(before.subscriptions.map((subscription) => [subscription.key, subscription]));
  const now = new Map(after.subscriptions.map((subscription) => [subscription.key, subscription]));
  const changes: SubscriptionChange[] = [];
  for (const key of [...new Set([...old.keys(), ...now.keys()])].sort(byCodePoint)) {
    const [was, is] = [old.get(key), now.get(key)];
    if (!was || !is) {
      changes.push({ subscription: key, verb: was ? 'removed' : 'added', fields: [] });
      continue;
    }
    const fields = fieldChanges(wordsOf(before, was), wordsOf(after, is));
    if (fields.length > 0) changes.push({ subscription: key, verb: 'changed', fields });
  }
  return changes;
};
