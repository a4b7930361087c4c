import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { type FieldSet, leaf } from './field-set.ts';
import { listElement } from './list-element.ts';
import { type ListMergeType, type MapMergeType, type MergeType, shapeOf } from './merge-type.ts';
import { fieldElement, type PathElement, self } from './path-element.ts';

interface Node {
  [element: PathElement]: FieldSet;
}

/** What a walk found: whether the place itself is a leaf, and what is owned under it. */
interface Found {
  readonly owned: boolean;
  readonly under: Node | undefined;
}

const nothing: Found = { owned: false, under: undefined };
const itself: Found = { owned: true, under: undefined };

const nodeOf = ({ owned, under }: Found): FieldSet | undefined => {
  if (under === undefined) return owned ? leaf : undefined;
  return owned ? { [self]: leaf, ...under } : under;
};

const isEmptyMap = (value: Json): boolean => {
  if (!isJsonObject(value)) return false;
  for (const _ in value) return false;
  return true;
};

const inMap = (type: MapMergeType, value: JsonObject): Found => {
  let under: Node | undefined;
  for (const name in value) {
    const item = value[name]!;
    const itemType = type.valueOf(name);
    const found = itemType === undefined ? nothing : walk(itemType, item);
    // a field of a struct is no owner of what is in it; the key of a map is
    const owned = found.owned || item === null || isEmptyMap(item) || !type.declares(name);
    const node = nodeOf({ owned, under: found.under });
    if (node === undefined) continue;
    under ??= {};
    under[fieldElement(name)] = node;
  }
  return { owned: false, under };
};

/** Items that share a key own their element and nothing of what is in them. */
const inList = (type: ListMergeType, value: readonly Json[]): Found => {
  if (value.length === 0) return nothing;
  const under: Node = {};
  const elements = value.map((item) => listElement(type, item));
  const seen = new Set<PathElement>();
  elements.forEach((element, index) => {
    const again = seen.has(element);
    seen.add(element);
    under[element] = again
      ? leaf
      : (nodeOf({ owned: true, under: walk(type.items, value[index]!).under }) ?? leaf);
  });
  return { owned: false, under };
};

const walk = (type: MergeType, value: Json): Found => {
  switch (shapeOf(type, value)) {
    case 'scalar':
      return itself;
    case 'list':
      if (type.list!.atomic) return itself;
      return Array.isArray(value) ? inList(type.list!, value) : nothing;
    default:
      if (type.map!.atomic) return itself;
      return isJsonObject(value) ? inMap(type.map!, value) : nothing;
  }
};

/** The fields that a configuration declares, and whoever applies it owns. Throws ListItemError for items without a key. */
export const ownedFields = (type: MergeType, value: Json): FieldSet => walk(type, value).under ?? leaf;
