import type { JsonObject } from '../../model/json.ts';
import { storageKeyOf } from '../resource-type.ts';
import type { StoredObject } from '../storage/stored-object.ts';
import { storedObject } from '../storage/stored-object.ts';
import { admitCreate } from './admission.ts';
import { type ClusterState, type ResourceRequest, rfc3339 } from './cluster-state.ts';
import type { SentObject } from './decode-body.ts';
import { decodeSent } from './decode-object.ts';
import { inNamespace, isTerminating, metaText, systemFields, wipedFields, withMeta } from './object-meta.ts';
import { alreadyExists, invalid, unknownError } from './refusals.ts';
import type { WriteOptions } from './write-options.ts';

/** What is written, and whether it is new or changed. */
export interface Written {
  readonly stored: StoredObject;
  readonly outcome: 'created' | 'changed' | 'unchanged' | 'deleted';
}

const longestGenerated = 58;

const named = (state: ClusterState, object: JsonObject): JsonObject => {
  const base = metaText(object, 'generateName');
  if (metaText(object, 'name') !== '' || base === '') return object;
  return withMeta(object, { name: `${base.slice(0, longestGenerated)}${state.newSuffix()}` });
};

/** Everything from admission on, for POST and for writes that create: the object has its owners already. `untidy`: see StoredObject. */
export const storeNew = (
  state: ClusterState,
  request: ResourceRequest,
  object: JsonObject,
  options: WriteOptions,
  untidy = false,
): Written => {
  const { type } = request;
  admitCreate(state, request, object);
  const now = rfc3339(state.now());
  const rules = state.rules.rulesOf(type);
  const fresh = withMeta(object, {
    ...systemFields,
    uid: state.newUid(),
    creationTimestamp: now,
    generation: undefined,
  });
  const prepared = rules.prepareCreate(fresh, state.writeContext(now));
  const name = metaText(prepared, 'name');
  const causes = rules.validateCreate(prepared);
  if (causes.length > 0) throw invalid(type, name, causes);
  request.warnings.push(...rules.warnings(prepared));
  const storageKey = storageKeyOf(type);
  const known = state.store.get(storageKey, metaText(prepared, 'namespace'), name);
  if (known !== undefined) throw alreadyExists(type, name, isTerminating(known.object));
  const stored = options.dryRun ? storedObject(prepared, 0) : state.store.put(storageKey, prepared, untidy);
  return { stored, outcome: 'created' };
};

/** POST. Throws ApiError. */
export const createObject = (
  state: ClusterState,
  request: ResourceRequest,
  sent: SentObject,
  options: WriteOptions,
): Written => {
  const decoded = decodeSent(state, request, sent, options);
  const object = named(
    state,
    withMeta(inNamespace(decoded, request.type.namespaced ? request.namespace : ''), wipedFields),
  );
  if (metaText(object, 'resourceVersion') !== '') {
    throw unknownError('resourceVersion should not be set on objects to be created');
  }
  const owned = state.rules.fieldManager.update({
    manager: options.fieldManager || request.agent,
    type: request.type,
    subresource: '',
    now: rfc3339(state.now()),
    live: undefined,
    next: object,
  });
  return storeNew(state, request, owned, options);
};
