import type { Json, JsonObject } from '../../model/json.ts';

/** The object with `map` of its members; undefined drops one. Shares an object that nothing changes in. */
export const mapMembers = (
  object: JsonObject,
  map: (value: Json, name: string) => Json | undefined,
): JsonObject => {
  let out: Record<string, Json> | undefined;
  for (const [name, value] of Object.entries(object)) {
    const next = map(value, name);
    if (next === value) continue;
    out ??= { ...object };
    if (next === undefined) delete out[name];
    else out[name] = next;
  }
  return out ?? object;
};
