import type { JsonObject } from '../../../model/json.ts';
import { objectAt } from '../defaults/missing.ts';
import {
  ageCell,
  type Cell,
  containerImages,
  containerNames,
  count,
  hasCondition,
  imagesOf,
  labelsText,
  metadataOf,
  nameCell,
  namesOf,
  selectorCell,
  selectorText,
  specOf,
  statusOf,
  text,
} from './cell-parts.ts';
import { humanDuration, timeSince } from './human-duration.ts';
import { podCells } from './pod-cells.ts';

const specCount =
  (field: string): Cell =>
  (object) =>
    count(specOf(object)[field]);
const statusCount =
  (field: string): Cell =>
  (object) =>
    count(statusOf(object)[field]);

const readyCell: Cell = (object) =>
  `${count(statusOf(object).readyReplicas)}/${count(specOf(object).replicas)}`;

const replicaCells = [
  nameCell,
  specCount('replicas'),
  statusCount('replicas'),
  statusCount('readyReplicas'),
  ageCell,
];
const templateCells = [containerNames, containerImages];

const completionsCell: Cell = (job) => {
  const { completions, parallelism } = specOf(job);
  const succeeded = count(statusOf(job).succeeded);
  if (completions !== undefined) return `${succeeded}/${completions}`;
  return count(parallelism) > 1 ? `${succeeded}/1 of ${parallelism}` : `${succeeded}/1`;
};

const durationCell: Cell = (job, now) => {
  const { startTime, completionTime } = statusOf(job);
  if (typeof startTime !== 'string') return '';
  const end = typeof completionTime === 'string' ? Date.parse(completionTime) : now;
  return humanDuration(end - Date.parse(startTime));
};

const jobStatusCell: Cell = (job) => {
  if (hasCondition(job, 'Complete')) return 'Complete';
  if (hasCondition(job, 'Failed')) return 'Failed';
  if (metadataOf(job).deletionTimestamp !== undefined) return 'Terminating';
  const later = ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find((type) => hasCondition(job, type));
  return later ?? 'Running';
};

const jobTemplate = (cronJob: JsonObject): JsonObject =>
  objectAt(objectAt(specOf(cronJob), 'jobTemplate'), 'spec');
const jobPodSpec = (cronJob: JsonObject): JsonObject =>
  objectAt(objectAt(jobTemplate(cronJob), 'template'), 'spec');

const cronJobCells: readonly Cell[] = [
  nameCell,
  (object) => text(specOf(object).schedule),
  (object) => text(specOf(object).timeZone, '<none>'),
  (object) => (specOf(object).suspend === true ? 'True' : 'False'),
  (object) => {
    const { active } = statusOf(object);
    return Array.isArray(active) ? active.length : 0;
  },
  (object, now) => {
    const { lastScheduleTime } = statusOf(object);
    return lastScheduleTime === undefined ? '<none>' : timeSince(lastScheduleTime, now);
  },
  ageCell,
  (object) => namesOf(jobPodSpec(object)),
  (object) => imagesOf(jobPodSpec(object)),
  (object) => selectorText(objectAt(jobTemplate(object), 'selector')),
];

const podTemplateSpec = (object: JsonObject): JsonObject => objectAt(objectAt(object, 'template'), 'spec');

/** The cells of workloads, by `group/plural`, in the order of their columns. */
export const workloadCells: Readonly<Record<string, readonly Cell[]>> = {
  '/pods': podCells,
  '/podtemplates': [
    nameCell,
    (object) => namesOf(podTemplateSpec(object)),
    (object) => imagesOf(podTemplateSpec(object)),
    (object) => labelsText(objectAt(metadataOf(objectAt(object, 'template')), 'labels')),
  ],
  '/replicationcontrollers': [
    ...replicaCells,
    ...templateCells,
    (object) => labelsText(objectAt(specOf(object), 'selector')),
  ],
  'apps/replicasets': [...replicaCells, ...templateCells, selectorCell],
  'apps/deployments': [
    nameCell,
    readyCell,
    statusCount('updatedReplicas'),
    statusCount('availableReplicas'),
    ageCell,
    ...templateCells,
    (object) => selectorText(objectAt(specOf(object), 'selector'), ''),
  ],
  'apps/statefulsets': [nameCell, readyCell, ageCell, ...templateCells],
  'apps/daemonsets': [
    nameCell,
    statusCount('desiredNumberScheduled'),
    statusCount('currentNumberScheduled'),
    statusCount('numberReady'),
    statusCount('updatedNumberScheduled'),
    statusCount('numberAvailable'),
    (object) => labelsText(objectAt(objectAt(objectAt(specOf(object), 'template'), 'spec'), 'nodeSelector')),
    ageCell,
    ...templateCells,
    selectorCell,
  ],
  'batch/jobs': [
    nameCell,
    jobStatusCell,
    completionsCell,
    durationCell,
    ageCell,
    ...templateCells,
    selectorCell,
  ],
  'batch/cronjobs': cronJobCells,
};
