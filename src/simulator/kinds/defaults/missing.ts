import type { Json, JsonObject } from '../../../model/json.ts';

/** The object with each of these fields that it lacks; the object itself when it lacks none. Empty strings count as missing. */
export const withMissing = (object: JsonObject, defaults: JsonObject): JsonObject => {
  let copy: Record<string, Json> | undefined;
  for (const name in defaults) {
    const present = object[name];
    if (present !== undefined && present !== null && present !== '') continue;
    copy ??= { ...object };
    copy[name] = defaults[name]!;
  }
  return copy ?? object;
};

/** The object with this field, itself when it has that very value already. */
export const withField = (object: JsonObject, name: string, value: Json): JsonObject =>
  object[name] === value ? object : { ...object, [name]: value };

/** A field that is an object, or an empty one. */
export const objectAt = (object: JsonObject, name: string): JsonObject => {
  const value = object[name];
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
};

/** The objects of a list, or none. */
export const objectsAt = (object: JsonObject, name: string): readonly JsonObject[] => {
  const value = object[name];
  return Array.isArray(value) ? (value as readonly JsonObject[]) : [];
};

/** A list of objects with each changed; the list itself when none did. */
export const mapObjects = (
  object: JsonObject,
  name: string,
  change: (item: JsonObject) => JsonObject,
): JsonObject => {
  const list = object[name];
  if (!Array.isArray(list)) return object;
  const next = (list as readonly JsonObject[]).map(change);
  return next.every((item, index) => item === list[index]) ? object : { ...object, [name]: next };
};
