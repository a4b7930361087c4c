import { isJsonObject, type Json } from '../model/json.ts';
import { member } from '../patch/members.ts';
import { listIndex } from '../patch/pointer.ts';
import type { FieldPath } from '../patch/write-fields.ts';

/** Where the tokens of a JSON Pointer lead, and what stands there; undefined where nothing does. */
export const fieldAt = (
  root: Json,
  tokens: readonly string[],
): { readonly path: FieldPath; readonly value: Json } | undefined => {
  const path: (string | number)[] = [];
  let value: Json | undefined = root;
  for (const token of tokens) {
    const index: string | number | undefined = Array.isArray(value) ? listIndex(token) : token;
    if (index === undefined) return undefined;
    if (Array.isArray(value)) value = (value as readonly Json[])[index as number];
    else value = isJsonObject(value) ? member(value, token) : undefined;
    path.push(index);
  }
  return value === undefined ? undefined : { path, value };
};
