import { isJsonObject, type Json } from '../../model/json.ts';
import { member } from '../../patch/members.ts';
import type { SchemaNode } from '../../schema/schema.ts';

/** The members that tell the items of a list apart, as its kind says; none where only the place does. */
export const identityKeys = (list: SchemaNode | undefined): readonly string[] => {
  if (list?.patchMergeKey !== undefined) return [list.patchMergeKey];
  return list?.listMapKeys ?? [];
};

/** What makes an item of one list the same item in the list that replaces it; undefined: nothing but its place. */
export const identityOf = (list: SchemaNode | undefined, item: Json): string | undefined => {
  if (!isJsonObject(item)) return Array.isArray(item) ? undefined : JSON.stringify(item);
  const keys = identityKeys(list);
  const values = keys.map((key) => member(item, key) ?? null);
  return keys.length === 0 ? undefined : JSON.stringify(values);
};
