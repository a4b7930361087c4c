import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { SchemaNode } from '../schema/schema.ts';
import { childSchema } from './child-schema.ts';
import { hasDirective, isDirectiveKey } from './directive.ts';
import { PatchRefused } from './outcome.ts';

/** Where a value of a patch comes to stand. */
interface Place {
  readonly schema: SchemaNode | undefined;
  /** JSON Pointer inside the patch, for refusals. */
  readonly at: string;
}

interface Taking extends Place {
  readonly added: boolean;
}

/**
 * Decoding into a struct loses nulls and directives. A map loses neither: a directive would become a key of it, which
 * nobody wants and the API server mostly refuses.
 */
const stays = (key: string, value: Json, { schema, at, added }: Taking): boolean => {
  const inMap = schema?.values() !== undefined;
  if (isDirectiveKey(key)) {
    if (inMap) throw new PatchRefused('malformed', `"${key}" would become a key of the map`, at);
    return false;
  }
  if (value === null) return inMap && !added;
  return !(added && hasDirective(value));
};

const takenMember = (key: string, value: Json, taking: Taking): Json => {
  const schema = childSchema(taking.schema, key);
  // Go decodes a null into the empty text
  if (value === null) return schema?.type === 'string' && schema.format === undefined ? '' : null;
  return taken(value, { ...taking, schema });
};

const takenItems = (list: readonly Json[], taking: Taking): readonly Json[] => {
  const below = { ...taking, schema: taking.schema?.items() };
  const items = list
    .filter((item) => !(taking.added && hasDirective(item)))
    .map((item) => taken(item, below));
  return items.length === list.length && items.every((item, index) => item === list[index]) ? list : items;
};

const takenMembers = (map: JsonObject, taking: Taking): JsonObject => {
  const members = Object.entries(map);
  const kept = members
    .filter(([key, value]) => stays(key, value, taking))
    .map(([key, value]) => [key, takenMember(key, value, taking)] as const);
  return kept.length === members.length && kept.every(([key, value]) => value === map[key])
    ? map
    : Object.fromEntries(kept);
};

const taken = (value: Json, taking: Taking): Json => {
  if (Array.isArray(value)) return takenItems(value, taking);
  return isJsonObject(value) ? takenMembers(value, taking) : value;
};

/**
 * A member of a patch that comes where nothing was: nulls and whatever carries `$patch` speak of something that is not
 * there, so they are left out (strategicpatch `removeDirectives`, `discardNullValuesFromPatch`).
 */
export const addedValue = (value: Json, { schema, at }: Place): Json =>
  taken(value, { schema, at, added: true });

/**
 * A part of a patch that the API server takes over unread (a new item of a merged list, a list or map that is
 * replaced): nulls and directives are lost only when it decodes the result into its own types.
 */
export const takenValue = (value: Json, { schema, at }: Place): Json =>
  taken(value, { schema, at, added: false });
