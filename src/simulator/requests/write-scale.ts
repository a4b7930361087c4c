import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { jsonPatch } from '../../patch/json-patch.ts';
import { jsonEqual } from '../../patch/members.ts';
import { mergePatch } from '../../patch/merge-patch.ts';
import { apiVersionOf, type ResourceType } from '../resource-type.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { asVersion } from '../types/convert.ts';
import { type ClusterState, type ResourceRequest, rfc3339 } from './cluster-state.ts';
import type { Written } from './create-object.ts';
import { parseJson, parseYaml } from './decode-body.ts';
import { checkName, metadataOf, metaText, withMeta } from './object-meta.ts';
import type { Patch } from './patched-value.ts';
import { badRequest, invalid, unknownError, unprocessable } from './refusals.ts';
import { scaleOf, steps, valueAt, withoutValue, withValue } from './scale.ts';
import { isOwned, withDistinctOwners, withOwnersApart } from './scale-owners.ts';
import { liveObject, storeUpdate } from './update-object.ts';
import type { WriteOptions } from './write-options.ts';

const patchedScale = (scale: JsonObject, patch: Patch): JsonObject => {
  const sent = parseJson(patch.text, 'error decoding patch: ');
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

interface ScaleWrite {
  readonly state: ClusterState;
  readonly request: ResourceRequest;
  readonly options: WriteOptions;
  readonly stored: StoredObject;
  readonly live: JsonObject;
}

const begin = (state: ClusterState, request: ResourceRequest, options: WriteOptions): ScaleWrite => {
  const stored = liveObject(state, request);
  const live = withDistinctOwners(asVersion(stored.object, request.type));
  return { state, request, options, stored, live };
};

/** What changes is the object's replicas: its other fields, and their owners, stay. */
const storeScale = ({ state, request, options, stored, live }: ScaleWrite, scale: JsonObject): Written => {
  const { type, name } = request;
  checkName(scale, name);
  const version = metaText(scale, 'resourceVersion');
  const wanted = withMeta(live, { resourceVersion: version === '' ? String(stored.revision) : version });
  const path = steps(type.scale!.specReplicasPath);
  const replicas = replicasIn(scale, name);
  // a Scale of 0 is written without replicas: nobody comes to own them, and 0 after 0 is no change
  const asScale = (object: JsonObject, count: number): JsonObject =>
    count === 0 ? withoutValue(object, path) : withValue(object, path, count);
  const scaled = asScale(wanted, replicas);
  const owned = isOwned(live, path)
    ? state.rules.fieldManager.update({
        manager: options.fieldManager || request.agent,
        type,
        subresource: 'scale',
        now: rfc3339(state.now()),
        live: asScale(live, replicasIn(scaleOf(live, type.scale!, type.structural !== undefined), name)),
        next: scaled,
      })
    : scaled;
  const apart = withOwnersApart(owned, path);
  const written = replicas === 0 ? withValue(apart, path, 0) : apart;
  // what a definition fills in where the replicas have made a place for it is not stored, but read
  const next = type.structural === undefined ? written : state.rules.rulesOf(type).fillDefaults(written);
  const untidy = !jsonEqual(next, written);
  // lost times are a change where they give the owners another order
  const change = { next, live: stored, options, untidy };
  return storeUpdate(state, { ...request, subresource: '' }, change);
};

/** The real server cannot convert the Scale of a custom resource that an apply has changed; it finds conflicts before that. */
const refuseCustom = (
  type: ResourceType,
  scale: JsonObject,
  { before, after }: { readonly before: Json | undefined; readonly after: Json | undefined },
): void => {
  if (type.structural === undefined || before === after) return;
  const where = `${metaText(scale, 'namespace')}/${metaText(scale, 'name')}`;
  throw unknownError(
    `failed to convert new object (${where}; autoscaling/v1, Kind=Scale) to proper version: request to convert CR to an invalid group/version: autoscaling/v1`,
  );
};

/** An apply of a Scale is one of its object's replicas alone. */
const applyScale = ({ state, request, options, stored, live }: ScaleWrite, patch: Patch): Written => {
  const { type, name } = request;
  const scale = parseYaml(patch.text);
  if (!isJsonObject(scale)) throw badRequest('invalid object type: /, Kind=');
  const { namespace } = metadataOf(live);
  const path = steps(type.scale!.specReplicasPath);
  const applied = withValue(
    {
      apiVersion: apiVersionOf(type),
      kind: type.kind,
      metadata: { name, ...(namespace !== undefined && { namespace }) },
    },
    path,
    replicasIn(scale, name),
  );
  const owned = state.rules.fieldManager.apply({
    manager: options.fieldManager,
    type,
    subresource: 'scale',
    now: rfc3339(state.now()),
    live,
    applied,
    force: options.force,
    fillDefaults: (object) => state.rules.rulesOf(type).fillDefaults(object),
  });
  refuseCustom(type, scale, { before: valueAt(live, path), after: valueAt(owned, path) });
  const next = withOwnersApart(owned, path);
  const change = { next, live: stored, options };
  return storeUpdate(state, { ...request, subresource: '' }, change);
};

/** PUT of `/scale`. Throws ApiError. */
export const putScale = (
  state: ClusterState,
  request: ResourceRequest,
  scale: JsonObject,
  options: WriteOptions,
): Written => storeScale(begin(state, request, options), scale);

/** PATCH of `/scale`. Throws ApiError. */
export const patchScale = (
  state: ClusterState,
  request: ResourceRequest,
  patch: Patch,
  options: WriteOptions,
): Written => {
  const write = begin(state, request, options);
  if (patch.kind === 'apply') return applyScale(write, patch);
  const { type } = request;
  return storeScale(
    write,
    patchedScale(scaleOf(write.live, type.scale!, type.structural !== undefined), patch),
  );
};
