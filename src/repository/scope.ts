import { isJsonObject } from '../model/json.ts';
import { gvkOf, idOf, type KubeObject, type ResourceId } from '../model/resource.ts';
import { kindSchema, kindsNamed } from '../schema/schema.ts';

/** `group/kind` → namespaced, of the CRDs among the objects. */
export const customScopesOf = (objects: Iterable<KubeObject>): ReadonlyMap<string, boolean> => {
  const scopes = new Map<string, boolean>();
  for (const object of objects) {
    if (object.kind !== 'CustomResourceDefinition' || !isJsonObject(object.spec)) continue;
    const { group, names, scope } = object.spec;
    if (typeof group !== 'string' || !isJsonObject(names) || typeof names.kind !== 'string') continue;
    scopes.set(`${group}/${names.kind}`, scope !== 'Cluster');
  }
  return scopes;
};

/** Whether a kind is namespaced: by Kubernetes' own table, then by the repository's CRDs; undefined: unknown. */
export const isNamespaced = (
  object: KubeObject,
  customScopes: ReadonlyMap<string, boolean>,
): boolean | undefined => {
  const gvk = gvkOf(object);
  const builtIn = kindSchema(gvk) ?? kindsNamed(gvk)[0];
  return builtIn?.namespaced ?? customScopes.get(`${gvk.group}/${gvk.kind}`);
};

/**
 * What names an object once its scope counts: a namespaced one without a namespace is in `default`, as with kubectl; a
 * cluster-scoped one has none. Of unknown scope: as it is written.
 */
export const scopedIdOf = (object: KubeObject, customScopes: ReadonlyMap<string, boolean>): ResourceId => {
  const id = idOf(object);
  const namespaced = isNamespaced(object, customScopes);
  if (namespaced === undefined) return id;
  return { ...id, namespace: namespaced ? id.namespace || 'default' : '' };
};
