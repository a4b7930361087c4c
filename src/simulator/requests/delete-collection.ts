import { storageKeyOf } from '../resource-type.ts';
import type { ClusterState, ResourceRequest } from './cluster-state.ts';
import { deleteStored } from './delete-object.ts';
import type { DeleteOptions } from './delete-options.ts';
import { type ListPage, listObjects } from './list-objects.ts';
import type { ListOptions } from './list-options.ts';

/** DELETE of a collection: answers the objects that it deleted. Throws ApiError. */
export const deleteCollection = (
  state: ClusterState,
  request: ResourceRequest,
  listOptions: ListOptions,
  options: DeleteOptions,
): ListPage => {
  const page = listObjects(state, request, listOptions);
  for (const { namespace, name } of page.items) {
    const live = state.store.get(storageKeyOf(request.type), namespace, name);
    if (live !== undefined) deleteStored(state, request.type, live, options);
  }
  return { revision: state.store.revision, items: page.items };
};
