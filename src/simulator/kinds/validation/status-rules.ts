import type { JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';

type StatusRule = (faults: Faults, next: JsonObject) => void;

const count = (status: JsonObject, name: string): number =>
  typeof status[name] === 'number' ? status[name] : 0;

/** No count is negative, and none of some is greater than the number of replicas. */
const counts =
  (all: readonly string[], bounded: readonly string[] = []): StatusRule =>
  (faults, next) => {
    const status = objectAt(next, 'status');
    for (const name of all) faults.nonNegative(`status.${name}`, status[name]);
    const replicas = count(status, 'replicas');
    for (const name of bounded) {
      const value = count(status, name);
      if (value > replicas) faults.invalid(`status.${name}`, value, 'cannot be greater than status.replicas');
    }
    const available = count(status, 'availableReplicas');
    if (bounded.includes('availableReplicas') && available > count(status, 'readyReplicas')) {
      faults.invalid('status.availableReplicas', available, 'cannot be greater than readyReplicas');
    }
  };

const replicaSet = counts(
  ['replicas', 'fullyLabeledReplicas', 'readyReplicas', 'availableReplicas', 'observedGeneration'],
  ['fullyLabeledReplicas', 'readyReplicas', 'availableReplicas'],
);

const service: StatusRule = (faults, next) => {
  const ingress = objectsAt(objectAt(objectAt(next, 'status'), 'loadBalancer'), 'ingress');
  if (ingress.length > 0 && objectAt(next, 'spec').type !== 'LoadBalancer') {
    const detail = "may only be used when `spec.type` is 'LoadBalancer'";
    faults.forbidden('status.loadBalancer.ingress', detail);
  }
};

/** What a write to `/status` may not say, by `group/plural`. */
export const statusRules: Readonly<Record<string, StatusRule>> = {
  '/services': service,
  '/replicationcontrollers': replicaSet,
  'apps/replicasets': replicaSet,
  'apps/deployments': counts(
    [
      'observedGeneration',
      'replicas',
      'updatedReplicas',
      'readyReplicas',
      'availableReplicas',
      'unavailableReplicas',
    ],
    ['updatedReplicas', 'readyReplicas', 'availableReplicas'],
  ),
  'apps/statefulsets': counts(
    ['replicas', 'readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'],
    ['readyReplicas', 'currentReplicas', 'updatedReplicas', 'availableReplicas'],
  ),
  'apps/daemonsets': counts([
    'currentNumberScheduled',
    'numberMisscheduled',
    'desiredNumberScheduled',
    'numberReady',
    'observedGeneration',
    'updatedNumberScheduled',
    'numberAvailable',
    'numberUnavailable',
  ]),
  'batch/jobs': counts(['active', 'succeeded', 'failed']),
};
