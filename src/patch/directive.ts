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
