import type { JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
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

export const podCreate = (pod: JsonObject): JsonObject => {
  const spec = objectAt(pod, 'spec');
  const preemptionPolicy = spec.preemptionPolicy ?? 'PreemptLowerPriority';
  const priority = spec.priority ?? priorityOf(spec.priorityClassName);
  return {
    ...pod,
    spec: { ...spec, tolerations: tolerationsOf(spec), priority, preemptionPolicy },
    status: { phase: 'Pending', qosClass: qosClass(spec) },
  };
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
