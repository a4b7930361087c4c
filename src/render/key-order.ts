import { byCodePoint, isJsonObject, type Json } from '../model/json.ts';

const sorted = new WeakMap<object, Json>();

const build = (value: object): Json => {
  if (Array.isArray(value)) {
    const items = value.map((item: Json) => sortKeys(item));
    return items.every((item, index) => item === value[index]) ? (value as readonly Json[]) : items;
  }
  if (!isJsonObject(value)) return value as never;
  const keys = Object.keys(value);
  const wanted = keys.toSorted(byCodePoint);
  const members = wanted.map((key) => [key, sortKeys(value[key] as Json)] as const);
  const same = members.every(([key, item], index) => key === keys[index] && item === value[key]);
  return same ? value : Object.fromEntries(members);
};

/**
 * The same value with the keys of every object in one order: equal values become equal bytes, whatever order their
 * files were written in. Answered once for each part, so what clusters share stays shared. (JavaScript itself keeps
 * keys that are whole numbers first and ascending; that is one order too.)
 */
export const sortKeys = (value: Json): Json => {
  if (typeof value !== 'object' || value === null) return value;
  const known = sorted.get(value);
  if (known !== undefined) return known;
  const result = build(value);
  sorted.set(value, result);
  return result;
};
