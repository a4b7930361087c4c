import { numberAt, textAt } from './live-fields.ts';
import { current, type Health, type HealthRules, inProgress, type LiveObject } from './verdict.ts';

/** kstatus `stsConditions`. OnDelete changes no Pod by itself, so there is nothing to wait for. */
const statefulSet = (object: LiveObject): Health => {
  if (textAt(object, 'spec', 'updateStrategy', 'type') === 'OnDelete') {
    return current('OnDelete: Pods change when they are deleted');
  }
  const of = (field: string): number => numberAt(object, 'status', field) ?? 0;
  const wanted = numberAt(object, 'spec', 'replicas') ?? 1;
  const replicas = of('replicas');
  const updated = of('updatedReplicas');
  if (replicas < wanted) return inProgress(`${replicas} of ${wanted} replicas exist`);
  if (of('readyReplicas') < wanted)
    return inProgress(`${of('readyReplicas')} of ${wanted} replicas are ready`);
  if (replicas > wanted) return inProgress(`${replicas - wanted} replicas too many are still there`);
  const partition = numberAt(object, 'spec', 'updateStrategy', 'rollingUpdate', 'partition') ?? 0;
  if (partition > 0) {
    const due = Math.max(wanted - partition, 0);
    if (updated < due) return inProgress(`${updated} of ${due} replicas above the partition are updated`);
    return current(`${updated} replicas above the partition are updated`);
  }
  if (of('currentReplicas') < wanted) {
    return inProgress(`${of('currentReplicas')} of ${wanted} replicas are of the current revision`);
  }
  if (textAt(object, 'status', 'currentRevision') !== textAt(object, 'status', 'updateRevision')) {
    return inProgress('the updated revision is not yet the current one');
  }
  return current(`${replicas} replicas are ready`);
};

export const statefulSetRules: HealthRules = { 'apps|StatefulSet': statefulSet };
