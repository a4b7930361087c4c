import { byCodePoint, isJsonObject, type Json, type JsonObject, pointerToken } from '../../model/json.ts';
import { gvkOf, type KubeObject } from '../../model/resource.ts';
import { childSchema } from '../../patch/child-schema.ts';
import { jsonEqual, member } from '../../patch/members.ts';
import { kindSchema, kindsNamed } from '../../schema/schema.ts';
import { formatKey } from '../explain/field-path.ts';
import type { FieldChange } from './field-change.ts';
import { type FieldPlace, listChanges } from './list-changes.ts';

const mapChanges = (before: JsonObject, after: JsonObject, at: FieldPlace): readonly FieldChange[] => {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byCodePoint);
  return keys.flatMap((key) => {
    const place = {
      path: `${at.path}/${pointerToken(key)}`,
      field: at.field + formatKey(key, at.field === ''),
    };
    const [old, now] = [member(before, key), member(after, key)];
    if (old === undefined) return now === undefined ? [] : [{ ...place, after: now }];
    if (now === undefined) return [{ ...place, before: old }];
    return valueChanges(old, now, { ...place, schema: childSchema(at.schema, key) });
  });
};

/** What changes one value into another; nothing where they are equal. */
const valueChanges = (before: Json, after: Json, at: FieldPlace): readonly FieldChange[] => {
  if (before === after) return [];
  if (isJsonObject(before) && isJsonObject(after)) return mapChanges(before, after, at);
  if (Array.isArray(before) && Array.isArray(after)) {
    return listChanges(before, after, { ...at, itemChanges: valueChanges });
  }
  return jsonEqual(before, after) ? [] : [{ path: at.path, field: at.field, before, after }];
};

const root = { path: '', field: '' };

/** The fields in which two objects differ; items of lists are told apart by the keys that their kind merges them by. */
export const fieldChanges = (before: KubeObject, after: KubeObject): readonly FieldChange[] => {
  const gvk = gvkOf(after);
  const schema = (kindSchema(gvk) ?? kindsNamed(gvk)[0])?.root;
  return valueChanges(before, after, { ...root, schema });
};

/** The same of two plain values that no kind describes. */
export const plainChanges = (before: Json, after: Json): readonly FieldChange[] =>
  valueChanges(before, after, { ...root, schema: undefined });
