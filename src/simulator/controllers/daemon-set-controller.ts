import type { JsonObject } from '../../model/json.ts';
import type { TypeName } from '../storage/cluster-objects.ts';
import { type Controller, type MakeController, placeOf, type Surroundings } from './controller.ts';
import {
  countPods,
  countUnkept,
  createPod,
  deletePod,
  type PodCounts,
  podsOf,
  workloadKeys,
} from './owned-pods.ts';
import { annotationsOf, isDeleting, labelsOf, metadataOf, numberAt, objectAt, specOf } from './parts.ts';
import { createdAt, isActive } from './pod-status.ts';
import { currentRevision, revisionLabel } from './revisions.ts';
import { writeStatus } from './write-status.ts';

const daemonSetType: TypeName = { group: 'apps', plural: 'daemonsets' };
/** The simulated cluster has one node. */
const nodes = 1;
const always = ['currentNumberScheduled', 'numberMisscheduled', 'desiredNumberScheduled', 'numberReady'];

/** One Pod of the current template; an old one goes first, unless only a deletion by hand may replace it. */
const keepPods = (surroundings: Surroundings, set: JsonObject, hash: string): readonly JsonObject[] => {
  const pods = podsOf(surroundings, set).filter(isActive);
  const onDelete = objectAt(specOf(set), 'updateStrategy').type === 'OnDelete';
  const stale = onDelete ? [] : pods.filter((pod) => labelsOf(pod)[revisionLabel] !== hash);
  for (const pod of stale) deletePod(surroundings, pod);
  for (let index = pods.length - stale.length; index < nodes; index += 1) {
    const generation = annotationsOf(set)['deprecated.daemonset.template.generation'] ?? '1';
    createPod(surroundings, set, {
      template: objectAt(specOf(set), 'template'),
      labels: { [revisionLabel]: hash, 'pod-template-generation': generation },
    });
  }
  return podsOf(surroundings, set).filter(isActive);
};

const report = (surroundings: Surroundings, set: JsonObject, counts: PodCounts, updated: number): void =>
  writeStatus(surroundings, {
    type: daemonSetType,
    object: set,
    always,
    status: {
      currentNumberScheduled: counts.total,
      numberMisscheduled: 0,
      desiredNumberScheduled: nodes,
      numberReady: counts.ready,
      observedGeneration: numberAt(metadataOf(set), 'generation'),
      updatedNumberScheduled: updated,
      numberAvailable: counts.available,
      numberUnavailable: nodes - counts.available,
    },
  });

const settle = (surroundings: Surroundings, set: JsonObject): void => {
  const annotations = annotationsOf(set);
  const { hash } = currentRevision(surroundings, set, { label: revisionLabel, annotations });
  if (surroundings.options.pods === 'none') {
    const template = objectAt(specOf(set), 'template');
    const counts = countUnkept(surroundings, set, { replicas: nodes, since: createdAt(set), template });
    report(surroundings, set, counts, nodes);
    return;
  }
  const pods = keepPods(surroundings, set, hash);
  const updated = pods.filter((pod) => labelsOf(pod)[revisionLabel] === hash).length;
  report(surroundings, set, countPods(surroundings, set, pods), updated);
};

/** Keeps one Pod for each DaemonSet: the simulated cluster has one node, which every DaemonSet wants. */
export const daemonSetController: MakeController = (surroundings): Controller => ({
  name: 'daemonsets',
  keysOf: workloadKeys('DaemonSet', 'apps', 'daemonsets'),
  reconcile(key) {
    const { namespace, name } = placeOf(key);
    const set = surroundings.objects.get(daemonSetType, namespace, name);
    if (set !== undefined && !isDeleting(set)) settle(surroundings, set);
  },
});
