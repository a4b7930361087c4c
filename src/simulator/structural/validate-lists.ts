import { byCodePoint, isJsonObject, type Json } from '../../model/json.ts';
import type { StructuralNode } from '../../schema/structural-node.ts';
import type { StatusCause } from '../api-error.ts';
import { duplicate, invalid } from './schema-fault.ts';

/** Indexes of the second appearance of each value that appears more than once. */
const repeated = (values: readonly string[]): readonly number[] => {
  const seen = new Map<string, number>();
  return values.flatMap((value, index) => {
    const times = seen.get(value) ?? 0;
    seen.set(value, times + 1);
    return times === 1 ? [index] : [];
  });
};

const keysOf = (node: StructuralNode, item: Json): Readonly<Record<string, Json>> => {
  if (!isJsonObject(item)) return {};
  const names = node.listMapKeys.filter((name) => Object.hasOwn(item, name));
  return Object.fromEntries(names.sort(byCodePoint).map((name) => [name, item[name]!]));
};

const listFaults = (node: StructuralNode, list: readonly Json[], path: string): readonly StatusCause[] => {
  if (node.listType === 'set') {
    const texts = list.map((item) => JSON.stringify(item));
    return repeated(texts).map((index) => duplicate(`${path}[${index}]`, list[index]!));
  }
  if (node.listType !== 'map') return [];
  const odd = list.findIndex((item) => item !== null && !isJsonObject(item));
  if (odd >= 0)
    return [invalid(`${path}[${odd}]`, list[odd]!, 'must be an object for an array of list-type map')];
  const keys = list.map((item) => keysOf(node, item));
  return repeated(keys.map((key) => JSON.stringify(key))).map((index) =>
    duplicate(`${path}[${index}]`, keys[index]!),
  );
};

/** Sets with an item twice and keyed lists with a key twice, at any depth. */
export const validateLists = (node: StructuralNode, value: Json, path = ''): readonly StatusCause[] => {
  if (Array.isArray(value)) {
    const items = node.items();
    const inItems = items
      ? value.flatMap((item, index) => validateLists(items, item, `${path}[${index}]`))
      : [];
    return [...listFaults(node, value, path), ...inItems];
  }
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([name, item]) => {
    const field = node.field(name);
    if (field !== undefined) return validateLists(field, item, path === '' ? name : `${path}.${name}`);
    const values = node.values();
    return values === undefined ? [] : validateLists(values, item, `${path}[${name}]`);
  });
};
