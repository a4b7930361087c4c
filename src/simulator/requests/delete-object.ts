import { type ResourceType, storageKeyOf } from '../resource-type.ts';
import { type StoredObject, storedObject } from '../storage/stored-object.ts';
import { admitDelete } from './admission.ts';
import type { ClusterState, ResourceRequest } from './cluster-state.ts';
import type { Written } from './create-object.ts';
import type { DeleteOptions } from './delete-options.ts';
import { deletionStep } from './deletion-marks.ts';
import { metaText, sameObject } from './object-meta.ts';
import { conflict } from './refusals.ts';
import { liveObject } from './update-object.ts';

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

/** Deletes one object, or marks it as terminating. Throws ApiError. */
export const deleteStored = (
  state: ClusterState,
  type: ResourceType,
  live: StoredObject,
  options: DeleteOptions,
): Written => {
  checkPreconditions(type, live, options);
  const storageKey = storageKeyOf(type);
  const { marked, removed } = deletionStep(type, live.object, options, state.now());
  const same = marked === undefined || sameObject(marked, live.object);
  if (options.dryRun) {
    const stored = same ? live : storedObject(marked, live.revision);
    return { stored, outcome: removed ? 'deleted' : same ? 'unchanged' : 'changed' };
  }
  const stored = same ? live : state.store.put(storageKey, marked);
  if (!removed) return { stored, outcome: same ? 'unchanged' : 'changed' };
  return { stored: state.store.remove(storageKey, stored), outcome: 'deleted' };
};

const jobWarning =
  'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning';

/** DELETE of one object. Throws ApiError. */
export const deleteObject = (
  state: ClusterState,
  request: ResourceRequest,
  options: DeleteOptions,
): Written => {
  const refusal = admitDelete(request, request.name);
  if (refusal !== undefined) throw refusal;
  const unsaid = options.propagationPolicy === undefined && options.orphanDependents === undefined;
  if (unsaid && request.type.group === 'batch' && request.type.plural === 'jobs') {
    request.warnings.push(jobWarning);
  }
  return deleteStored(state, request.type, liveObject(state, request), options);
};
