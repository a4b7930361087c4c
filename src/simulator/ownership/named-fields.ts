import { type FieldSet, isOwned, leaf } from './field-set.ts';
import type { MergeType } from './merge-type.ts';
import { self } from './path-element.ts';

interface Node {
  [element: string]: FieldSet;
}

const childType = (type: MergeType | undefined, element: string): MergeType | undefined => {
  if (element.startsWith('f:')) return type?.map?.valueOf(element.slice(2));
  return element.startsWith('k:') ? type?.list?.items : undefined;
};

/**
 * The set with every field of a struct that has members under it as a member itself: whoever owns `spec.replicas` owns `spec` as far
 * as removal goes. Keys of maps and items of lists are left as they are.
 */
export const withNamedFields = (set: FieldSet, type: MergeType | undefined): FieldSet => {
  const out: Node = {};
  for (const element in set) {
    if (element === self) {
      out[self] = leaf;
      continue;
    }
    const node = set[element]!;
    const under = withNamedFields(node, childType(type, element));
    const isNamed = element.startsWith('f:') && type?.map?.declares(element.slice(2)) === true;
    out[element] = isNamed && !isOwned(under) ? { [self]: leaf, ...under } : under;
  }
  return out;
};
