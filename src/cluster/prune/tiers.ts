import { byCodePoint } from '../../model/json.ts';
import type { ResourceId } from '../../model/resource.ts';
import { isDefinition, isNamespace, kindRank } from '../apply/order.ts';

/**
 * The order of deletes, one tier after the other: what others refer to goes last. Git has forgotten the waves
 * of what it no longer has, so the kinds alone decide: custom resources before their CRD, all before Namespaces.
 */
export const deleteTiers = <C extends { readonly id: ResourceId; readonly key: string }>(
  candidates: readonly C[],
): readonly (readonly C[])[] => {
  const tier = ({ id }: C): number => {
    if (isNamespace(id)) return -2;
    return isDefinition(id) ? -1 : kindRank(id.kind);
  };
  return [...Map.groupBy(candidates, tier)]
    .sort(([a], [b]) => b - a)
    .map(([, members]) => members.toSorted((a, b) => byCodePoint(a.key, b.key)));
};
