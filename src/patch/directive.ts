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

/**
 * A part of a patch that is taken over as it is: directives and nulls mean nothing there. The API server drops what
 * carries `$patch` when it adds it, and loses the rest when it decodes the result into its own types.
 */
export const plainValue = (value: Json): Json => {
  if (Array.isArray(value)) {
    const items = value.filter((item) => !hasDirective(item)).map(plainValue);
    return items.length === value.length && items.every((item, i) => item === value[i]) ? value : items;
  }
  if (!isJsonObject(value)) return value;
  const members = Object.entries(value);
  const kept = members
    .filter(([key, item]) => item !== null && !isDirectiveKey(key) && !hasDirective(item))
    .map(([key, item]) => [key, plainValue(item)] as const);
  return kept.length === members.length && kept.every(([key, item]) => item === value[key])
    ? value
    : Object.fromEntries(kept);
};
