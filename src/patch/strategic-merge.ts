import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { SchemaNode } from '../schema/schema.ts';
import { childSchema } from './child-schema.ts';
import {
  deleteListPrefix,
  elementOrderPrefix,
  hasDirective,
  isDirectiveKey,
  patchDirective,
  retainKeysDirective,
} from './directive.ts';
import { checkOrder, type ListMerge } from './list-merge.ts';
import { keepEqual, MemberChanges, member } from './members.ts';
import { outcomeOf, type PatchOutcome, PatchRefused } from './outcome.ts';
import { addedInOrder } from './replaced-list.ts';
import { deleteScalars, mergeLists } from './strategic-list.ts';
import { addedValue, takenValue } from './taken-value.ts';
import { below, changed, type RecordEdit, type Trace, traceOf } from './trace.ts';

interface Walk {
  /** Absent: nothing is known, so maps merge and lists are replaced. */
  readonly schema: SchemaNode | undefined;
  /** JSON Pointer inside the patch, for refusals. */
  readonly at: string;
  readonly trace: Trace | undefined;
}

const down = (walk: Walk, key: string, patchKey: string = key): Walk => ({
  schema: childSchema(walk.schema, key),
  at: `${walk.at}/${patchKey.replaceAll('~', '~0').replaceAll('/', '~1')}`,
  trace: below(walk.trace, key, patchKey),
});

const listMerge = (walk: Walk, order: Json | undefined): ListMerge => ({
  merge: walk.schema?.patchStrategy.includes('merge') ?? false,
  mergeKey: walk.schema?.patchMergeKey ?? '',
  schema: walk.schema,
  order,
  at: walk.at,
  trace: walk.trace,
  mergeItem: (item, patch, trace, at) => mergeMaps(item, patch, { schema: walk.schema?.items(), at, trace }),
});

/** `$retainKeys`: members that it does not list go; the patch may write none but those. */
const retainKeys = (result: MemberChanges, patch: JsonObject, walk: Walk): void => {
  const keep = member(patch, retainKeysDirective);
  if (keep === undefined) return;
  const at = `${walk.at}/${retainKeysDirective}`;
  if (!Array.isArray(keep)) throw new PatchRefused('malformed', `${retainKeysDirective} must be a list`, at);
  if (keep.some((key) => typeof key === 'object' && key !== null)) {
    throw new PatchRefused('malformed', `${retainKeysDirective} lists keys alone`, at);
  }
  const kept = new Set<Json>(keep);
  for (const [key, value] of Object.entries(patch)) {
    if (value === null || isDirectiveKey(key) || kept.has(key)) continue;
    throw new PatchRefused('malformed', `${retainKeysDirective} does not list "${key}"`, at);
  }
  for (const key of result.keys()) {
    if (kept.has(key)) continue;
    changed(below(walk.trace, key, retainKeysDirective), result.get(key), undefined);
    result.remove(key);
  }
};

/** Nothing instead of a list of scalars to delete takes the whole member away, as a null does. */
const removeMember = (result: MemberChanges, key: string, here: Walk): void => {
  const before = result.get(key);
  if (before !== undefined) changed(here.trace, before, undefined);
  result.remove(key);
};

const deleteFromLists = (
  result: MemberChanges,
  patch: JsonObject,
  { walk, ordered }: { readonly walk: Walk; readonly ordered: ReadonlySet<string> },
): void => {
  for (const [patchKey, unwanted] of Object.entries(patch)) {
    if (!patchKey.startsWith(deleteListPrefix)) continue;
    const key = patchKey.slice(deleteListPrefix.length);
    const here = down(walk, key, patchKey);
    if (unwanted === null && Object.hasOwn(patch, key) && !ordered.has(key)) {
      // the API server does the one or the other, by chance
      throw new PatchRefused('malformed', `"${key}" is written and taken away`, here.at);
    }
    const list = result.get(key);
    if (unwanted === null) removeMember(result, key, here);
    if (!Array.isArray(list) || !Array.isArray(unwanted)) continue;
    result.set(key, deleteScalars(list, unwanted, here.at, here.trace));
  }
};

