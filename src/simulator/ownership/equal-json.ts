import { isJsonObject, type Json } from '../../model/json.ts';
import { own } from './list-element.ts';

const equalLists = (a: readonly Json[], b: readonly Json[]): boolean =>
  a.length === b.length && a.every((item, index) => equalJson(item, b[index]!));

/** Deep equality; the order of an object's members does not count. Shared parts are not walked. */
export const equalJson = (a: Json, b: Json): boolean => {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) return Array.isArray(b) && equalLists(a, b);
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => {
    const other = own(b, name);
    return other !== undefined && equalJson(a[name]!, other);
  });
};
