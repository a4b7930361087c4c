import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt, withField, withMissing } from './missing.ts';

const encodeValues = (values: JsonObject): JsonObject =>
  Object.fromEntries(
    Object.entries(values).map(([key, text]) => [
      key,
      typeof text === 'string' ? Buffer.from(text, 'utf8').toString('base64') : text,
    ]),
  );

/** stringData is only a way to write data. */
export const secretDefaults = (secret: JsonObject): JsonObject => {
  const typed = withMissing(secret, { type: 'Opaque' });
  if (typed.stringData === undefined) return typed;
  const { stringData: _, ...rest } = typed;
  return {
    ...rest,
    data: { ...objectAt(typed, 'data'), ...encodeValues(objectAt(typed, 'stringData')) },
  };
};

export const namespaceDefaults = (namespace: JsonObject): JsonObject => {
  const metadata = objectAt(namespace, 'metadata');
  const labels = objectAt(metadata, 'labels');
  if (!metadata.name || labels['kubernetes.io/metadata.name'] === metadata.name) return namespace;
  const next = { ...labels, 'kubernetes.io/metadata.name': metadata.name };
  return { ...namespace, metadata: { ...metadata, labels: next } };
};

export const nodeStatusDefaults = (status: JsonObject): JsonObject =>
  status.capacity === undefined ? status : withMissing(status, { allocatable: status.capacity });

/** Of a container's limits: the maximum is the default, and the default the default request. */
export const limitRangeItemDefaults = (item: JsonObject): JsonObject => {
  if (item.type !== 'Container') return item;
  const limits = withMissing(objectAt(item, 'default'), objectAt(item, 'max'));
  const requests = withMissing(withMissing(objectAt(item, 'defaultRequest'), limits), objectAt(item, 'min'));
  let next = item;
  if (Object.keys(limits).length > 0) next = withField(next, 'default', limits);
  if (Object.keys(requests).length > 0) next = withField(next, 'defaultRequest', requests);
  return next;
};

export const networkPolicySpecDefaults = (spec: JsonObject): JsonObject => {
  if (Array.isArray(spec.policyTypes)) return spec;
  const egress = objectsAt(spec, 'egress').length > 0;
  return { ...spec, policyTypes: egress ? ['Ingress', 'Egress'] : ['Ingress'] };
};

export const subjectDefaults = (subject: JsonObject): JsonObject =>
  subject.kind === 'User' || subject.kind === 'Group'
    ? withMissing(subject, { apiGroup: 'rbac.authorization.k8s.io' })
    : subject;

const eightyPercent: JsonObject = {
  metrics: [
    { type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } },
  ],
};
const fourPodsOrAll = [
  { type: 'Pods', value: 4, periodSeconds: 15 },
  { type: 'Percent', value: 100, periodSeconds: 15 },
];
const scaleUp: JsonObject = {
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: fourPodsOrAll,
};
const scaleDown: JsonObject = {
  selectPolicy: 'Max',
  policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }],
};

const scalingBehavior = (behavior: JsonObject): JsonObject => {
  const up = withMissing(objectAt(behavior, 'scaleUp'), scaleUp);
  const down = withMissing(objectAt(behavior, 'scaleDown'), scaleDown);
  return withField(withField(behavior, 'scaleUp', up), 'scaleDown', down);
};

export const autoscalerSpecDefaults = (given: JsonObject): JsonObject => {
  const spec = withMissing(withMissing(given, { minReplicas: 1 }), eightyPercent);
  return spec.behavior === undefined
    ? spec
    : withField(spec, 'behavior', scalingBehavior(objectAt(spec, 'behavior')));
};

const storedVersions = (crd: JsonObject): readonly Json[] =>
  objectsAt(objectAt(crd, 'spec'), 'versions')
    .filter((version) => version.storage === true)
    .slice(0, 1)
    .map((version) => version.name!);

/** Names and conversion of a CustomResourceDefinition, and the version that its objects are stored at. */
export const definitionDefaults = (crd: JsonObject): JsonObject => {
  const given = objectAt(crd, 'spec');
  const names = objectAt(given, 'names');
  const kind = typeof names.kind === 'string' ? names.kind : '';
  const filled = withMissing(names, {
    singular: kind.toLowerCase(),
    ...(kind !== '' && { listKind: `${kind}List` }),
  });
  const spec = withMissing(withField(given, 'names', filled), { conversion: { strategy: 'None' } });
  const status = withMissing(objectAt(crd, 'status'), {
    conditions: null,
    acceptedNames: { plural: '', kind: '' },
    storedVersions: null,
  });
  const stored = status.storedVersions === null ? storedVersions(crd) : [];
  const next = stored.length > 0 ? { ...status, storedVersions: stored } : status;
  return withField(withField(crd, 'spec', spec), 'status', next);
};

const exactCount = (request: JsonObject): JsonObject => {
  const next = withMissing(request, { allocationMode: 'ExactCount' });
  return next.allocationMode === 'ExactCount' ? withMissing(next, { count: 1 }) : next;
};
export const deviceRequestDefaults = exactCount;
