import { conditionOf, explain, fieldAt, numberAt } from './live-fields.ts';
import { current, failed, type Health, inProgress, type LiveObject, terminating } from './verdict.ts';

/** What holds for every kind, before its own rule: kstatus `checkGenericProperties`. */
export const genericHealth = (object: LiveObject): Health | undefined => {
  if (fieldAt(object, 'metadata', 'deletionTimestamp') !== undefined) return terminating('being deleted');
  const generation = numberAt(object, 'metadata', 'generation');
  const observed = numberAt(object, 'status', 'observedGeneration');
  if (generation !== undefined && observed !== undefined && observed < generation) {
    return inProgress(`its controller saw generation ${observed} of ${generation}`);
  }
  const reconciling = conditionOf(object, 'Reconciling');
  if (reconciling?.status === 'True') return inProgress(explain(reconciling, 'reconciling'));
  const stalled = conditionOf(object, 'Stalled');
  if (stalled?.status === 'True') return failed(explain(stalled, 'stalled'));
  return undefined;
};

/**
 * For kinds without a rule: the Ready condition where there is one, else Current. A condition's own
 * observedGeneration counts when its controller writes no other; 0 is what writers leave who do not set it.
 */
export const readyHealth = (object: LiveObject): Health => {
  const ready = conditionOf(object, 'Ready');
  if (ready === undefined) return current('applied');
  const generation = numberAt(object, 'metadata', 'generation') ?? 0;
  const observed =
    numberAt(object, 'status', 'observedGeneration') ?? (ready.observedGeneration || generation);
  if (observed < generation) return inProgress(`Ready is of generation ${observed}, not ${generation}`);
  if (ready.status === 'True') return current(explain(ready, 'ready'));
  return inProgress(explain(ready, 'not ready'));
};
