import type { JsonObject } from '../../model/json.ts';
import type { StatusCause } from '../api-error.ts';
import { storageKeyOf } from '../resource-type.ts';
import { type StoredObject, storedObject } from '../storage/stored-object.ts';
import { validateScale } from '../structural/validate-scale.ts';
import { asVersion } from '../types/convert.ts';
import { type ClusterState, type ResourceRequest, rfc3339 } from './cluster-state.ts';
import { storeNew, type Written } from './create-object.ts';
import type { SentObject } from './decode-body.ts';
import { decodeSent } from './decode-object.ts';
import { goQuote } from './go-text.ts';
import {
  checkName,
  finalizersOf,
  inNamespace,
  isTerminating,
  metadataOf,
  metaText,
  metaUpdateCauses,
  sameObject,
  withMeta,
} from './object-meta.ts';
import { conflict, invalid, modified, notFound, unknownError } from './refusals.ts';
import { allowsCreateOnUpdate, allowsUnconditionalUpdate } from './strategies.ts';
import type { WriteOptions } from './write-options.ts';

/** The object that a request names; a 404 when there is none. */
export const liveObject = (state: ClusterState, request: ResourceRequest): StoredObject => {
  const { type, namespace, name } = request;
  const stored = state.store.get(storageKeyOf(type), type.namespaced ? namespace : '', name);
  if (stored === undefined) throw notFound(type, name);
  return stored;
};

const checkVersion = (request: ResourceRequest, next: JsonObject, live: StoredObject): void => {
  const { type, name } = request;
  const wanted = metaText(next, 'resourceVersion');
  if (wanted === '' || wanted === '0') {
    if (allowsUnconditionalUpdate(type)) return;
    throw invalid({ group: type.group, kind: type.plural }, name, [
      {
        reason: 'FieldValueInvalid',
        message: 'Invalid value: 0: must be specified for an update',
        field: 'metadata.resourceVersion',
      },
    ]);
  }
  if (!/^\d+$/.test(wanted))
    throw unknownError(`strconv.ParseUint: parsing ${goQuote(wanted)}: invalid syntax`);
  if (wanted !== String(live.revision)) throw modified(type, name);
};

/** What an update never changes: filled in from the live object where the new one left it out. */
const keepSystemFields = (next: JsonObject, live: JsonObject, revision: number): JsonObject => {
  const before = metadataOf(live);
  const uid = metaText(next, 'uid');
  return withMeta(next, {
    uid: uid === '' ? before.uid : uid,
    creationTimestamp: before.creationTimestamp,
    deletionTimestamp: before.deletionTimestamp,
    deletionGracePeriodSeconds: before.deletionGracePeriodSeconds,
    selfLink: undefined,
    resourceVersion: String(revision),
  });
};

const prepare = (
  state: ClusterState,
  request: ResourceRequest,
  next: JsonObject,
  live: JsonObject,
): JsonObject => {
  const rules = state.rules.rulesOf(request.type);
  const settled = withMeta(next, { generation: metadataOf(live).generation });
  return request.subresource === 'status'
    ? rules.prepareStatusUpdate(settled, live)
    : rules.prepareUpdate(settled, live, state.writeContext(rfc3339(state.now())));
};

/** Terminating, and the last finalizer has gone: the object goes with it. */
const isFinished = (next: JsonObject, live: JsonObject): boolean =>
  isTerminating(live) &&
  finalizersOf(next).length === 0 &&
  ((metadataOf(next).deletionGracePeriodSeconds as number | undefined) ?? 0) === 0;

/** What the type refuses of the write; of a custom resource's `/status` only the status is looked at. */
const refusals = (
  state: ClusterState,
  { type, subresource }: ResourceRequest,
  next: JsonObject,
  live: JsonObject,
): readonly StatusCause[] => {
  const rules = state.rules.rulesOf(type);
  if (subresource !== 'status') return rules.validateUpdate(next, live);
  return type.structural
    ? [...type.structural.validateStatus(next, live), ...validateScale(next, type.scale, true)]
    : rules.validateStatusUpdate(next, live);
};

