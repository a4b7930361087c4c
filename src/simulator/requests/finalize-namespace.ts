import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { storageKeyOf } from '../resource-type.ts';
import type { ClusterState, ResourceRequest } from './cluster-state.ts';
import type { Written } from './create-object.ts';
import { finalizersOf, isTerminating } from './object-meta.ts';
import { liveObject } from './update-object.ts';

/** PUT of a namespace's `/finalize`: sets `spec.finalizers`; a terminating namespace without any goes. Throws ApiError. */
export const finalizeNamespace = (
  state: ClusterState,
  request: ResourceRequest,
  finalizers: readonly string[],
): Written => {
  const live = liveObject(state, request);
  const spec = isJsonObject(live.object.spec) ? live.object.spec : {};
  const { finalizers: _before, ...rest } = spec;
  const next: JsonObject = {
    ...live.object,
    spec: finalizers.length === 0 ? rest : { ...rest, finalizers: [...finalizers] },
  };
  const storageKey = storageKeyOf(request.type);
  if (isTerminating(next) && finalizers.length === 0 && finalizersOf(next).length === 0) {
    return { stored: state.store.remove(storageKey, live, next), outcome: 'deleted' };
  }
  return { stored: state.store.put(storageKey, next), outcome: 'changed' };
};
