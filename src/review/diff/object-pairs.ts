import type { DesiredObject, DesiredState } from '../../model/desired.ts';
import type { Json } from '../../model/json.ts';
import type { ResourceId } from '../../model/resource.ts';
import { plainChanges } from './compare-fields.ts';
import type { FieldChange } from './field-change.ts';

/** One object before and after; at least one of them is there. */
export interface ObjectPair {
  readonly id: ResourceId;
  /** resourceKey(id). */
  readonly key: string;
  readonly before?: DesiredObject;
  readonly after?: DesiredObject;
}

const treatmentOf = ({ wave, policy }: DesiredObject): Json => ({ wave, ...policy });

/** How an object is treated otherwise than before. */
export const policyChanges = (before: DesiredObject, after: DesiredObject): readonly FieldChange[] =>
  plainChanges(treatmentOf(before), treatmentOf(after));

/** Whether a cluster would see no difference: in what it gets, and in how that is treated. */
export const isSameObject = (before: DesiredObject, after: DesiredObject): boolean =>
  before.digest === after.digest &&
  (before.object === after.object || before.policy.prune === after.policy.prune) &&
  policyChanges(before, after).length === 0;

const pairOf = (before: DesiredObject | undefined, after: DesiredObject | undefined): ObjectPair => {
  const { id, key } = (after ?? before) as DesiredObject;
  return { id, key, ...(before && { before }), ...(after && { after }) };
};

/** The objects of a binding that are not what they were: in the order of applying, then what goes. */
export const changedPairs = (
  before: DesiredState | undefined,
  after: DesiredState | undefined,
): readonly ObjectPair[] => {
  const old = new Map((before?.objects ?? []).map((object) => [object.key, object]));
  const now = after?.objects ?? [];
  const keys = new Set(now.map(({ key }) => key));
  const kept = now.flatMap((object) => {
    const was = old.get(object.key);
    return was && isSameObject(was, object) ? [] : [pairOf(was, object)];
  });
  const gone = [...old.values()].filter(({ key }) => !keys.has(key));
  return [...kept, ...gone.map((object) => pairOf(object, undefined))];
};
