import type { JsonObject } from '../../model/json.ts';
import type { TypeName } from '../storage/cluster-objects.ts';
import { type Controller, type MakeController, placeOf, type Surroundings } from './controller.ts';
import { countPods, countUnkept, deletePod, type PodCounts, podsOf, workloadKeys } from './owned-pods.ts';
import { isDeleting, labelsOf, metadataOf, numberAt, objectAt, specOf, statusOf } from './parts.ts';
import { createdAt, isActive, isReady } from './pod-status.ts';
import { currentRevision, revisionLabel } from './revisions.ts';
import { fillPlace, type Place, placesOf } from './stateful-set-pods.ts';
import { writeStatus } from './write-status.ts';

const statefulSetType: TypeName = { group: 'apps', plural: 'statefulsets' };

/** `set-6b8c9d` of a StatefulSet's revision; Pods carry the whole name in their label. */
const hashOfPod = (pod: JsonObject): unknown => labelsOf(pod)[revisionLabel];

/** Fills the first empty place; the next one only when all before it are ready, unless the set is parallel. */
const grow = (
  surroundings: Surroundings,
  set: JsonObject,
  places: readonly Place[],
  hash: string,
): boolean => {
  const parallel = specOf(set).podManagementPolicy === 'Parallel';
  for (const place of places) {
    if (place.pod === undefined) {
      fillPlace(surroundings, set, place, hash);
      if (!parallel) return true;
    } else if (!parallel && !isReady(place.pod)) return true;
  }
  return false;
};

/** Replaces the highest Pod of an old template, one at a time, down to the partition. */
const update = (
  surroundings: Surroundings,
  set: JsonObject,
  places: readonly Place[],
  hash: string,
): void => {
  const strategy = objectAt(specOf(set), 'updateStrategy');
  if (strategy.type === 'OnDelete') return;
  const partition = numberAt(objectAt(strategy, 'rollingUpdate'), 'partition');
  for (const { ordinal, pod } of places.toReversed()) {
    if (ordinal < partition) return;
    if (pod === undefined) return;
    if (hashOfPod(pod) !== hash) {
      deletePod(surroundings, pod);
      return;
    }
    if (!isReady(pod)) return;
  }
};

const keepPods = (surroundings: Surroundings, set: JsonObject, hash: string): readonly JsonObject[] => {
  const { wanted, surplus } = placesOf(set, podsOf(surroundings, set));
  const parallel = specOf(set).podManagementPolicy === 'Parallel';
  if (!grow(surroundings, set, wanted, hash)) {
    for (const pod of parallel ? surplus : surplus.slice(0, 1)) deletePod(surroundings, pod);
    if (surplus.length === 0) update(surroundings, set, wanted, hash);
  }
  return podsOf(surroundings, set).filter(isActive);
};

interface Revisions {
  readonly update: string;
  readonly updated: number;
}

const report = (
  surroundings: Surroundings,
  set: JsonObject,
  counts: PodCounts,
  revisions: Revisions,
): void => {
  const replicas = numberAt(specOf(set), 'replicas', 1);
  const before = statusOf(set).currentRevision;
  const done = revisions.updated === replicas && counts.ready === replicas && counts.total === replicas;
  const currentRevision = done || before === undefined ? revisions.update : before;
  const isUpdated = currentRevision === revisions.update;
  writeStatus(surroundings, {
    type: statefulSetType,
    object: set,
    always: ['replicas', 'availableReplicas', 'collisionCount'],
    status: {
      observedGeneration: numberAt(metadataOf(set), 'generation'),
      replicas: counts.total,
      readyReplicas: counts.ready,
      currentReplicas: isUpdated ? revisions.updated : counts.total - revisions.updated,
      updatedReplicas: revisions.updated,
      currentRevision,
      updateRevision: revisions.update,
      collisionCount: 0,
      availableReplicas: counts.available,
    },
  });
};

const settle = (surroundings: Surroundings, set: JsonObject): void => {
  const { name } = currentRevision(surroundings, set, { label: 'controller.kubernetes.io/hash' });
  if (surroundings.options.pods === 'none') {
    const replicas = numberAt(specOf(set), 'replicas', 1);
    const template = objectAt(specOf(set), 'template');
    const counts = countUnkept(surroundings, set, { replicas, since: createdAt(set), template });
    report(surroundings, set, counts, { update: name, updated: replicas });
    return;
  }
  const pods = keepPods(surroundings, set, name);
  const updated = pods.filter((pod) => hashOfPod(pod) === name).length;
  report(surroundings, set, countPods(surroundings, set, pods), { update: name, updated });
};

/** Keeps the Pods of StatefulSets, in order, with names and claims that stay. */
export const statefulSetController: MakeController = (surroundings): Controller => ({
  name: 'statefulsets',
  keysOf: workloadKeys('StatefulSet', 'apps', 'statefulsets'),
  reconcile(key) {
    const { namespace, name } = placeOf(key);
    const set = surroundings.objects.get(statefulSetType, namespace, name);
    if (set !== undefined && !isDeleting(set)) settle(surroundings, set);
  },
});
