import { gvkOf, type KubeObject } from '../model/resource.ts';
import type { Fleet } from '../repository/fleet.ts';
import { isNamespaced } from '../repository/scope.ts';

export type Scope = 'namespaced' | 'cluster' | 'unknown';

/** `group/kind` → namespaced: what a cluster's discovery says of kinds that nothing in the repository defines. */
export type KnownScopes = ReadonlyMap<string, boolean>;

/** Built-in kinds first, then CRDs of the repository, then what discovery knows. */
export const scopeOf = (fleet: Fleet, object: KubeObject, discovered: KnownScopes | undefined): Scope => {
  const { group, kind } = gvkOf(object);
  const namespaced = isNamespaced(object, fleet.customScopes) ?? discovered?.get(`${group}/${kind}`);
  if (namespaced === undefined) return 'unknown';
  return namespaced ? 'namespaced' : 'cluster';
};
