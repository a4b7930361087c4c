import type { JsonObject } from '../../model/json.ts';
import { type ResourceType, storageKeyOf } from '../resource-type.ts';
import { type StoredObject, storedObject } from '../storage/stored-object.ts';
import { admitDelete, isNamespaceType } from './admission.ts';
import { type ClusterState, type ResourceRequest, rfc3339 } from './cluster-state.ts';
import type { Written } from './create-object.ts';
import { definitionMarked, isDefinitionType } from './definition-marks.ts';
import type { DeleteOptions } from './delete-options.ts';
import { finalizersOf, isTerminating, metadataOf, metaText, withMeta } from './object-meta.ts';
import { conflict } from './refusals.ts';
import { defaultPropagation } from './strategies.ts';
import { liveObject } from './update-object.ts';

const orphan = 'orphan';
const foreground = 'foregroundDeletion';

const checkPreconditions = (type: ResourceType, live: StoredObject, options: DeleteOptions): void => {
  const uid = metaText(live.object, 'uid');
  const named = { group: type.group, plural: type.kind };
  if (options.uid !== undefined && options.uid !== uid) {
    throw conflict(
      named,
      live.name,
      `the UID in the precondition (${options.uid}) does not match the UID in record (${uid}). The object might have been deleted and then recreated`,
    );
  }
  if (options.resourceVersion !== undefined && options.resourceVersion !== String(live.revision)) {
    throw conflict(
      named,
      live.name,
      `the ResourceVersion in the precondition (${options.resourceVersion}) does not match the ResourceVersion in record (${live.revision}). The object might have been modified`,
    );
  }
};

/** What the request, or the finalizers that stand there already, say of dependents. */
const propagation = (
  type: ResourceType,
  finalizers: readonly string[],
  options: DeleteOptions,
): 'orphan' | 'foreground' | 'background' => {
  if (defaultPropagation(type) === 'unsupported') return 'background';
  if (options.orphanDependents !== undefined) return options.orphanDependents ? 'orphan' : 'background';
  switch (options.propagationPolicy) {
    case 'Orphan':
      return 'orphan';
    case 'Foreground':
      return 'foreground';
    case 'Background':
      return 'background';
    default:
  }
  const known = finalizers.find((finalizer) => finalizer === orphan || finalizer === foreground);
  if (known !== undefined) return known === orphan ? 'orphan' : 'foreground';
  return defaultPropagation(type) === 'orphan' ? 'orphan' : 'background';
};

const finalizersAfter = (
  type: ResourceType,
  object: JsonObject,
  options: DeleteOptions,
): readonly string[] => {
  const finalizers = finalizersOf(object);
  const policy = propagation(type, finalizers, options);
  const kept = finalizers.filter((finalizer) => finalizer !== orphan && finalizer !== foreground);
  const added = policy === 'orphan' ? [orphan] : policy === 'foreground' ? [foreground] : [];
  const after = [...kept, ...added];
  const same = after.length === finalizers.length && after.every((one) => finalizers.includes(one));
  return same ? finalizers : after;
};

/** Seconds that a Pod is given; undefined for what is not deleted gracefully. */
const gracePeriod = (type: ResourceType, object: JsonObject, options: DeleteOptions): number | undefined => {
  if (type.group !== '' || type.plural !== 'pods') return undefined;
  const spec = (object.spec ?? {}) as JsonObject;
  const status = (object.status ?? {}) as JsonObject;
  const asked =
    options.gracePeriodSeconds ?? (spec.terminationGracePeriodSeconds as number | undefined) ?? 30;
  // nobody runs it, or it has ended: there is nothing to wait for
  const idle = !spec.nodeName || status.phase === 'Failed' || status.phase === 'Succeeded';
  return idle ? 0 : asked < 0 ? 1 : asked;
};

const marked = (object: JsonObject, now: number, grace: number): JsonObject => {
  const generation = metadataOf(object).generation as number | undefined;
  if (isTerminating(object)) return withMeta(object, { deletionGracePeriodSeconds: grace });
  return withMeta(object, {
    deletionTimestamp: rfc3339(now + grace * 1000),
    deletionGracePeriodSeconds: grace,
    ...(generation !== undefined && generation > 0 && { generation: generation + 1 }),
  });
};

/** A namespace waits for its content: whoever empties it takes its finalizer away. */
const namespaceMarked = (object: JsonObject): JsonObject => ({
  ...object,
  status: { ...(object.status as JsonObject | undefined), phase: 'Terminating' },
});

const specFinalizers = (object: JsonObject): number =>
  (((object.spec as JsonObject | undefined)?.finalizers as readonly string[] | undefined) ?? []).length;

/** The object as a delete leaves it, or undefined when nothing holds it. */
const afterDelete = (
  state: ClusterState,
  type: ResourceType,
  object: JsonObject,
  options: DeleteOptions,
): JsonObject | undefined => {
  const finalizers = finalizersAfter(type, object, options);
  const held =
    finalizers === finalizersOf(object) ? object : withMeta(object, { finalizers: [...finalizers] });
  if (isNamespaceType(type) && specFinalizers(object) > 0)
    return namespaceMarked(marked(held, state.now(), 0));
  if (isDefinitionType(type)) {
    return isTerminating(held) ? held : definitionMarked(marked(held, state.now(), 0), rfc3339(state.now()));
  }
  const grace = gracePeriod(type, object, options);
  if (grace !== undefined && grace > 0) {
    const pending = metadataOf(object).deletionGracePeriodSeconds as number | undefined;
    return pending !== undefined && pending <= grace ? held : marked(held, state.now(), grace);
  }
  return finalizers.length > 0 ? marked(held, state.now(), 0) : undefined;
};

/** Deletes one object, or marks it as terminating. Throws ApiError. */
export const deleteStored = (
  state: ClusterState,
  type: ResourceType,
  live: StoredObject,
  options: DeleteOptions,
): Written => {
  checkPreconditions(type, live, options);
  const storageKey = storageKeyOf(type);
  const next = afterDelete(state, type, live.object, options);
  if (next === undefined) {
    if (options.dryRun) return { stored: live, outcome: 'deleted' };
    return { stored: state.store.remove(storageKey, live), outcome: 'deleted' };
  }
  if (next === live.object) return { stored: live, outcome: 'unchanged' };
  if (options.dryRun) return { stored: storedObject(next, live.revision), outcome: 'changed' };
  return { stored: state.store.put(storageKey, next), outcome: 'changed' };
};

/** DELETE of one object. Throws ApiError. */
export const deleteObject = (
  state: ClusterState,
  request: ResourceRequest,
  options: DeleteOptions,
): Written => {
  const refusal = admitDelete(request, request.name);
  if (refusal !== undefined) throw refusal;
  return deleteStored(state, request.type, liveObject(state, request), options);
};
