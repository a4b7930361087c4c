import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { equalJson } from './equal-json.ts';
import { managedFieldsOf } from './managed-fields.ts';

const equalButTime = (a: Json, b: Json): boolean => {
  if (a === b) return true;
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  return equalJson({ ...a, time: '' }, { ...b, time: '' });
};

/** Whether the two lists say the same of everybody but when. */
const sameOwners = (a: Json | undefined, b: Json | undefined): boolean => {
  if (a === b) return true;
  if (!Array.isArray(a) || !Array.isArray(b) || a.length !== b.length) return false;
  return a.every((entry, index) => equalButTime(entry, b[index]!));
};

const withoutOwners = (object: JsonObject): JsonObject => {
  const { managedFields: _, ...metadata } = isJsonObject(object.metadata) ? object.metadata : {};
  return { ...object, metadata };
};

/**
 * The live object itself when `next` differs from it in nothing but the times of its owners: a write that changes nothing must not
 * move resourceVersion. Call it again after anything that changes the object once its owners are settled.
 */
export const keepTimes = (next: JsonObject, live: JsonObject | undefined): JsonObject => {
  if (live === undefined || next === live) return next;
  if (!sameOwners(managedFieldsOf(next), managedFieldsOf(live))) return next;
  return equalJson(withoutOwners(next), withoutOwners(live)) ? live : next;
};
