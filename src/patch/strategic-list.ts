import { type Json, type JsonObject, pointerToken } from '../model/json.ts';
import { hasDirective, patchDirective } from './directive.ts';
import { recordListEdits } from './list-edits.ts';
import { isContainer, isKeyed, type ListMerge, refuse } from './list-merge.ts';
import { type Entry, identityOf, orderEntries, ranksOf } from './list-order.ts';
import { itemsByDirective, replacedInOrder, replaceList } from './replaced-list.ts';
import { takenValue } from './taken-value.ts';
import { below, type Trace } from './trace.ts';

const keptEntries = (list: readonly Json[], unwanted: ReadonlySet<Json>): readonly Entry[] =>
  list
    .map((value, origin) => ({ value, origin, patchIndex: -1 }))
    .filter(({ value }) => !unwanted.has(value));

/** The list itself when its items are the same ones in the same order. */
const listOf = (list: readonly Json[], entries: readonly Entry[]): readonly Json[] =>
  entries.length === list.length && entries.every(({ value }, index) => value === list[index])
    ? list
    : entries.map(({ value }) => value);

/** `$deleteFromPrimitiveList`. */
export const deleteScalars = (
  list: readonly Json[],
  unwanted: readonly Json[],
  at: string,
  trace: Trace | undefined,
): readonly Json[] => {
  if (unwanted.some((item) => typeof item === 'object')) refuse('only scalars can be deleted by value', at);
  const entries = keptEntries(list, new Set(unwanted));
  recordListEdits(trace, list, entries);
  return listOf(list, entries);
};

const scalarEntries = (
  list: readonly Json[],
  items: readonly Json[],
  { at }: ListMerge,
): readonly Entry[] => {
  const types = new Set([...list, ...items].map((item) => typeof item));
  if (types.size > 1) refuse('the items of a merged list must be of one type', at);
  const known = ranksOf(list, '');
  const added = ranksOf(items, '');
  return [
    ...list
      .map((value, origin) => ({ value, origin, patchIndex: added.get(value) ?? -1 }))
      .filter(({ value, origin }) => known.get(value) === origin),
    ...items
      .map((value, patchIndex) => ({ value, origin: -1, patchIndex }))
      .filter(({ value, patchIndex }) => !known.has(value) && added.get(value) === patchIndex),
  ];
};

const directivesOf = (
  items: readonly Json[],
  { mergeKey, at }: ListMerge,
): { readonly replace: boolean; readonly deleted: ReadonlySet<Json | undefined> } => {
  const deleted = new Set<Json | undefined>();
  let replace = false;
  for (const [index, item] of items.entries()) {
    if (!hasDirective(item)) continue;
    const here = `${at}/${index}`;
    switch (item[patchDirective]) {
      case 'replace':
        replace = true;
        break;
      case 'delete':
        if (identityOf(item, mergeKey) === undefined) refuse(`an item to delete needs "${mergeKey}"`, here);
        deleted.add(identityOf(item, mergeKey));
        break;
      default:
        refuse(`${patchDirective} of a list item must be replace or delete`, here);
    }
  }
  return { replace, deleted };
};

/** Merges the patch's items into the list's, new ones at the end; the order comes after. */
const keyedEntries = (
  list: readonly Json[],
  items: readonly Json[],
  deleted: ReadonlySet<Json | undefined>,
  options: ListMerge,
): readonly Entry[] => {
  const { mergeKey, schema, at, trace, mergeItem } = options;
  const entries: Entry[] = [];
  const first = new Map<Json | undefined, number>();
  const push = (entry: Entry): void => {
    const identity = identityOf(entry.value, mergeKey);
    const place = entry.patchIndex < 0 ? at : `${at}/${entry.patchIndex}`;
    if (identity === undefined) refuse(`an item of the list has no "${mergeKey}"`, place);
    if (isContainer(identity)) refuse(`"${mergeKey}" of an item must be text or a number`, place);
    if (!first.has(identity)) first.set(identity, entries.length);
    entries.push(entry);
  };
  for (const [origin, value] of list.entries()) {
    if (!deleted.has(identityOf(value, mergeKey))) push({ value, origin, patchIndex: -1 });
  }
  for (const [patchIndex, item] of items.entries()) {
    if (hasDirective(item)) continue;
    const place = first.get(identityOf(item, mergeKey));
    const entry = place === undefined ? undefined : entries[place];
    if (place === undefined || entry === undefined) {
      push({ value: takenValue(item, { schema: schema?.items(), at }), origin: -1, patchIndex });
      continue;
    }
    const inside = entry.origin < 0 ? undefined : below(trace, entry.origin, patchIndex);
    const value = mergeItem(
      entry.value as JsonObject,
      item as unknown as JsonObject,
      inside,
      `${at}/${pointerToken(patchIndex)}`,
    );
    entries[place] = { value, origin: entry.origin, patchIndex };
  }
  return entries;
};

/**
 * The order before the patch, as kube-apiserver knows it when it ranks items: what the patch deletes is gone. With
 * `$setElementOrder` it looks at the old list once more, in which by then new items have taken the room of the deleted
 * ones (both slices share one array there), so those count as having stood last.
 */
const rankedBefore = (
  entries: readonly Entry[],
  list: readonly Json[],
  order: Json | undefined,
): readonly Json[] => {
  const kept = entries.filter(({ origin }) => origin >= 0);
  const added = entries.filter(({ origin }) => origin < 0);
  const seen = order === undefined ? [] : added.slice(0, list.length - kept.length);
  return [...kept, ...seen].map(({ value }) => value);
};

/** Merges two lists as kube-apiserver does (strategicpatch `mergeSlice`), or replaces the first. */
export const mergeLists = (
  list: readonly Json[],
  items: readonly Json[],
  options: ListMerge,
): readonly Json[] => {
  const { merge, mergeKey, trace } = options;
  const order = Array.isArray(options.order) ? (options.order as readonly Json[]) : undefined;
  if (!merge) return order ? replacedInOrder(list, items, order, options) : replaceList(list, items, options);
  if (list.length + items.length === 0) return list;
  const keyed = isKeyed(list, items, options);
  const { replace, deleted } = keyed
    ? directivesOf(items, options)
    : { replace: false, deleted: new Set<Json>() };
  if (replace) {
    const left = list.filter((item) => !deleted.has(identityOf(item, mergeKey)));
    return replaceList(list, itemsByDirective(left, items, order, options), options);
  }
  const entries = keyed ? keyedEntries(list, items, deleted, options) : scalarEntries(list, items, options);
  const written = items.filter((item) => !hasDirective(item));
  const key = keyed ? mergeKey : '';
  const merged = orderEntries(entries, written, rankedBefore(entries, list, undefined), key);
  const ordered = order ? orderEntries(merged, order, rankedBefore(entries, list, order), key) : merged;
  recordListEdits(trace, list, ordered);
  return listOf(list, ordered);
};
