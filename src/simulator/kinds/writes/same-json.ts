import { isJsonObject, type Json, type JsonObject } from '../../../model/json.ts';

const sameObject = (a: JsonObject, b: JsonObject): boolean => {
  let size = 0;
  for (const key in a) {
    size += 1;
    const other = b[key];
    if (other === undefined || !sameJson(a[key], other)) return false;
  }
  for (const _ in b) size -= 1;
  return size === 0;
};

/** Deep equality of JSON; shared parts cost nothing. */
export const sameJson = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    return a.every((item: Json, index) => sameJson(item, (b as readonly Json[])[index]));
  }
  return isJsonObject(a) && isJsonObject(b) && sameObject(a, b);
};
