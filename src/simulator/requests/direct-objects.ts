import { isJsonObject } from '../../model/json.ts';
import { type ResourceType, storageKeyOf } from '../resource-type.ts';
import type { Change, ClusterObjects, TypeName } from '../storage/cluster-objects.ts';
import type { ClusterState, ResourceRequest } from './cluster-state.ts';
import { createObject } from './create-object.ts';
import { deleteStored } from './delete-object.ts';
import { finalizeNamespace } from './finalize-namespace.ts';
import { metaText } from './object-meta.ts';
import { patchObject } from './patch-object.ts';
import { noSuchResource } from './refusals.ts';
import { liveObject } from './update-object.ts';
import type { WriteOptions } from './write-options.ts';

const optionsOf = (fieldManager: string): WriteOptions => ({
  dryRun: false,
  fieldManager,
  fieldValidation: 'Ignore',
  force: false,
});

/** The way into a cluster without HTTP: the same requests, their answers as objects. */
export const directObjects = (state: ClusterState): ClusterObjects => {
  const typeOf = (name: TypeName): ResourceType => {
    const [type] = state.types.versions(storageKeyOf(name));
    if (type === undefined) throw noSuchResource();
    return type;
  };
  const requestOf = (
    name: TypeName,
    at: { namespace: string; name: string },
    subresource = '',
  ): ResourceRequest => ({
    type: typeOf(name),
    namespace: at.namespace,
    name: at.name,
    subresource,
    agent: 'kube-controller-manager',
    warnings: [],
  });
  return {
    get: (type, namespace, name) => state.store.get(storageKeyOf(type), namespace, name)?.object,
    list: (type, namespace) => state.store.list(storageKeyOf(type), namespace).map(({ object }) => object),
    create: (type, object, manager) => {
      const at = { namespace: metaText(object, 'namespace'), name: metaText(object, 'name') };
      return createObject(state, requestOf(type, at), { object, duplicates: [] }, optionsOf(manager)).stored
        .object;
    },
    patch: (type, at, patch, { manager, subresource }) => {
      const request = requestOf(type, at, subresource);
      if (subresource === 'finalize') {
        const spec = isJsonObject(patch.spec) ? patch.spec : {};
        return finalizeNamespace(state, request, (spec.finalizers ?? []) as readonly string[]).stored.object;
      }
      const text = JSON.stringify(patch);
      return patchObject(state, request, { kind: 'merge', text }, optionsOf(manager)).stored.object;
    },
    delete: (type, at, options = {}) => {
      const request = requestOf(type, at);
      deleteStored(state, request.type, liveObject(state, request), { dryRun: false, ...options });
    },
    onChange: (listener) =>
      state.store.listenToAll((event) => {
        const [group = '', plural = ''] = event.storageKey.split('/');
        const change: Change = {
          kind: event.kind,
          type: { group, plural },
          object: event.current.object,
          before: event.previous?.object,
        };
        listener(change);
      }),
  };
};
