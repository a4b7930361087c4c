import { conditionOf, explain, numberAt } from './live-fields.ts';
import { current, type Health, type HealthRules, inProgress, type LiveObject } from './verdict.ts';

/** kstatus `replicasetConditions`; a ReplicationController reports the same fields. */
const replicaSet = (object: LiveObject): Health => {
  const of = (field: string): number => numberAt(object, 'status', field) ?? 0;
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const failure = conditionOf(object, 'ReplicaFailure');
  if (failure?.status === 'True') return inProgress(explain(failure, 'replicas cannot be created'));
  for (const [field, word] of [
    ['fullyLabeledReplicas', 'labelled'],
    ['availableReplicas', 'available'],
    ['readyReplicas', 'ready'],
  ] as const) {
    if (of(field) < wanted) return inProgress(`${of(field)} of ${wanted} replicas are ${word}`);
  }
  if (of('replicas') > wanted) {
    return inProgress(`${of('replicas') - wanted} replicas too many are still there`);
  }
  return current(`${wanted} replicas are ready`);
};

export const replicaSetRules: HealthRules = {
  'apps|ReplicaSet': replicaSet,
  '|ReplicationController': replicaSet,
};
