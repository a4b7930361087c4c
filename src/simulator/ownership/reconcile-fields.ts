import { type FieldSet, isEmptySet, leaf } from './field-set.ts';
import type { MergeType } from './merge-type.ts';
import { self } from './path-element.ts';

interface Node {
  [element: string]: FieldSet;
}

const childType = (type: MergeType, element: string): MergeType | undefined => {
  if (element.startsWith('f:')) return type.map?.valueOf(element.slice(2));
  return type.list?.items;
};

const isAtomic = ({ map, scalar, list }: MergeType): boolean => {
  if (map !== undefined) return map.atomic && scalar === undefined;
  return scalar === undefined && list?.atomic === true;
};

const reconciled = (node: FieldSet, type: MergeType | undefined): FieldSet => {
  if (type === undefined || isEmptySet(node)) return node;
  if (isAtomic(type)) return leaf;
  let out: Node | undefined;
  for (const element in node) {
    if (element === self) continue;
    const child = node[element]!;
    const next = reconciled(child, childType(type, element));
    if (next === child) continue;
    out ??= { ...node };
    out[element] = next;
  }
  return out ?? node;
};

/** Sets that are known to fit the type: a stored one is looked at once. */
const fitting = new WeakMap<FieldSet, MergeType>();

/**
 * The set after a change of its schema: whoever owned something in a list or map that has become atomic owns it as a whole. The other
 * way round everything stays as it is, as in structured-merge-diff's ReconcileFieldSetWithSchema.
 */
export const reconcileFields = (fields: FieldSet, type: MergeType): FieldSet => {
  if (fitting.get(fields) === type) return fields;
  const next = reconciled(fields, type);
  fitting.set(next, type);
  return next;
};
