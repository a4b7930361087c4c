import type { JsonObject } from '../../model/json.ts';
import type { TypeName } from '../storage/cluster-objects.ts';
import { type Controller, type MakeController, placeOf, type Surroundings } from './controller.ts';
import {
  byWorth,
  countPods,
  countUnkept,
  createPod,
  deletePod,
  type PodCounts,
  podsOf,
  workloadKeys,
} from './owned-pods.ts';
import { isDeleting, labelsOf, matchesLabels, metadataOf, numberAt, objectAt, specOf } from './parts.ts';
import { createdAt, isActive } from './pod-status.ts';
import { writeStatus } from './write-status.ts';

export const replicaSetType: TypeName = { group: 'apps', plural: 'replicasets' };

const keepPods = (surroundings: Surroundings, set: JsonObject, wanted: number): readonly JsonObject[] => {
  const pods = podsOf(surroundings, set).filter(isActive);
  for (let index = pods.length; index < wanted; index += 1) {
    createPod(surroundings, set, { template: objectAt(specOf(set), 'template') });
  }
  for (const pod of byWorth(pods).slice(0, Math.max(0, pods.length - wanted))) deletePod(surroundings, pod);
  return podsOf(surroundings, set).filter(isActive);
};

const countsOf = (surroundings: Surroundings, set: JsonObject, pods: readonly JsonObject[]): PodCounts =>
  surroundings.options.pods === 'none'
    ? countUnkept(surroundings, set, {
        replicas: numberAt(specOf(set), 'replicas', 1),
        since: createdAt(set),
        template: objectAt(specOf(set), 'template'),
      })
    : countPods(surroundings, set, pods);

const settle = (surroundings: Surroundings, type: TypeName, set: JsonObject): void => {
  const keepsNone = surroundings.options.pods === 'none';
  const pods = keepsNone ? [] : keepPods(surroundings, set, numberAt(specOf(set), 'replicas', 1));
  const { total, ready, available } = countsOf(surroundings, set, pods);
  const wanted = labelsOf(objectAt(specOf(set), 'template'));
  const labelled = keepsNone ? total : pods.filter((pod) => matchesLabels(wanted, labelsOf(pod))).length;
  writeStatus(surroundings, {
    type,
    object: set,
    always: ['replicas', 'terminatingReplicas'],
    status: {
      replicas: total,
      fullyLabeledReplicas: labelled,
      readyReplicas: ready,
      availableReplicas: available,
      terminatingReplicas: 0,
      observedGeneration: numberAt(metadataOf(set), 'generation'),
    },
  });
};

const controllerFor =
  (kind: string, type: TypeName): MakeController =>
  (surroundings): Controller => ({
    name: type.plural,
    keysOf: workloadKeys(kind, type.group, type.plural),
    reconcile(key) {
      const { namespace, name } = placeOf(key);
      const set = surroundings.objects.get(type, namespace, name);
      if (set !== undefined && !isDeleting(set)) settle(surroundings, type, set);
    },
  });

/** Keeps the Pods of ReplicaSets, and of ReplicationControllers, which are the same. */
export const replicaSetController = controllerFor('ReplicaSet', replicaSetType);
export const replicationController = controllerFor('ReplicationController', {
  group: '',
  plural: 'replicationcontrollers',
});
