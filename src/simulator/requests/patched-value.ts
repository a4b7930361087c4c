import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { jsonPatch } from '../../patch/json-patch.ts';
import { mergePatch } from '../../patch/merge-patch.ts';
import type { PatchOutcome } from '../../patch/outcome.ts';
import { strategicMerge } from '../../patch/strategic-merge.ts';
import type { ApiError } from '../api-error.ts';
import type { ResourceRequest } from './cluster-state.ts';
import { parseJson } from './decode-body.ts';
import { duplicateFields } from './duplicate-fields.ts';
import { goValue } from './go-text.ts';
import { badRequest, tooLarge, unknownError, unprocessable } from './refusals.ts';

export type PatchKind = 'json' | 'merge' | 'strategic' | 'apply';

export interface Patch {
  readonly kind: PatchKind;
  readonly text: string;
}

const mostOperations = 10_000;

/** What a patch makes of an object. */
export interface Patched {
  readonly value: Json;
  readonly duplicates: readonly string[];
  /** What a fault in the result is shown with. */
  readonly shown: (value: JsonObject) => string;
}

/** The result as Go writes it: its first level sorted. */
const wholeObject = (value: JsonObject): string => {
  const sorted = Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, value[key]!]),
  );
  return JSON.stringify(sorted);
};

const jsonPatched = (live: JsonObject, text: string): Patched => {
  const patch = parseJson(text, 'error decoding patch: ');
  if (!Array.isArray(patch)) {
    throw badRequest(
      `error decoding patch: json: cannot unmarshal object into Go value of type []handlers.jsonPatchOp`,
    );
  }
  if (patch.length > mostOperations) {
    throw tooLarge(
      `The allowed maximum operations in a JSON patch is ${mostOperations}, got ${patch.length}`,
    );
  }
  const outcome = jsonPatch(live, patch, { replaceAdds: true });
  if (!outcome.ok) throw unprocessable();
  return { value: outcome.value, duplicates: [], shown: wholeObject };
};

/** Go's complaint of a list item without its key names the item. */
const strategicRefusal = (message: string, at: string, patch: JsonObject): ApiError => {
  const key = /^an item of the list has no "(.*)"$/.exec(message)?.[1];
  if (key === undefined) return badRequest(message);
  let item: Json | undefined = patch;
  for (const step of at.split('/').slice(1)) item = (item as Record<string, Json> | undefined)?.[step];
  const found = Array.isArray(item) ? item.find((one) => isJsonObject(one) && one[key] === undefined) : item;
  return unknownError(`map: ${goValue(found ?? null)} does not contain declared merge key: ${key}`);
};

const strategicPatched = (live: JsonObject, text: string, request: ResourceRequest): Patched => {
  const patch = parseJson(text);
  if (!isJsonObject(patch)) {
    throw badRequest('json: cannot unmarshal array into Go value of type map[string]interface {}');
  }
  const outcome: PatchOutcome = strategicMerge(live, patch, request.type.schema);
  if (!outcome.ok) throw strategicRefusal(outcome.message, outcome.at, patch);
  return { value: outcome.value, duplicates: duplicateFields(text, patch), shown: () => goValue(patch) };
};

const mergePatched = (live: JsonObject, text: string): Patched => {
  const patch = parseJson(text, 'error decoding patch: ');
  if (!isJsonObject(patch)) {
    throw badRequest(
      'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}',
    );
  }
  return { value: mergePatch(live, patch), duplicates: duplicateFields(text, patch), shown: wholeObject };
};

/** Carries out a patch that is no apply. Throws ApiError. */
export const patched = (live: JsonObject, patch: Patch, request: ResourceRequest): Patched =>
  patch.kind === 'json'
    ? jsonPatched(live, patch.text)
    : patch.kind === 'merge'
      ? mergePatched(live, patch.text)
      : strategicPatched(live, patch.text, request);
