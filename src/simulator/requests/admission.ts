import type { JsonObject } from '../../model/json.ts';
import type { ApiError } from '../api-error.ts';
import { storageKeyOf } from '../resource-type.ts';
import type { ClusterState, ResourceRequest } from './cluster-state.ts';
import { isTerminating, metaText } from './object-meta.ts';
import { forbidden, notFound } from './refusals.ts';

export const namespaces = { group: '', plural: 'namespaces' } as const;
const immortal: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

/** Plugin NamespaceLifecycle: what is created must have a namespace that lives. */
export const admitCreate = (state: ClusterState, request: ResourceRequest, object: JsonObject): void => {
  const { type, namespace } = request;
  if (!type.namespaced) return;
  const stored = state.store.get(storageKeyOf(namespaces), '', namespace);
  if (stored === undefined) throw notFound(namespaces, namespace);
  if (!isTerminating(stored.object)) return;
  throw forbidden(
    type,
    metaText(object, 'name'),
    `unable to create new content in namespace ${namespace} because it is being terminated`,
    [
      {
        reason: 'NamespaceTerminating',
        message: `namespace ${namespace} is being terminated`,
        field: 'metadata.namespace',
      },
    ],
  );
};

/** The same plugin: the namespaces that every cluster needs stay. */
export const admitDelete = (request: ResourceRequest, name: string): ApiError | undefined =>
  request.type.group === '' && request.type.plural === 'namespaces' && immortal.has(name)
    ? forbidden(namespaces, name, 'this namespace may not be deleted')
    : undefined;

export const isNamespaceType = ({ group, plural }: { group: string; plural: string }): boolean =>
  group === namespaces.group && plural === namespaces.plural;
