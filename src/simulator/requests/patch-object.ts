import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { jsonPatch } from '../../patch/json-patch.ts';
import { mergePatch } from '../../patch/merge-patch.ts';
import type { PatchOutcome } from '../../patch/outcome.ts';
import { strategicMerge } from '../../patch/strategic-merge.ts';
import type { ApiError } from '../api-error.ts';
import { storageKeyOf } from '../resource-type.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { asVersion } from '../types/convert.ts';
import { type ClusterState, type ResourceRequest, rfc3339 } from './cluster-state.ts';
import { storeNew, type Written } from './create-object.ts';
import { parseJson, parseYaml } from './decode-body.ts';
import { decodeTyped } from './decode-object.ts';
import { checkName, inNamespace, metaText } from './object-meta.ts';
import { badRequest, conflict, invalid, notFound, tooLarge, unprocessable } from './refusals.ts';
import { storeUpdate } from './update-object.ts';
import type { WriteOptions } from './write-options.ts';

export type PatchKind = 'json' | 'merge' | 'strategic' | 'apply';

export interface Patch {
  readonly kind: PatchKind;
  readonly text: string;
}

const mostOperations = 10_000;

const jsonPatched = (live: JsonObject, text: string): Json => {
  const patch = parseJson(text, 'error decoding patch: ');
  if (!Array.isArray(patch)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (patch.length > mostOperations) {
    throw tooLarge(
      `The allowed maximum operations in a JSON patch is ${mostOperations}, got ${patch.length}`,
    );
  }
  const outcome = jsonPatch(live, patch);
  if (!outcome.ok) throw unprocessable();
  return outcome.value;
};

const strategicPatched = (live: JsonObject, text: string, request: ResourceRequest): Json => {
  const patch = parseJson(text);
  if (!isJsonObject(patch)) {
    throw badRequest('json: cannot unmarshal array into Go value of type map[string]interface {}');
  }
  const outcome: PatchOutcome = strategicMerge(live, patch, request.type.schema);
  if (!outcome.ok) throw badRequest(outcome.message);
  return outcome.value;
};

const mergePatched = (live: JsonObject, text: string): Json => {
  const patch = parseJson(text, 'error decoding patch: ');
  if (!isJsonObject(patch)) {
    throw badRequest(
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
  }
  return mergePatch(live, patch);
};

const patched = (live: JsonObject, patch: Patch, request: ResourceRequest): JsonObject => {
  const value =
    patch.kind === 'json'
      ? jsonPatched(live, patch.text)
      : patch.kind === 'merge'
        ? mergePatched(live, patch.text)
        : strategicPatched(live, patch.text, request);
  if (!isJsonObject(value)) throw unprocessable();
  return value;
};

/** How the fault of a patched object is told: there is no kind and no name in it. */
const patchCause = (value: JsonObject, strategic: boolean, why: string): ApiError =>
  invalid({ group: '', kind: '' }, '', [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${strategic ? JSON.stringify(goMap(value)) : JSON.stringify(JSON.stringify(value))}: ${why}`,
      field: 'patch',
    },
  ]);

/** Go's `%v` of a map. */
const goMap = (value: Json): string => {
  if (Array.isArray(value)) return `[${value.map(goMap).join(' ')}]`;
  if (!isJsonObject(value)) return value === null ? '<nil>' : String(value);
  const keys = Object.keys(value).sort();
  return `map[${keys.map((key) => `${key}:${goMap(value[key]!)}`).join(' ')}]`;
};

const changeByPatch = (
  state: ClusterState,
  request: ResourceRequest,
  live: StoredObject,
  patch: Patch,
  options: WriteOptions,
): JsonObject => {
  const before = asVersion(live.object, request.type);
  const raw = patched(before, patch, request);
  const refuse = (why: string): ApiError => patchCause(raw, patch.kind === 'strategic', why);
  const { object, strictErrors } = decodeTyped(state, request, raw, options.fieldValidation, refuse);
  if (strictErrors.length > 0) throw refuse(`strict decoding error: ${strictErrors.join(', ')}`);
  return state.rules.fieldManager.update({
    manager: options.fieldManager || request.agent,
    type: request.type,
    subresource: request.subresource,
    now: rfc3339(state.now()),
    live: before,
    next: object,
  });
};

const parseApplied = (text: string): JsonObject => {
  const applied = parseYaml(text);
  if (isJsonObject(applied)) return applied;
  throw badRequest(
    `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${Array.isArray(applied) ? 'array' : typeof applied} into Go value of type map[string]interface {}`,
  );
};

const apply = (
  state: ClusterState,
  request: ResourceRequest,
  live: StoredObject | undefined,
  patch: Patch,
  options: WriteOptions,
): JsonObject => {
  const { type } = request;
  const applied = parseApplied(patch.text);
  return state.rules.fieldManager.apply({
    manager: options.fieldManager,
    type,
    subresource: request.subresource,
    now: rfc3339(state.now()),
    live: live && asVersion(live.object, type),
    applied,
    force: options.force,
    fillDefaults: (object) => state.rules.rulesOf(type).fillDefaults(object),
  });
};

/** PATCH of an object or of its status; an apply creates what is not there. Throws ApiError. */
export const patchObject = (
  state: ClusterState,
  request: ResourceRequest,
  patch: Patch,
  options: WriteOptions,
): Written => {
  const { type, name } = request;
  const namespace = type.namespaced ? request.namespace : '';
  const live = state.store.get(storageKeyOf(type), namespace, name);
  if (live === undefined && (patch.kind !== 'apply' || request.subresource !== ''))
    throw notFound(type, name);
  const changed =
    patch.kind === 'apply'
      ? apply(state, request, live, patch, options)
      : changeByPatch(state, request, live!, patch, options);
  const uid = metaText(changed, 'uid');
  if (live === undefined && uid !== '') {
    throw conflict(
      type,
      name,
      `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`,
    );
  }
  const next = inNamespace(changed, namespace);
  checkName(next, name);
  return live === undefined
    ? storeNew(state, request, next, options)
    : storeUpdate(state, request, { next, live, options });
};
