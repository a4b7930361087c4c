import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { ApiError } from '../api-error.ts';
import { storageKeyOf } from '../resource-type.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { hasEmptyMetadata } from '../structural/plain-metadata.ts';
import { asVersion } from '../types/convert.ts';
import { type ClusterState, type ResourceRequest, rfc3339 } from './cluster-state.ts';
import { storeNew, type Written } from './create-object.ts';
import { parseYaml } from './decode-body.ts';
import { decodeTyped } from './decode-object.ts';
import { goQuote } from './go-text.ts';
import { kindFault } from './kind-fault.ts';
import { checkName, inNamespace, metaText } from './object-meta.ts';
import { type Patch, patched } from './patched-value.ts';
import { badRequest, conflict, invalid, notFound, unprocessable } from './refusals.ts';
import { allowsCreateOnUpdate } from './strategies.ts';
import { storeUpdate } from './update-object.ts';
import type { WriteOptions } from './write-options.ts';

/** How the fault of a patched object is told: there is no kind and no name in it. */
const patchFault = (shown: string, why: string): ApiError =>
  invalid({ group: '', kind: '' }, '', [
    { reason: 'FieldValueInvalid', message: `Invalid value: ${goQuote(shown)}: ${why}`, field: 'patch' },
  ]);

const changeByPatch = (
  state: ClusterState,
  request: ResourceRequest,
  live: StoredObject,
  patch: Patch,
  options: WriteOptions,
): JsonObject => {
  const before = asVersion(live.object, request.type);
  const { value, duplicates, shown } = patched(before, patch, request);
  if (!isJsonObject(value)) throw unprocessable();
  const refuse = (why: string): ApiError => patchFault(shown(value), why);
  const fault = request.type.structural === undefined ? kindFault(state, value, request.type) : undefined;
  if (fault !== undefined) throw refuse(fault);
  // a patch may take them away: decoding knows what they are
  const { kind, apiVersion } = before;
  const sent = { object: { ...value, kind: kind!, apiVersion: apiVersion! }, duplicates };
  const { object, strictErrors } = decodeTyped(state, request, sent, options.fieldValidation, refuse);
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
  const applied = parseYaml(text) ?? {};
  if (isJsonObject(applied)) return applied;
  throw badRequest(
    `error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${Array.isArray(applied) ? 'array' : typeof applied} into Go value of type map[string]interface {}`,
  );
};

interface Changed {
  readonly object: JsonObject;
  /** See StoredObject: a custom resource is decoded before an apply, not after it. */
  readonly untidy: boolean;
}

const apply = (
  state: ClusterState,
  request: ResourceRequest,
  live: StoredObject | undefined,
  patch: Patch,
  options: WriteOptions,
): Changed => {
  const { type } = request;
  const applied = parseApplied(patch.text);
  let untidy = false;
  const object = state.rules.fieldManager.apply({
    manager: options.fieldManager,
    type,
    subresource: request.subresource,
    now: rfc3339(state.now()),
    live: live && asVersion(live.object, type),
    applied,
    force: options.force,
    fillDefaults: (merged) => {
      // of a status nothing else is stored
      untidy = type.structural !== undefined && request.subresource === '' && hasEmptyMetadata(merged);
      return state.rules.rulesOf(type).fillDefaults(merged);
    },
  });
  return { object, untidy };
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
  // only where a PUT may create can an apply of a subresource do so
  const creates = patch.kind === 'apply' && (request.subresource === '' || allowsCreateOnUpdate(type));
  if (live === undefined && !creates) throw notFound(type, name);
  const { object: changed, untidy } =
    patch.kind === 'apply'
      ? apply(state, request, live, patch, options)
      : { object: changeByPatch(state, request, live!, patch, options), untidy: false };
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
    ? storeNew(state, request, next, options, untidy)
    : storeUpdate(state, request, { next, live, options, untidy });
};
