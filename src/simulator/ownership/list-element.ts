import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ListMergeType } from './merge-type.ts';
import { keyElement, type PathElement, valueElement } from './path-element.ts';

/** Thrown for an item that cannot be told from the others; its message is the API server's. */
export class ListItemError extends Error {}

/** A member of an object, never one of Object's own (`constructor`). */
export const own = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

const keyedElement = (list: ListMergeType, item: Json): PathElement => {
  if (item === null) throw new ListItemError('associative list with keys may not have a null element');
  if (!isJsonObject(item))
    throw new ListItemError('associative list with keys may not have non-map elements');
  const names: string[] = [];
  const values: Json[] = [];
  for (const key of list.keys) {
    const value = own(item, key) ?? list.keyDefault(key);
    if (value === undefined) continue;
    names.push(key);
    values.push(value);
  }
  if (names.length > 0) return keyElement(names, values);
  const keys = `[${list.keys.map((key) => JSON.stringify(key)).join(' ')}]`;
  throw new ListItemError(
    `associative list with keys has an element that omits all key fields ${keys} (and doesn't have default values for any key fields)`,
  );
};

/** The path element of an item of a set or a keyed list. Throws ListItemError. */
export const listElement = (list: ListMergeType, item: Json): PathElement => {
  if (list.keys.length > 0) return keyedElement(list, item);
  if (item === null)
    throw new ListItemError("associative list without keys has an element that's an explicit null");
  if (Array.isArray(item)) throw new ListItemError('not supported: associative list with lists as elements');
  if (typeof item === 'object')
    throw new ListItemError("associative list without keys has an element that's a map type");
  return valueElement(item);
};
