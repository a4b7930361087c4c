import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { jsonEqual } from '../../patch/members.ts';
import type { StatusCause } from '../api-error.ts';
import { badRequest } from './refusals.ts';

/** The metadata of an object; empty where it has none. */
export const metadataOf = (object: JsonObject): JsonObject => {
  const metadata = object.metadata;
  return isJsonObject(metadata) ? metadata : {};
};

/** A text of the metadata, '' where it has none. */
export const metaText = (object: JsonObject, field: string): string => {
  const value = metadataOf(object)[field];
  return typeof value === 'string' ? value : '';
};

export const finalizersOf = (object: JsonObject): readonly string[] =>
  (metadataOf(object).finalizers as readonly string[] | undefined) ?? [];

export const isTerminating = (object: JsonObject): boolean =>
  metadataOf(object).deletionTimestamp !== undefined;

/** The object with other metadata: a value of undefined removes a field. */
export const withMeta = (
  object: JsonObject,
  changes: Readonly<Record<string, Json | undefined>>,
): JsonObject => {
  const metadata: Record<string, Json> = { ...metadataOf(object) };
  for (const [field, value] of Object.entries(changes)) {
    if (value === undefined) delete metadata[field];
    else metadata[field] = value;
  }
  return { ...object, metadata };
};

/** The namespace of a body and of the path must not contradict each other; an unset one is filled in. */
export const inNamespace = (object: JsonObject, namespace: string): JsonObject => {
  const own = metaText(object, 'namespace');
  if (own === namespace) return object;
  if (own === '') return withMeta(object, { namespace });
  if (namespace === '') return withMeta(object, { namespace: undefined });
  throw badRequest('the namespace of the provided object does not match the namespace sent on the request');
};

/** The name of a body must be that of the path. */
export const checkName = (object: JsonObject, name: string): void => {
  const own = metaText(object, 'name');
  if (own === name) return;
  throw badRequest(
    own === ''
      ? `the name of the object (${name} based on URL) was undeterminable: name must be provided`
      : `the name of the object (${own}) does not match the name on the URL (${name})`,
  );
};

/** What a POST may not bring with it: gone before anybody owns it. */
export const wipedFields = {
  creationTimestamp: undefined,
  uid: undefined,
  deletionTimestamp: undefined,
  deletionGracePeriodSeconds: undefined,
  selfLink: undefined,
} as const;

/** What a new object gets from the server alone. */
export const systemFields = { ...wipedFields, resourceVersion: undefined } as const;

const immutable = ['name', 'namespace', 'uid', 'creationTimestamp'] as const;

const shown = (value: Json | undefined): string => JSON.stringify(value ?? '');

/** What an update may not do to metadata (apimachinery pkg/api/validation, ValidateObjectMetaUpdate). */
export const metaUpdateCauses = (next: JsonObject, live: JsonObject): readonly StatusCause[] => {
  const after = metadataOf(next);
  const before = metadataOf(live);
  const causes: StatusCause[] = [];
  if (before.deletionTimestamp !== undefined) {
    const known = new Set(finalizersOf(live));
    const added = finalizersOf(next).filter((finalizer) => !known.has(finalizer));
    if (added.length > 0) {
      const list = `[]string{${added.map((one) => JSON.stringify(one)).join(', ')}}`;
      causes.push({
        reason: 'FieldValueForbidden',
        message: `Forbidden: no new finalizers can be added if the object is being deleted, found new finalizers ${list}`,
        field: 'metadata.finalizers',
      });
    }
  }
  for (const field of immutable) {
    if (after[field] === before[field]) continue;
    causes.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${shown(after[field])}: field is immutable`,
      field: `metadata.${field}`,
    });
  }
  return causes;
};

const withoutTimes = (entries: Json | undefined): Json =>
  Array.isArray(entries)
    ? entries.map((entry) => {
        const { time: _time, ...rest } = entry as unknown as JsonObject;
        return rest;
      })
    : [];

/** Whether a write would leave the object as it is: the times of managedFields alone are no change. */
export const sameObject = (next: JsonObject, live: JsonObject): boolean => {
  if (next === live) return true;
  const { metadata: nextMeta, ...nextRest } = next;
  const { metadata: liveMeta, ...liveRest } = live;
  if (!jsonEqual(nextRest, liveRest)) return false;
  const { managedFields: nextFields, resourceVersion: _next, ...nextOwn } = nextMeta as JsonObject;
  const { managedFields: liveFields, resourceVersion: _live, ...liveOwn } = liveMeta as JsonObject;
  if (!jsonEqual(nextOwn, liveOwn)) return false;
  return (
    jsonEqual(nextFields ?? [], liveFields ?? []) ||
    jsonEqual(withoutTimes(nextFields), withoutTimes(liveFields))
  );
};
