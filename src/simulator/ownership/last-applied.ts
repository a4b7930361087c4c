import { byCodePoint, isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { compareValues } from './compare-values.ts';
import type { Conflict } from './conflict.ts';
import { difference, type FieldSet, isEmptySet } from './field-set.ts';
import { own } from './list-element.ts';
import type { MergeType } from './merge-type.ts';
import { ownedFields } from './owned-fields.ts';
import { typedError } from './typed-error.ts';

/** Where `kubectl apply` of the client side keeps what it applied. */
const annotation = 'kubectl.kubernetes.io/last-applied-configuration';

/** Bytes of all annotations' names and values: the API server's limit, beyond which the annotation is left out. */
const annotationsLimit = 256 * 1024;

const annotationsOf = (object: JsonObject): JsonObject => {
  const annotations = isJsonObject(object.metadata) ? object.metadata.annotations : undefined;
  return isJsonObject(annotations) ? annotations : {};
};

const lastAppliedOf = (object: JsonObject): string | undefined => {
  const text = own(annotationsOf(object), annotation);
  return typeof text === 'string' && text !== '' ? text : undefined;
};

const parsed = (text: string): JsonObject | undefined => {
  try {
    const value = JSON.parse(text) as Json;
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The fields that client-side apply set and that still have its values: those kubectl may take over without force. */
const takeableFields = (type: MergeType, live: JsonObject, apiVersion: string): FieldSet | undefined => {
  const lastApplied = parsed(lastAppliedOf(live) ?? '');
  if (lastApplied === undefined || lastApplied.apiVersion !== apiVersion) return undefined;
  if (typedError(type, lastApplied) !== undefined) return undefined;
  const { modified, added, removed } = compareValues(type, lastApplied, live);
  return difference(difference(difference(ownedFields(type, lastApplied), modified), added), removed);
};

/**
 * The conflicts that remain for kubectl's server-side apply over an object of its client-side apply; none when it may take all.
 */
export const conflictsBesideLastApplied = (
  conflicts: readonly Conflict[],
  { type, live, apiVersion }: { type: MergeType; live: JsonObject; apiVersion: string },
): readonly Conflict[] => {
  const takeable = takeableFields(type, live, apiVersion);
  if (takeable === undefined) return conflicts;
  return conflicts
    .map(({ owner, fields }) => ({ owner, fields: difference(fields, takeable) }))
    .filter(({ fields }) => !isEmptySet(fields));
};

const sorted = (value: Json): Json => {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isJsonObject(value)) return value;
  const names = Object.keys(value).sort(byCodePoint);
  return Object.fromEntries(names.map((name) => [name, sorted(value[name]!)]));
};

const withoutAnnotation = (object: JsonObject): JsonObject => {
  const { metadata } = object;
  if (!isJsonObject(metadata) || !isJsonObject(metadata.annotations)) return object;
  const { [annotation]: _, ...annotations } = metadata.annotations;
  return { ...object, metadata: { ...metadata, annotations } };
};

/** One line of JSON, members sorted, as Go's encoder ends it. */
const textOf = (applied: JsonObject): string =>
  `${JSON.stringify(sorted(withoutAnnotation(applied))).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )}\n`;

const sizeOf = (annotations: JsonObject): number =>
  Object.entries(annotations).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(String(value)),
    0,
  );

/** Keeps the annotation of client-side apply in step when kubectl applied on the server. */
export const withLastApplied = (object: JsonObject, applied: JsonObject): JsonObject => {
  if (lastAppliedOf(object) === undefined) return object;
  const { [annotation]: _, ...others } = annotationsOf(object);
  const annotations = { ...others, [annotation]: textOf(applied) };
  const fits = sizeOf(annotations) <= annotationsLimit;
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  return { ...object, metadata: { ...metadata, annotations: fits ? annotations : others } };
};