/** What an update makes of a stored object. */
export interface Change {
  /** Has its owners already. */
  readonly next: JsonObject;
  readonly live: StoredObject;
  readonly options: WriteOptions;
  /** See StoredObject. */
  readonly untidy?: boolean;
}

/** Everything from the check of resourceVersion on, for PUT and PATCH. */
export const storeUpdate = (state: ClusterState, request: ResourceRequest, change: Change): Written => {
  const { type, name } = request;
  const { live, options, untidy = false } = change;
  const liveObject = asVersion(live.object, type);
  checkVersion(request, change.next, live);
  const prepared = prepare(state, request, change.next, liveObject);
  const next = keepSystemFields(prepared, liveObject, live.revision);
  const causes = [...metaUpdateCauses(next, liveObject), ...refusals(state, request, next, liveObject)];
  if (causes.length > 0) throw invalid(type, name, causes);
  if (metadataOf(next).generation !== metadataOf(liveObject).generation) {
    request.warnings.push(...state.rules.rulesOf(type).warnings(next));
  }
  const storageKey = storageKeyOf(type);
  if (isFinished(next, liveObject) && !holdsNamespace(type, next)) {
    if (!options.dryRun) state.store.remove(storageKey, live);
    // the answer is the object as it was to be written, watches are told what was stored last
    return { stored: storedObject(next, live.revision), outcome: 'deleted' };
  }
  if (!untidy && !live.untidy && sameObject(next, liveObject)) return { stored: live, outcome: 'unchanged' };
  if (options.dryRun) return { stored: storedObject(next, live.revision), outcome: 'changed' };
  return { stored: state.store.put(storageKey, next, untidy), outcome: 'changed' };
};

/** A namespace goes when its own finalizers, in `spec`, are gone too. */
const holdsNamespace = (type: ResourceRequest['type'], object: JsonObject): boolean =>
  type.group === '' &&
  type.plural === 'namespaces' &&
  (((object.spec as JsonObject | undefined)?.finalizers as readonly string[] | undefined) ?? []).length > 0;

/** PUT of an object or of its status. Throws ApiError. */
export const updateObject = (
  state: ClusterState,
  request: ResourceRequest,
  sent: SentObject,
  options: WriteOptions,
): Written => {
  const { type, namespace, name } = request;
  const decoded = decodeSent(state, request, sent, options);
  const object = inNamespace(decoded, type.namespaced ? namespace : '');
  checkName(object, name);
  const live = state.store.get(storageKeyOf(type), type.namespaced ? namespace : '', name);
  const uid = metaText(object, 'uid');
  const owner = {
    manager: options.fieldManager || request.agent,
    type,
    subresource: request.subresource,
    now: rfc3339(state.now()),
  };
  if (live === undefined) {
    if (!allowsCreateOnUpdate(type) || request.subresource !== '') throw notFound(type, name);
    if (uid !== '') throw conflict(type, name, precondition(uid, ''));
    const next = state.rules.fieldManager.update({ ...owner, live: undefined, next: object });
    return storeNew(state, request, next, options);
  }
  const liveUid = metaText(live.object, 'uid');
  if (uid !== '' && uid !== liveUid) {
    throw conflict(type, name, storageError(type, live, precondition(uid, liveUid)));
  }
  const next = state.rules.fieldManager.update({
    ...owner,
    live: asVersion(live.object, type),
    next: uid === '' ? withMeta(object, { uid: liveUid }) : object,
  });
  return storeUpdate(state, request, { next, live, options });
};

/** The key is etcd's own; its prefix is the server's. */
const storageError = ({ group, plural }: ResourceRequest['type'], live: StoredObject, why: string): string =>
  `StorageError: invalid object, Code: 4, Key: /registry/${group === '' ? '' : `${group}/`}${plural}/${live.key}, ResourceVersion: 0, AdditionalErrorMsg: ${why}`;

const precondition = (wanted: string, found: string): string =>
  `Precondition failed: UID in precondition: ${wanted}, UID in object meta: ${found}`;
