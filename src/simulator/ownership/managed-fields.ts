import { byCodePoint, isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { type ElementOrder, type FieldSet, leaf, sortedSet } from './field-set.ts';
import { type Managed, type ManagedEntry, managerKey } from './managed-entry.ts';
import { canonicalElement, self } from './path-element.ts';

/** What was written by us, in canonical form: it is decoded by being taken as it is. */
const canonical = new WeakSet<object>();

const isOnly = (fields: JsonObject, name: string): boolean =>
  Object.hasOwn(fields, name) && Object.keys(fields).length === 1;

const normalised = (fields: JsonObject, isRoot = true): FieldSet => {
  if (isOnly(fields, self)) return leaf;
  const out: Record<string, FieldSet> = {};
  for (const text of Object.keys(fields)) {
    if (text === self && isRoot) continue;
    const element = text === self ? self : canonicalElement(text);
    if (element === undefined) continue;
    const under = fields[text];
    out[element] = isJsonObject(under) && element !== self ? normalised(under, false) : leaf;
  }
  return out;
};

/** A FieldsV1 that may have come from a client. Throws on path elements that cannot be read. */
const fieldSetFrom = (fields: Json | undefined): FieldSet => {
  if (!isJsonObject(fields)) return leaf;
  if (canonical.has(fields)) return fields as FieldSet;
  return normalised(fields);
};

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const entryFrom = (value: Json, index: number): ManagedEntry => {
  const entry = isJsonObject(value) ? value : {};
  const operation = text(entry.operation);
  if (operation !== 'Apply' && operation !== 'Update')
    throw new Error('operation must be `Apply` or `Update`');
  const apiVersion = text(entry.apiVersion);
  if (apiVersion === '') throw new Error('apiVersion must not be empty');
  const fieldsType = text(entry.fieldsType);
  if (fieldsType === '') throw new Error(`missing fieldsType in managed fields entry ${index}`);
  if (fieldsType !== 'FieldsV1')
    throw new Error(`invalid fieldsType ${JSON.stringify(fieldsType)} in managed fields entry ${index}`);
  const fields = fieldSetFrom(entry.fieldsV1);
  return {
    manager: text(entry.manager),
    operation,
    apiVersion,
    subresource: text(entry.subresource),
    time: typeof entry.time === 'string' ? entry.time : undefined,
    fields,
    ...(fields === entry.fieldsV1 && { encoded: entry }),
  };
};

/** `metadata.managedFields` of an object; undefined when it has none. */
export const managedFieldsOf = (object: JsonObject): Json | undefined =>
  isJsonObject(object.metadata) ? object.metadata.managedFields : undefined;

/** The entries by manager. Throws, worded as the API server words it, when one cannot be read. */
export const decodeManaged = (managedFields: Json | undefined): Managed => {
  const managed: Managed = new Map();
  if (!Array.isArray(managedFields)) return managed;
  managedFields.forEach((value, index) => {
    const entry = entryFrom(value, index);
    managed.set(managerKey(entry), entry);
  });
  return managed;
};

const seconds = (time: string | undefined): number =>
  time === undefined ? 0 : Math.floor(Date.parse(time) / 1000);

type Placed = Omit<ManagedEntry, 'fields' | 'encoded'>;

/** Appliers first, each group by time, then name, version and subresource. */
const byOrder = (a: Placed, b: Placed): number =>
  byCodePoint(a.operation, b.operation) ||
  (a.time === b.time ? 0 : seconds(a.time) - seconds(b.time)) ||
  byCodePoint(a.manager, b.manager) ||
  byCodePoint(a.apiVersion, b.apiVersion) ||
  byCodePoint(a.subresource, b.subresource);

const encodedEntry = (entry: ManagedEntry, order: ElementOrder): JsonObject => {
  if (entry.encoded !== undefined) return entry.encoded;
  const fieldsV1 = canonical.has(entry.fields) ? entry.fields : sortedSet(entry.fields, order);
  canonical.add(fieldsV1);
  return {
    ...(entry.manager !== '' && { manager: entry.manager }),
    operation: entry.operation,
    apiVersion: entry.apiVersion,
    ...(entry.time !== undefined && { time: entry.time }),
    fieldsType: 'FieldsV1',
    fieldsV1: fieldsV1 as JsonObject,
    ...(entry.subresource !== '' && { subresource: entry.subresource }),
  };
};

/**
 * The entries in the API server's order; undefined, so that the field is left out, when there are none. `order` is of the path
 * elements: a built-in kind keeps the bytes as they were encoded, a custom resource is a Go map, written by the names' texts.
 */
export const encodeManaged = (managed: Managed, order: ElementOrder): readonly JsonObject[] | undefined =>
  managed.size === 0
    ? undefined
    : [...managed.values()].sort(byOrder).map((entry) => encodedEntry(entry, order));

const placeOf = (entry: JsonObject): Placed => ({
  manager: text(entry.manager),
  operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
  apiVersion: text(entry.apiVersion),
  subresource: text(entry.subresource),
  time: typeof entry.time === 'string' ? entry.time : undefined,
});

/** Encoded entries as decoding takes them: of two of one manager, the last. */
export const distinctEntries = (entries: readonly JsonObject[]): readonly JsonObject[] => [
  ...new Map(entries.map((entry) => [managerKey(placeOf(entry)), entry])).values(),
];

/** Encoded entries in that order; two of one manager stay two, which decoding would make one of. */
export const orderedEntries = (entries: readonly JsonObject[]): readonly JsonObject[] =>
  entries.toSorted((a, b) => byOrder(placeOf(a), placeOf(b)));

/** The object with these managedFields, or with none. */
export const withManagedFields = (
  object: JsonObject,
  managedFields: readonly JsonObject[] | undefined,
): JsonObject => {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  if (metadata.managedFields === managedFields) return object;
  const { managedFields: _, ...others } = metadata;
  return { ...object, metadata: managedFields === undefined ? others : { ...others, managedFields } };
};
