import type { Json } from '../model/json.ts';
import { hasDirective } from './directive.ts';
import { isContainer, isKeyed, type ListMerge, refuse } from './list-merge.ts';
import { type Entry, identityOf, orderEntries } from './list-order.ts';
import { keepEqual } from './members.ts';
import { takenValue } from './taken-value.ts';
import { changed } from './trace.ts';

const newEntries = (items: readonly Json[]): readonly Entry[] =>
  items.map((value, patchIndex) => ({ value, origin: -1, patchIndex }));

const valuesOf = (entries: readonly Entry[]): readonly Json[] => entries.map(({ value }) => value);

/** The patch's list instead of the other. */
export const replaceList = (list: readonly Json[], items: Json, options: ListMerge): readonly Json[] => {
  const after = keepEqual(list, takenValue(items, options)) as readonly Json[];
  changed(options.trace, list, after);
  return after;
};

/** A list that does not merge is taken from the patch whole; an order that the patch states holds for it all the same. */
export const replacedInOrder = (
  list: readonly Json[],
  items: readonly Json[],
  order: readonly Json[],
  options: ListMerge,
): readonly Json[] => {
  if ([...list, ...items, ...order].some(isContainer)) {
    refuse('nothing says by which key the items of this list are known', options.at);
  }
  return replaceList(list, valuesOf(orderEntries(newEntries(items), order, list, '')), options);
};

/**
 * What `$patch: replace` leaves of a list: the patch's own items, in an order that the API server sorts all the same, so
 * that items of one key come to stand together. `list` is the old one without what the patch deletes.
 */
export const itemsByDirective = (
  list: readonly Json[],
  items: readonly Json[],
  order: readonly Json[] | undefined,
  options: ListMerge,
): readonly Json[] => {
  const { mergeKey, at } = options;
  const nameless = items.findIndex((item) => !hasDirective(item) && identityOf(item, mergeKey) === undefined);
  if (nameless >= 0) refuse(`an item of the list has no "${mergeKey}"`, `${at}/${nameless}`);
  const kept = items.filter((item) => !hasDirective(item));
  const sorted = orderEntries(newEntries(kept), [], kept, mergeKey);
  return valuesOf(order ? orderEntries(sorted, order, list, mergeKey) : sorted);
};

/**
 * The items of a list that was not there, in the order that the patch states. Nothing is merged, so two of one key stay
 * two.
 */
export const addedInOrder = (
  items: readonly Json[],
  added: readonly Json[],
  options: ListMerge,
): readonly Json[] => {
  const { mergeKey, at } = options;
  const order = options.order as readonly Json[];
  if (mergeKey === '' && [...added, ...order].some(isContainer)) {
    refuse('nothing says by which key the items of this list are known', at);
  }
  if (mergeKey !== '' && isKeyed([], items, options)) {
    const nameless = added.findIndex((item) => identityOf(item, mergeKey) === undefined);
    if (nameless >= 0) refuse(`an item of the list has no "${mergeKey}"`, at);
  }
  return valuesOf(orderEntries(newEntries(added), order, [], mergeKey));
};
