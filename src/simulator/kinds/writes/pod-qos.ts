import type { JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import { quantityNano } from '../quantity/quantity.ts';

const counted = ['cpu', 'memory'] as const;

const amount = (list: JsonObject, name: string): bigint => {
  const value = list[name];
  return typeof value === 'string' ? (quantityNano(value) ?? 0n) : 0n;
};

/** Whether a container limits both cpu and memory, and requests just that. */
const isGuaranteed = (container: JsonObject): boolean => {
  const resources = objectAt(container, 'resources');
  const limits = objectAt(resources, 'limits');
  const requests = objectAt(resources, 'requests');
  return counted.every(
    (name) => amount(limits, name) > 0n && amount(requests, name) === amount(limits, name),
  );
};

const asksForAny = (container: JsonObject): boolean => {
  const resources = objectAt(container, 'resources');
  return counted.some(
    (name) =>
      amount(objectAt(resources, 'limits'), name) > 0n || amount(objectAt(resources, 'requests'), name) > 0n,
  );
};

/** Kubernetes' quality of service class of a Pod spec. */
export const qosClass = (spec: JsonObject): string => {
  const containers = [...objectsAt(spec, 'containers'), ...objectsAt(spec, 'initContainers')];
  if (!containers.some(asksForAny)) return 'BestEffort';
  return containers.every(isGuaranteed) ? 'Guaranteed' : 'Burstable';
};
