import { byCodePoint, isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { applyFields } from './apply-fields.ts';
import { isServedVersion } from './apply-request.ts';
import { capManagers } from './cap-managers.ts';
import { emptyObject } from './empty-objects.ts';
import type { Apply, FieldManager, Update, Writer } from './field-manager.ts';
import { keepTimes } from './keep-times.ts';
import { ListItemError } from './list-element.ts';
import { type Managed, withFields } from './managed-entry.ts';
import { decodeManaged, encodeManaged, managedFieldsOf, withManagedFields } from './managed-fields.ts';
import { type MergeType, mergeTypeOf } from './merge-type.ts';
import { compareElements } from './path-element.ts';
import { reconcileFields } from './reconcile-fields.ts';
import { updateManaged } from './update-fields.ts';

/** Definitions may change their schemas under their objects. */
const reconcileManaged = (managed: Managed, type: MergeType): void => {
  for (const [key, entry] of managed) {
    const fields = reconcileFields(entry.fields, type);
    if (fields !== entry.fields) managed.set(key, withFields(entry, fields));
  }
};

/** The entries of the live object, those of versions no longer served left out; none when they cannot be read. */
const liveManaged = (live: JsonObject | undefined, writer: Writer): Managed => {
  try {
    const managed = decodeManaged(live && managedFieldsOf(live));
    for (const [key, entry] of managed) {
      if (!isServedVersion(writer.type, entry.apiVersion)) managed.delete(key);
    }
    if (writer.type.structural) reconcileManaged(managed, mergeTypeOf(writer.type.schema));
    return managed;
  } catch {
    return new Map();
  }
};

/** `[]` and `[{}]` in the body ask for all owners to be forgotten. */
const isReset = (managedFields: Json | undefined): boolean => {
  if (!Array.isArray(managedFields)) return false;
  if (managedFields.length === 0) return true;
  const [only] = managedFields;
  return managedFields.length === 1 && isJsonObject(only) && Object.keys(only).length === 0;
};

/** The owners that a write starts from: those in its body, where there are any that can be read, else the live object's. */
const startingManaged = (request: Update): Managed => {
  const sent = managedFieldsOf(request.next);
  const stored = request.live && managedFieldsOf(request.live);
  if (request.subresource !== '' || sent === undefined || sent === stored)
    return liveManaged(request.live, request);
  if (isReset(sent)) return new Map();
  try {
    const managed = decodeManaged(sent);
    return managed.size > 0 ? managed : liveManaged(request.live, request);
  } catch {
    return liveManaged(request.live, request);
  }
};

/** The object with its owners as they are now. */
const withOwners = (object: JsonObject, managed: Managed, { type }: Writer): JsonObject =>
  withManagedFields(object, encodeManaged(managed, type.structural ? byCodePoint : compareElements));

const apply = (request: Apply): JsonObject => {
  const { object, managed } = applyFields(request, liveManaged(request.live, request));
  return keepTimes(withOwners(object, managed, request), request.live);
};

const update = (request: Update): JsonObject => {
  const managed = startingManaged(request);
  const next = withManagedFields(request.next, undefined);
  // an object whose owners were given up is tracked again when somebody applies
  if (managed.size === 0 && request.live !== undefined) return next;
  try {
    const live = withManagedFields(request.live ?? emptyObject(request.type), undefined);
    updateManaged(managed, { ...request, live, next });
  } catch (error) {
    if (error instanceof ListItemError) return next;
    throw error;
  }
  capManagers(managed);
  return keepTimes(withOwners(next, managed, request), request.live);
};

/**
 * Field ownership as kube-apiserver 1.36 does it. It has no state: one serves every cluster. Objects come in decoded and defaulted; an
 * object in which nothing changed comes out as the live one itself.
 */
export const createFieldManager = (): FieldManager => ({ apply, update });
