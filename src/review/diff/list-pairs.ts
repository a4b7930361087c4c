import { diffArrays } from 'diff/lib/diff/array.js';
import { canonicalJson } from '../../model/digest.ts';
import type { Json } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import { identityKeys, identityOf } from '../explain/list-identity.ts';

/** One item in two lists, by its index in each. */
export interface Pair {
  readonly before: number;
  readonly after: number;
}

/** Insertions and deletions that are looked for; lists that differ in more are compared place by place. */
const maxEdits = 500;

const identities = (list: SchemaNode | undefined, items: readonly Json[]): readonly string[] | undefined => {
  const found = items.map((item) => identityOf(list, item));
  const known = found.filter((identity) => identity !== undefined);
  return known.length === items.length && new Set(known).size === items.length ? known : undefined;
};

const byIdentity = (before: readonly string[], after: readonly string[]): readonly Pair[] => {
  const places = new Map(after.map((identity, place) => [identity, place]));
  return before.flatMap((identity, place) => {
    const other = places.get(identity);
    return other === undefined ? [] : [{ before: place, after: other }];
  });
};

/** What stands between equal items is paired in order: an item that was edited in its place is one that changed. */
const byPlace = (before: readonly Json[], after: readonly Json[]): readonly Pair[] => {
  const texts = [before, after].map((items) => items.map(canonicalJson)) as [string[], string[]];
  const runs = diffArrays(...texts, { maxEditLength: maxEdits });
  const pairs: Pair[] = [];
  let [left, right, removed, added] = [0, 0, 0, 0];
  const pairUp = (count: number): void => {
    for (let nth = 0; nth < count; nth += 1) pairs.push({ before: left + nth, after: right + nth });
  };
  const flush = (): void => {
    pairUp(Math.min(removed, added));
    left += removed;
    right += added;
    [removed, added] = [0, 0];
  };
  for (const run of runs ?? [
    { removed: true, added: false, count: before.length },
    { removed: false, added: true, count: after.length },
  ]) {
    if (run.removed) removed += run.count;
    else if (run.added) added += run.count;
    else {
      flush();
      pairUp(run.count);
      left += run.count;
      right += run.count;
    }
  }
  flush();
  return pairs;
};

/**
 * Which items of two lists are the same one, in the order of the first list: by what their kind tells items apart by
 * (src/schema), else by their content and place.
 */
export const pairsOf = (
  before: readonly Json[],
  after: readonly Json[],
  list: SchemaNode | undefined,
): readonly Pair[] => {
  const known = identityKeys(list).length > 0 ? [before, after].map((items) => identities(list, items)) : [];
  const [old, now] = known;
  return old && now ? byIdentity(old, now) : byPlace(before, after);
};

/** The places of a longest run of rising numbers: what may stay where it is while the others move. */
export const longestRise = (numbers: readonly number[]): ReadonlySet<number> => {
  const tails: number[] = [];
  const previous: number[] = [];
  for (const [place, number] of numbers.entries()) {
    const found = tails.findIndex((tail) => numbers[tail]! >= number);
    const length = found < 0 ? tails.length : found;
    previous.push(tails[length - 1] ?? -1);
    tails[length] = place;
  }
  const rise = new Set<number>();
  for (let at = tails.at(-1) ?? -1; at >= 0; at = previous[at]!) rise.add(at);
  return rise;
};
