import type { JsonObject } from '../../model/json.ts';
import { apiVersionOf } from '../resource-type.ts';
import { checkApplied } from './apply-request.ts';
import { compareValues, withoutFields } from './compare-values.ts';
import { conflictError } from './conflict.ts';
import { emptyObject } from './empty-objects.ts';
import { equalJson } from './equal-json.ts';
import type { Apply } from './field-manager.ts';
import { equalSets, leaf, recursiveDifference, union } from './field-set.ts';
import { conflictsBesideLastApplied, withLastApplied } from './last-applied.ts';
import { type Managed, type ManagedEntry, managerKey, withFields } from './managed-entry.ts';
import { type MergeType, mergeTypeOf } from './merge-type.ts';
import { mergeValues } from './merge-values.ts';
import { ownedFields } from './owned-fields.ts';
import { pruneFields } from './prune-fields.ts';
import { resetFields } from './reset-fields.ts';
import { stripFields } from './strip-fields.ts';
import { conflictsOf, takeOver } from './take-over.ts';
import { updateManaged } from './update-fields.ts';

export interface Applied {
  readonly object: JsonObject;
  readonly managed: Managed;
}

/** The applier's entry with what it now owns; an equal one is kept as it is. */
const entryOf = (request: Apply, type: MergeType, before: ManagedEntry | undefined): ManagedEntry => {
  const reset = resetFields(request.type, request.subresource);
  const fields = recursiveDifference(ownedFields(type, request.applied), reset);
  const apiVersion = apiVersionOf(request.type);
  if (before?.apiVersion === apiVersion) return withFields(before, fields);
  return {
    manager: request.manager,
    operation: 'Apply',
    apiVersion,
    subresource: request.subresource,
    time: before?.time,
    fields,
  };
};

/** An object that was never tracked has its fields owned by nobody in particular before somebody applies to it. */
const withFirstOwner = (request: Apply, live: JsonObject, managed: Managed): void => {
  if (managed.size > 0 || request.live === undefined) return;
  updateManaged(managed, {
    ...request,
    manager: 'before-first-apply',
    live: emptyObject(request.type),
    next: live,
  });
};

/** What the merge left of equal fields is the old entry itself, so that it needs no encoding. */
const settleEntry = (managed: Managed, key: string, before: ManagedEntry | undefined): void => {
  const entry = managed.get(key);
  if (entry === undefined || before === undefined) return;
  if (entry.apiVersion === before.apiVersion && equalSets(entry.fields, before.fields))
    managed.set(key, before);
};

const refuseConflicts = (
  request: Apply,
  conflicts: ReturnType<typeof conflictsOf>,
  { type, live }: { type: MergeType; live: JsonObject },
): void => {
  if (request.force || conflicts.length === 0) return;
  const context = { type, live, apiVersion: apiVersionOf(request.type) };
  const left = request.manager === 'kubectl' ? conflictsBesideLastApplied(conflicts, context) : conflicts;
  if (left.length > 0) throw conflictError(left, request.subresource === 'scale');
};

/**
 * Server-side apply: the merged object and who owns what of it. `managed` are the live object's entries; they are changed in place.
 * Throws ApiError: 400 and 500 for what cannot be applied, 409 for conflicts.
 */
export const applyFields = (request: Apply, managed: Managed): Applied => {
  const type = mergeTypeOf(request.type.schema);
  checkApplied(request.applied, request.type, type);
  const live = request.live ?? emptyObject(request.type);
  withFirstOwner(request, live, managed);
  const identity = {
    manager: request.manager,
    operation: 'Apply',
    subresource: request.subresource,
  } as const;
  const key = managerKey({ ...identity, apiVersion: '' });
  const before = managed.get(key);
  const entry = entryOf(request, type, before);
  managed.set(key, entry);
  const merged = mergeValues(type, live, request.applied) ?? live;
  const last = before?.fields ?? leaf;
  const next = pruneFields({ type, merged, managed, last, owned: entry.fields }) as JsonObject;
  const comparison = withoutFields(
    compareValues(type, live, next),
    resetFields(request.type, request.subresource),
  );
  const changed = union(comparison.modified, comparison.added);
  refuseConflicts(request, conflictsOf(managed, changed, key), { type, live });
  takeOver(managed, comparison, key);
  stripFields(managed, key);
  settleEntry(managed, key, before);
  if (equalJson(live, next)) return { object: live, managed };
  const mine = managed.get(key);
  if (mine !== undefined) {
    const { encoded: _, ...rest } = mine;
    const time = request.subresource === 'scale' ? before?.time : request.now;
    managed.set(key, { ...rest, time });
  }
  const object = request.fillDefaults(next);
  return {
    object: request.manager === 'kubectl' ? withLastApplied(object, request.applied) : object,
    managed,
  };
};
