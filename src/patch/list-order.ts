import { isJsonObject, type Json } from '../model/json.ts';

/** An item of a list under merge, and where it comes from. */
export interface Entry {
  readonly value: Json;
  /** Its index in the list before the patch; -1 for a new one. */
  readonly origin: number;
  /** Its index in the patch's list; -1 for one that the patch does not name. */
  readonly patchIndex: number;
}

/** What identifies an item: its merge key's value, or the scalar itself. */
export const identityOf = (item: Json, mergeKey: string): Json | undefined => {
  if (mergeKey === '') return item;
  return isJsonObject(item) && Object.hasOwn(item, mergeKey) ? item[mergeKey] : undefined;
};

/** Identity → the first index that has it. */
export type Ranks = ReadonlyMap<Json | undefined, number>;

export const ranksOf = (items: readonly Json[], mergeKey: string): Ranks => {
  const ranks = new Map<Json | undefined, number>();
  for (const [index, item] of items.entries()) {
    const identity = identityOf(item, mergeKey);
    if (identity !== undefined && !ranks.has(identity)) ranks.set(identity, index);
  }
  return ranks;
};

/** Go's `sort.SliceStable` sorts so many items by insertion. */
const insertionBlock = 20;

/**
 * What has no rank is less than everything that stands before it, in the comparison of the API server. That is no
 * order, so what comes of it is told by the way of sorting: items without ranks end up the other way round, in front.
 */
const insertionSorted = (entries: readonly Entry[], rankOf: (entry: Entry) => number): readonly Entry[] => {
  const less = (a: Entry, b: Entry): boolean => {
    const [left, right] = [rankOf(a), rankOf(b)];
    return left < 0 || right < 0 || left < right;
  };
  const sorted = [...entries];
  for (let end = 1; end < sorted.length; end += 1) {
    for (let at = end; at > 0 && less(sorted[at]!, sorted[at - 1]!); at -= 1) {
      [sorted[at - 1], sorted[at]] = [sorted[at]!, sorted[at - 1]!];
    }
  }
  return sorted;
};

const byRank = (entries: readonly Entry[], ranks: Ranks, mergeKey: string): readonly Entry[] => {
  const rankOf = (entry: Entry): number => ranks.get(identityOf(entry.value, mergeKey)) ?? -1;
  const someUnranked = entries.some((entry) => rankOf(entry) < 0);
  if (someUnranked && entries.length <= insertionBlock) return insertionSorted(entries, rankOf);
  return entries.toSorted((a, b) => rankOf(a) - rankOf(b));
};

/**
 * The order that the API server gives a merged list (strategicpatch `normalizeElementOrder`): items that the patch
 * orders keep the patch's order, the others keep the list's, and one of the others goes before one of the patch only
 * where the list had it before. So a new item comes first.
 */
export const orderEntries = (
  entries: readonly Entry[],
  patchOrder: readonly Json[],
  listBefore: readonly Json[],
  mergeKey: string,
): readonly Entry[] => {
  const wanted = ranksOf(patchOrder, mergeKey);
  const known = ranksOf(listBefore, mergeKey);
  const [named, others] = [true, false].map((inPatch) =>
    entries.filter((entry) => wanted.has(identityOf(entry.value, mergeKey)) === inPatch),
  ) as [Entry[], Entry[]];
  const right = byRank(named, wanted, mergeKey);
  const left = byRank(others, known, mergeKey);
  const merged: Entry[] = [];
  let i = 0;
  let j = 0;
  while (i < left.length || j < right.length) {
    const l = left[i];
    const r = right[j];
    const li = l && known.get(identityOf(l.value, mergeKey));
    const ri = r && known.get(identityOf(r.value, mergeKey));
    const leftFirst = r === undefined || (li !== undefined && ri !== undefined && li < ri);
    if (l !== undefined && leftFirst) {
      merged.push(l);
      i += 1;
    } else if (r !== undefined) {
      merged.push(r);
      j += 1;
    }
  }
  return merged;
};
