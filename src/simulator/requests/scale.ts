import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { jsonPatch } from '../../patch/json-patch.ts';
import { mergePatch } from '../../patch/merge-patch.ts';
import type { ScalePaths } from '../resource-type.ts';
import { asVersion } from '../types/convert.ts';
import { type ClusterState, type ResourceRequest, rfc3339 } from './cluster-state.ts';
import type { Written } from './create-object.ts';
import { parseJson, parseYaml } from './decode-body.ts';
import { metadataOf, metaText, withMeta } from './object-meta.ts';
import type { Patch } from './patch-object.ts';
import { badRequest, invalid, unprocessable } from './refusals.ts';
import { liveObject, storeUpdate } from './update-object.ts';
import type { WriteOptions } from './write-options.ts';

const steps = (path: string): readonly string[] => path.replace(/^\./, '').split('.');

const valueAt = (object: JsonObject, path: string): Json | undefined => {
  let value: Json | undefined = object;
  for (const step of steps(path)) value = isJsonObject(value) ? value[step] : undefined;
  return value;
};

const withValue = (object: JsonObject, path: readonly string[], value: Json): JsonObject => {
  const [step = '', ...rest] = path;
  const child = object[step];
  if (rest.length === 0) return { ...object, [step]: value };
  return { ...object, [step]: withValue(isJsonObject(child) ? child : {}, rest, value) };
};

/** `a=b,c in (d,e)`: a label selector as text, sorted by key. */
const selectorText = (selector: Json | undefined): string => {
  if (typeof selector === 'string') return selector;
  if (!isJsonObject(selector)) return '';
  const labels = isJsonObject(selector.matchLabels) ? selector.matchLabels : {};
  const expressions = (selector.matchExpressions ?? []) as readonly JsonObject[];
  const parts = [
    ...Object.entries(labels).map(([key, value]) => ({ key, text: `${key}=${String(value)}` })),
    ...expressions.map((expression) => {
      const key = String(expression.key);
      const values = [...((expression.values ?? []) as readonly string[])].sort().join(',');
      switch (expression.operator) {
        case 'Exists':
          return { key, text: key };
        case 'DoesNotExist':
          return { key, text: `!${key}` };
        default:
          return { key, text: `${key} ${String(expression.operator).toLowerCase()} (${values})` };
      }
    }),
  ];
  return parts
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ text }) => text)
    .join(',');
};

const kept = ['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp'] as const;

/** The `autoscaling/v1` Scale of an object. */
export const scaleOf = (object: JsonObject, paths: ScalePaths, custom: boolean): JsonObject => {
  const metadata = metadataOf(object);
  const replicas = valueAt(object, paths.specReplicasPath);
  // a ReplicationController selects by a plain map
  const own = valueAt(object, '.spec.selector');
  const labels = isJsonObject(own) && !own.matchLabels && !own.matchExpressions ? { matchLabels: own } : own;
  const selector = selectorText(
    custom ? (paths.labelSelectorPath === undefined ? '' : valueAt(object, paths.labelSelectorPath)) : labels,
  );
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: Object.fromEntries(
      kept.flatMap((field) => (metadata[field] === undefined ? [] : [[field, metadata[field]]])),
    ),
    spec: typeof replicas === 'number' && replicas !== 0 ? { replicas } : {},
    status: {
      replicas: (valueAt(object, paths.statusReplicasPath) as number | undefined) ?? 0,
      ...(selector !== '' && { selector }),
    },
  };
};

const patchedScale = (scale: JsonObject, patch: Patch): JsonObject => {
  const sent =
    patch.kind === 'apply' ? parseYaml(patch.text) : parseJson(patch.text, 'error decoding patch: ');
  if (patch.kind === 'json') {
    const outcome = jsonPatch(scale, sent);
    if (!outcome.ok || !isJsonObject(outcome.value)) throw unprocessable();
    return outcome.value;
  }
  const merged = mergePatch(scale, sent);
  if (!isJsonObject(merged))
    throw badRequest('json: cannot unmarshal array into Go value of type map[string]interface {}');
  return merged;
};

const replicasIn = (scale: JsonObject, name: string): number => {
  const spec = isJsonObject(scale.spec) ? scale.spec : {};
  const replicas = spec.replicas ?? 0;
  if (typeof replicas !== 'number') {
    throw badRequest(
      `Scale in version "v1" cannot be handled as a Scale: json: cannot unmarshal ${typeof replicas} into Go struct field ScaleSpec.spec.replicas of type int32`,
    );
  }
  if (replicas >= 0) return replicas;
  throw invalid({ group: 'autoscaling', kind: 'Scale' }, name, [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${replicas}: must be greater than or equal to 0`,
      field: 'spec.replicas',
    },
  ]);
};

/** PUT (`sent` is the Scale) or PATCH of `/scale`: what changes is the object's replicas. Throws ApiError. */
export const writeScale = (
  state: ClusterState,
  request: ResourceRequest,
  sent: JsonObject | Patch,
  options: WriteOptions,
): Written => {
  const { type } = request;
  const paths = type.scale!;
  const stored = liveObject(state, request);
  const live = asVersion(stored.object, type);
  const isPatch = typeof sent.kind === 'string' && typeof sent.text === 'string';
  const scale = isPatch
    ? patchedScale(scaleOf(live, paths, type.structural !== undefined), sent as Patch)
    : (sent as JsonObject);
  const version = metaText(scale, 'resourceVersion');
  const replicas = replicasIn(scale, request.name);
  const scaled = withValue(
    withMeta(live, { resourceVersion: version === '' ? String(stored.revision) : version }),
    steps(paths.specReplicasPath),
    replicas,
  );
  const next = state.rules.fieldManager.update({
    manager: options.fieldManager || request.agent,
    type,
    subresource: 'scale',
    now: rfc3339(state.now()),
    live,
    next: scaled,
  });
  return storeUpdate(state, { ...request, subresource: '' }, { next, live: stored, options });
};
