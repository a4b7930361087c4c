import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { AccessRequest, SimulatedUser } from './users.ts';

const rbac = 'rbac.authorization.k8s.io';
const everyone = 'system:authenticated';

const publicPaths = /^\/(api|apis|openapi|healthz|livez|readyz|version)(\/|$)/;
const ownReviews = /^selfsubject(access|rules)?reviews$/;

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? (value as readonly string[]) : [];

const names = (list: readonly string[], wanted: string): boolean =>
  list.includes('*') || list.includes(wanted);

const namesPath = (patterns: readonly string[], path: string): boolean =>
  patterns.some((pattern) =>
    pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : pattern === path,
  );

const ruleAllows = (rule: JsonObject, { verb, resource, path }: AccessRequest): boolean => {
  if (!names(texts(rule.verbs), verb)) return false;
  if (resource === undefined) return namesPath(texts(rule.nonResourceURLs), path);
  const { group, plural, subresource, name } = resource;
  const resources = texts(rule.resources);
  const asked = subresource === '' ? plural : `${plural}/${subresource}`;
  const named = names(resources, asked) || (subresource !== '' && resources.includes(`*/${subresource}`));
  const only = texts(rule.resourceNames);
  return names(texts(rule.apiGroups), group) && named && (only.length === 0 || only.includes(name));
};

const isSubject = (subject: Json, user: SimulatedUser): boolean => {
  if (!isJsonObject(subject)) return false;
  if (subject.kind === 'User') return subject.name === user.name;
  if (subject.kind === 'Group') return [...(user.groups ?? []), everyone].includes(String(subject.name));
  return user.name === `system:serviceaccount:${String(subject.namespace)}:${String(subject.name)}`;
};

const rulesOf = (store: ObjectStore, binding: JsonObject, namespace: string): readonly JsonObject[] => {
  const reference = binding.roleRef as JsonObject;
  const cluster = reference.kind === 'ClusterRole';
  const role = store.get(
    `${rbac}/${cluster ? 'clusterroles' : 'roles'}`,
    cluster ? '' : namespace,
    String(reference.name),
  );
  return (role?.object.rules ?? []) as readonly JsonObject[];
};

const binds = (
  store: ObjectStore,
  user: SimulatedUser,
  request: AccessRequest,
  where: { readonly plural: string; readonly namespace: string },
): boolean =>
  store
    .list(`${rbac}/${where.plural}`, where.namespace)
    .filter(({ object }) => ((object.subjects ?? []) as readonly Json[]).some((one) => isSubject(one, user)))
    .some(({ object }) => rulesOf(store, object, where.namespace).some((rule) => ruleAllows(rule, request)));

/** What the ClusterRoles system:discovery, system:public-info-viewer and system:basic-user of every cluster let everybody do. */
const isOpenToAll = (user: SimulatedUser, { verb, resource, path }: AccessRequest): boolean => {
  if (resource === undefined) return publicPaths.test(path);
  return verb === 'create' && ownReviews.test(resource.plural) && !user.name.startsWith('system:anonymous');
};

/** Whether a user may do this: its own rule where it has one, else what RBAC's objects in the cluster grant. */
export const isAllowed = (store: ObjectStore, user: SimulatedUser, request: AccessRequest): boolean => {
  if (user.groups?.includes('system:masters')) return true;
  if (user.allows !== undefined) return user.allows(request);
  if (isOpenToAll(user, request)) return true;
  if (binds(store, user, request, { plural: 'clusterrolebindings', namespace: '' })) return true;
  const namespace = request.resource?.namespace ?? '';
  return namespace !== '' && binds(store, user, request, { plural: 'rolebindings', namespace });
};
