import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { distinctEntries, orderedEntries } from '../ownership/managed-fields.ts';
import { metadataOf, withMeta } from './object-meta.ts';
import { withValue } from './scale.ts';

/**
 * Whether anybody owns the replicas. A Scale has only the entries that own them, and an update of what has no entries
 * at all is not tracked (managedfields/internal/skipnonapplied.go).
 */
export const isOwned = (live: JsonObject, path: readonly string[]): boolean => {
  const entries = metadataOf(live).managedFields;
  if (!Array.isArray(entries)) return false;
  return (entries as readonly JsonObject[]).some((entry) => {
    let fields: Json | undefined = entry.fieldsV1;
    for (const step of path) fields = isJsonObject(fields) ? fields[`f:${step}`] : undefined;
    return fields !== undefined;
  });
};

/** A set of fields without one; undefined when nothing is left, for a parent that held it alone goes too. */
const withoutField = (
  fields: JsonObject,
  [key = '', ...deeper]: readonly string[],
): JsonObject | undefined => {
  const { [key]: child, ...others } = fields;
  const left = deeper.length > 0 && isJsonObject(child) ? withoutField(child, deeper) : undefined;
  if (left !== undefined) return { ...fields, [key]: left };
  return Object.keys(others).length > 0 ? others : undefined;
};

/**
 * The replicas' owners as they come back from a Scale. Those that updated stand in entries of their own, without a
 * time: they are known by their apiVersion too, and that is the Scale's there (managedfields/scalehandler.go). Of two
 * entries of one manager a later write takes the last, which is the one with its other fields.
 */
export const withOwnersApart = (object: JsonObject, path: readonly string[]): JsonObject => {
  const entries = metadataOf(object).managedFields;
  if (!Array.isArray(entries)) return object;
  const keys = path.map((step) => `f:${step}`);
  const split = (entries as readonly JsonObject[]).flatMap((entry) => {
    const isUpdate = entry.operation !== 'Apply';
    if (!isUpdate || !isOwned({ metadata: { managedFields: [entry] } }, path)) return [entry];
    const rest = withoutField(entry.fieldsV1 as JsonObject, keys);
    const { time: _time, ...apart } = entry;
    const own = { ...apart, fieldsV1: withValue({}, keys, {}) };
    return rest === undefined ? [own] : [own, { ...entry, fieldsV1: rest }];
  });
  return withMeta(object, { managedFields: orderedEntries(split) });
};

/** The object as a scale finds it: without the entries that an earlier one has left beside others of the same manager. */
export const withDistinctOwners = (object: JsonObject): JsonObject => {
  const entries = metadataOf(object).managedFields;
  if (!Array.isArray(entries)) return object;
  const distinct = distinctEntries(entries as readonly JsonObject[]);
  return distinct.length === entries.length ? object : withMeta(object, { managedFields: distinct });
};
