import type { JsonObject } from '../../../model/json.ts';
import { mapObjects, objectAt, withField, withMissing } from './missing.ts';

const quarter: JsonObject = { maxUnavailable: '25%', maxSurge: '25%' };
const oneByOne: JsonObject = { maxUnavailable: 1, maxSurge: 0 };

/** The rolling strategy with its parts, in the field where a kind keeps it. */
const rolling = (spec: JsonObject, field: string, parts: JsonObject): JsonObject => {
  const strategy = withMissing(objectAt(spec, field), { type: 'RollingUpdate' });
  if (strategy.type !== 'RollingUpdate') return withField(spec, field, strategy);
  const update = withMissing(objectAt(strategy, 'rollingUpdate'), parts);
  return withField(spec, field, withField(strategy, 'rollingUpdate', update));
};

const deploymentNumbers: JsonObject = { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 };

export const deploymentSpecDefaults = (spec: JsonObject): JsonObject =>
  rolling(withMissing(spec, deploymentNumbers), 'strategy', quarter);

const templateGeneration = 'deprecated.daemonset.template.generation';

/** A field of old versions lives on as an annotation: decoding writes it, as zero where it is missing. */
export const daemonSetDefaults = (object: JsonObject): JsonObject => {
  const metadata = objectAt(object, 'metadata');
  const annotations = objectAt(metadata, 'annotations');
  if (annotations[templateGeneration] !== undefined) return object;
  const next = { ...annotations, [templateGeneration]: '0' };
  return { ...object, metadata: { ...metadata, annotations: next } };
};

export const daemonSetSpecDefaults = (spec: JsonObject): JsonObject =>
  rolling(withMissing(spec, { revisionHistoryLimit: 10 }), 'updateStrategy', oneByOne);

const retain: JsonObject = { whenDeleted: 'Retain', whenScaled: 'Retain' };
const statefulSetNumbers: JsonObject = {
  podManagementPolicy: 'OrderedReady',
  replicas: 1,
  revisionHistoryLimit: 10,
};

/** An update strategy that is named but has no rollingUpdate gets none, unlike that of the other kinds. */
const statefulSetStrategy = (given: JsonObject): JsonObject => {
  const strategy = given.type
    ? given
    : withMissing({ ...given, type: 'RollingUpdate' }, { rollingUpdate: {} });
  if (strategy.type !== 'RollingUpdate' || strategy.rollingUpdate === undefined) return strategy;
  const update = withMissing(objectAt(strategy, 'rollingUpdate'), { partition: 0 });
  return withField(strategy, 'rollingUpdate', update);
};

const claimType: JsonObject = { apiVersion: 'v1', kind: 'PersistentVolumeClaim' };

export const statefulSetSpecDefaults = (given: JsonObject): JsonObject => {
  const spec = mapObjects(withMissing(given, statefulSetNumbers), 'volumeClaimTemplates', (claim) =>
    withMissing(claim, claimType),
  );
  const policy = withMissing(objectAt(spec, 'persistentVolumeClaimRetentionPolicy'), retain);
  return withField(
    withField(spec, 'persistentVolumeClaimRetentionPolicy', policy),
    'updateStrategy',
    statefulSetStrategy(objectAt(spec, 'updateStrategy')),
  );
};

const mostRetries = 2_147_483_647;

const jobSpecDefaults = (spec: JsonObject): JsonObject =>
  withMissing(spec, {
    ...(spec.completions === undefined && spec.parallelism === undefined && { completions: 1 }),
    parallelism: 1,
    backoffLimit: spec.backoffLimitPerIndex === undefined ? 6 : mostRetries,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: spec.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
    manualSelector: false,
  });

const templateLabels = (object: JsonObject): JsonObject =>
  objectAt(objectAt(objectAt(objectAt(object, 'spec'), 'template'), 'metadata'), 'labels');

const hasAny = (object: JsonObject): boolean => Object.keys(object).length > 0;

/** An object without labels takes those of its Pod template. */
const labelsFromTemplate = (object: JsonObject): JsonObject => {
  const metadata = objectAt(object, 'metadata');
  const labels = templateLabels(object);
  if (!hasAny(labels) || hasAny(objectAt(metadata, 'labels'))) return object;
  return { ...object, metadata: { ...metadata, labels } };
};

/** Of the Job itself: the template of a CronJob is left alone until a Job is made of it. */
export const jobDefaults = (job: JsonObject): JsonObject =>
  labelsFromTemplate(withField(job, 'spec', jobSpecDefaults(objectAt(job, 'spec'))));

export const replicationControllerDefaults = (given: JsonObject): JsonObject => {
  const object = labelsFromTemplate(given);
  const spec = objectAt(object, 'spec');
  const labels = templateLabels(object);
  if (!hasAny(labels) || hasAny(objectAt(spec, 'selector'))) return object;
  return { ...object, spec: { ...spec, selector: labels } };
};
