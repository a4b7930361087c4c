import { gvkOf, type KubeObject } from '../model/resource.ts';
import type { Fleet } from '../repository/fleet.ts';
import { kindSchema, kindsNamed } from '../schema/schema.ts';

export type Scope = 'namespaced' | 'cluster' | 'unknown';

/** `group/kind` → namespaced: what a cluster's discovery says of kinds that nothing in the repository defines. */
export type KnownScopes = ReadonlyMap<string, boolean>;

/** Built-in kinds first, then CRDs of the repository, then what discovery knows. */
export const scopeOf = (fleet: Fleet, object: KubeObject, discovered: KnownScopes | undefined): Scope => {
  const gvk = gvkOf(object);
  const builtIn = kindSchema(gvk) ?? kindsNamed(gvk)[0];
  const name = `${gvk.group}/${gvk.kind}`;
  const namespaced = builtIn?.namespaced ?? fleet.customScopes.get(name) ?? discovered?.get(name);
  if (namespaced === undefined) return 'unknown';
  return namespaced ? 'namespaced' : 'cluster';
};
