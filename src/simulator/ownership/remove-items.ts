import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { type FieldSet, isEmptySet, isOwned } from './field-set.ts';
import { listElement } from './list-element.ts';
import { type ListMergeType, type MapMergeType, type MergeType, shapeOf } from './merge-type.ts';
import { fieldElement, self } from './path-element.ts';

const hasChildren = (node: FieldSet): boolean => {
  for (const element in node) if (element !== self) return true;
  return false;
};

const fromList = (type: ListMergeType, value: readonly Json[], remove: FieldSet): Json | undefined => {
  const left: Json[] = [];
  for (const item of value) {
    const node = remove[listElement(type, item)];
    if (node === undefined) left.push(item);
    else if (!isOwned(node)) left.push(removeItems(type.items, item, node) ?? null);
  }
  return left.length > 0 ? left : undefined;
};

const fromMap = (type: MapMergeType, value: JsonObject, remove: FieldSet): Json | undefined => {
  const left: Record<string, Json> = {};
  let any = false;
  for (const name in value) {
    const item = value[name]!;
    const node = remove[fieldElement(name)];
    if (node !== undefined && isOwned(node)) continue;
    const itemType = node && type.valueOf(name);
    left[name] = node && itemType ? (removeItems(itemType, item, node) ?? null) : item;
    any = true;
  }
  return any ? left : undefined;
};

/**
 * The value without the items and fields of the set. Undefined when nothing is left, which is null in its parent: so does the API
 * server's own merge, whose typed objects then drop the null.
 */
export const removeItems = (type: MergeType, value: Json, remove: FieldSet): Json | undefined => {
  if (isEmptySet(remove) || !hasChildren(remove)) return value;
  switch (shapeOf(type, value)) {
    case 'scalar':
      return value;
    case 'list':
      if (!Array.isArray(value) || value.length === 0 || type.list!.atomic) return undefined;
      return fromList(type.list!, value, remove);
    default:
      if (!isJsonObject(value) || isEmptySet(value as FieldSet) || type.map!.atomic) return undefined;
      return fromMap(type.map!, value, remove);
  }
};