/** A list whose order the patch states, with or without changes to its items. */
const orderList = (result: MemberChanges, key: string, patch: JsonObject, walk: Walk): void => {
  const list = result.get(key);
  const items = member(patch, key);
  const order = member(patch, `${elementOrderPrefix}${key}`);
  for (const part of [list, items, order]) {
    if (part === undefined || Array.isArray(part)) continue;
    throw new PatchRefused('malformed', `"${key}" and its $setElementOrder must be lists`, walk.at);
  }
  if (list === undefined && items === undefined) return;
  const before = (list ?? []) as readonly Json[];
  const written = (items ?? []) as readonly Json[];
  if (before.length + written.length === 0) {
    throw new PatchRefused('malformed', `there is nothing in "${key}" to bring in an order`, walk.at);
  }
  const merge = listMerge(walk, order);
  if (Array.isArray(order)) checkOrder(written, order, merge);
  const whole = items === undefined && !merge.merge ? before : written;
  const after =
    list === undefined
      ? addedInOrder(written, addedValue(written, walk) as readonly Json[], merge)
      : mergeLists(before, whole, merge);
  if (list === undefined) changed(walk.trace, undefined, after);
  result.set(key, after);
};

/** What has fields has the lists alone that it declares; where nothing is known, any name may be one. */
const mayBeList = (schema: SchemaNode | undefined, key: string): boolean =>
  schema === undefined || schema.preserveUnknownFields || schema.field(key)?.items() !== undefined;

/** Lists whose order the patch states, with or without changes to their items. Answers their keys. */
const orderLists = (result: MemberChanges, patch: JsonObject, walk: Walk): ReadonlySet<string> => {
  const keys = Object.keys(patch)
    .filter((key) => key.startsWith(elementOrderPrefix))
    .map((key) => key.slice(elementOrderPrefix.length));
  for (const key of keys) {
    const here = down(walk, key, `${elementOrderPrefix}${key}`);
    if (!mayBeList(walk.schema, key)) {
      throw new PatchRefused('malformed', `there is no list "${key}" to bring in an order`, here.at);
    }
    orderList(result, key, patch, down(walk, key));
  }
  return new Set(keys);
};

const mergeMember = (result: MemberChanges, key: string, value: Json, walk: Walk): void => {
  const before = result.get(key);
  if (value === null) {
    if (before !== undefined) changed(walk.trace, before, undefined);
    result.remove(key);
    return;
  }
  if (isJsonObject(before) && isJsonObject(value) && !replaces(walk.schema)) {
    result.set(key, mergeMaps(before, value, walk));
    return;
  }
  if (Array.isArray(before) && Array.isArray(value)) {
    result.set(key, mergeLists(before, value, listMerge(walk, undefined)));
    return;
  }
  if (hasDirective(value)) {
    // what carries a directive is never added: it speaks of something that is not there
    if (before !== undefined) changed(walk.trace, before, undefined);
    result.remove(key);
    return;
  }
  const after = keepEqual(before, addedValue(value, walk));
  changed(walk.trace, before, after);
  result.set(key, after);
};

const replaces = (schema: SchemaNode | undefined): boolean =>
  schema?.patchStrategy.includes('replace') ?? false;

const withDirective = (target: JsonObject, patch: JsonObject, walk: Walk): JsonObject | undefined => {
  const directive = member(patch, patchDirective);
  // kustomize's `merge` says what happens anyway; the API server itself refuses it
  if (directive === undefined || directive === 'merge') return undefined;
  const { [patchDirective]: _directive, ...rest } = patch;
  if (directive !== 'replace' && directive !== 'delete') {
    throw new PatchRefused('malformed', `${patchDirective} must be replace, delete or merge`, walk.at);
  }
  const after = keepEqual(target, directive === 'replace' ? takenValue(rest, walk) : {}) as JsonObject;
  changed(walk.trace, target, after);
  return after;
};

const mergeMaps = (target: JsonObject, patch: JsonObject, walk: Walk): JsonObject => {
  const whole = withDirective(target, patch, walk);
  if (whole !== undefined) return whole;
  const result = new MemberChanges(target);
  retainKeys(result, patch, walk);
  const ordered = orderLists(result, patch, walk);
  deleteFromLists(result, patch, { walk, ordered });
  for (const [key, value] of Object.entries(patch)) {
    if (isDirectiveKey(key) || ordered.has(key)) continue;
    mergeMember(result, key, value, down(walk, key));
  }
  return result.result();
};

/**
 * Strategic merge patch, as kube-apiserver carries it out on a built-in kind (apimachinery pkg/util/strategicpatch),
 * order of lists included. Our own because no JavaScript implementation exists. Never changes its arguments; what
 * the patch does not change is shared with the target. A field that `schema` does not know merges as in a JSON merge
 * patch.
 */
export const strategicMerge = (
  target: JsonObject,
  patch: JsonObject,
  schema: SchemaNode | undefined,
  record?: RecordEdit,
): PatchOutcome =>
  outcomeOf(record, (buffered) => mergeMaps(target, patch, { schema, at: '', trace: traceOf(buffered) }));
