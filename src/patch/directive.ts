import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';

/** The reserved keys of a strategic merge patch (apimachinery pkg/util/strategicpatch/patch.go). */
export const patchDirective = '$patch';
export const retainKeysDirective = '$retainKeys';
export const elementOrderPrefix = '$setElementOrder/';
export const deleteListPrefix = '$deleteFromPrimitiveList/';

export const isDirectiveKey = (key: string): boolean =>
  key === patchDirective ||
  key === retainKeysDirective ||
  key.startsWith(elementOrderPrefix) ||
  key.startsWith(deleteListPrefix);

export const hasDirective = (value: Json): value is JsonObject =>
  isJsonObject(value) && Object.hasOwn(value, patchDirective);

/** Which parts of a value stay: list items by themselves, members by key and value. */
interface Keep {
  readonly item: (item: Json) => boolean;
  readonly member: (key: string, value: Json) => boolean;
}

const filtered = (value: Json, keep: Keep): Json => {
  if (Array.isArray(value)) {
    const items = value.filter(keep.item).map((item) => filtered(item, keep));
    return items.length === value.length && items.every((item, i) => item === value[i]) ? value : items;
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value);
  const kept = members
    .filter(([key, item]) => keep.member(key, item))
    .map(([key, item]) => [key, filtered(item, keep)] as const);
  return kept.length === members.length && kept.every(([key, item]) => item === value[key])
    ? value
    : Object.fromEntries(kept);
};

const isPlain = (key: string, value: Json): boolean => value !== null && !isDirectiveKey(key);

/**
 * A member of a patch that comes where nothing was: nulls and whatever carries `$patch` speak of something that is not
 * there, so they are left out (strategicpatch `removeDirectives`, `discardNullValuesFromPatch`).
 */
export const addedValue = (value: Json): Json =>
  filtered(value, {
    item: (item) => !hasDirective(item),
    member: (key, item) => isPlain(key, item) && !hasDirective(item),
  });

/**
 * A part of a patch that the API server takes over unread (a new item of a merged list, a list or map that is
 * replaced): nulls and directives are lost only when it decodes the result into its own types.
 */
export const takenValue = (value: Json): Json => filtered(value, { item: () => true, member: isPlain });
