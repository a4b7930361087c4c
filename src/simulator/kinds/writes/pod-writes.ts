import type { JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt, withField, withMissing } from '../defaults/missing.ts';
import type { WriteContext } from '../kind-rules.ts';
import { qosClass } from './pod-qos.ts';
import { priorityOf } from './priority.ts';

const tolerationOf = (key: string): JsonObject => ({
  key,
  operator: 'Exists',
  effect: 'NoExecute',
  tolerationSeconds: 300,
});
const unreachable = 'node.kubernetes.io/unreachable';
const notReady = 'node.kubernetes.io/not-ready';

const tolerates = (tolerations: readonly JsonObject[], key: string): boolean =>
  tolerations.some((one) => (!one.key || one.key === key) && (!one.effect || one.effect === 'NoExecute'));

/** Admission's two tolerations, which every Pod has unless it names its own (DefaultTolerationSeconds). */
const tolerationsOf = (spec: JsonObject): readonly JsonObject[] => {
  const given = objectsAt(spec, 'tolerations');
  const added = [notReady, unreachable].filter((key) => !tolerates(given, key)).map(tolerationOf);
  return added.length === 0 ? given : [...given, ...added];
};

/** A negative grace period of old clients means the shortest. */
const gracePeriod = (spec: JsonObject): JsonObject => {
  const seconds = spec.terminationGracePeriodSeconds;
  return typeof seconds === 'number' && seconds < 0 ? { ...spec, terminationGracePeriodSeconds: 1 } : spec;
};

const gated = (spec: JsonObject, now: string): JsonObject => {
  if (objectsAt(spec, 'schedulingGates').length === 0) return {};
  const condition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'SchedulingGated',
    message: 'Scheduling is blocked due to non-empty scheduling gates',
    lastProbeTime: null,
    lastTransitionTime: now,
  };
  return { conditions: [condition] };
};

export const podCreate = (pod: JsonObject, { now }: WriteContext): JsonObject => {
  const spec = gracePeriod(objectAt(pod, 'spec'));
  const preemptionPolicy = spec.preemptionPolicy ?? 'PreemptLowerPriority';
  const priority = spec.priority ?? priorityOf(spec.priorityClassName);
  return {
    ...pod,
    spec: { ...spec, tolerations: tolerationsOf(spec), priority, preemptionPolicy },
    status: { phase: 'Pending', qosClass: qosClass(spec), ...gated(spec, now) },
  };
};

/** An update cannot take away what admission gave. */
export const podUpdate = (next: JsonObject, live: JsonObject): JsonObject => {
  const { priority, preemptionPolicy } = objectAt(live, 'spec');
  const spec = withMissing(objectAt(next, 'spec'), {
    ...(priority !== undefined && { priority }),
    ...(preemptionPolicy !== undefined && { preemptionPolicy }),
  });
  return withField(next, 'spec', withField(spec, 'tolerations', tolerationsOf(spec)));
};

/** A status write may not take a Pod's QoS class away, nor change its owners. */
export const podStatusUpdate = (next: JsonObject, live: JsonObject): JsonObject => {
  const { ownerReferences } = objectAt(live, 'metadata');
  const { ownerReferences: _, ...metadata } = objectAt(next, 'metadata');
  const qos = objectAt(live, 'status').qosClass;
  const status = objectAt(next, 'status');
  return {
    ...next,
    metadata: ownerReferences === undefined ? metadata : { ...metadata, ownerReferences },
    status: status.qosClass === undefined && qos !== undefined ? { ...status, qosClass: qos } : status,
  };
};
