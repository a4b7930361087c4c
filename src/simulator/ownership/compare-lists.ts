import type { Json } from '../../model/json.ts';
import { equalJson } from './equal-json.ts';
import { listElement } from './list-element.ts';
import type { ListMergeType } from './merge-type.ts';
import type { PathElement } from './path-element.ts';

/** What becomes of one item of an associative list; `changed` and the like speak of the item as a whole. */
export interface ItemVisitor {
  /** One on each side at most: to be compared field by field. */
  compare(element: PathElement, before: Json | undefined, after: Json | undefined): void;
  modified(element: PathElement): void;
  added(element: PathElement): void;
  removed(element: PathElement): void;
}

const grouped = (list: ListMergeType, items: readonly Json[]): Map<PathElement, Json[]> => {
  const groups = new Map<PathElement, Json[]>();
  for (const item of items) {
    const element = listElement(list, item);
    const group = groups.get(element);
    if (group === undefined) groups.set(element, [item]);
    else group.push(item);
  }
  return groups;
};

const visitItem = (
  element: PathElement,
  before: readonly Json[],
  after: readonly Json[],
  visitor: ItemVisitor,
): void => {
  const [wasMany, isMany] = [before.length > 1, after.length > 1];
  if (wasMany && isMany) {
    if (!equalJson(before, after)) visitor.modified(element);
  } else if (wasMany) {
    if (after.length === 1) visitor.compare(element, undefined, after[0]);
    visitor.removed(element);
  } else if (isMany) {
    if (before.length === 1) visitor.compare(element, before[0], undefined);
    visitor.added(element);
  } else visitor.compare(element, before[0], after[0]);
};

/** Compares two associative lists by their items' elements; items that share one are compared as a whole. Throws ListItemError. */
export const compareLists = (
  list: ListMergeType,
  lists: { before: readonly Json[]; after: readonly Json[] },
  visitor: ItemVisitor,
): void => {
  const before = grouped(list, lists.before);
  const after = grouped(list, lists.after);
  for (const [element, items] of before) visitItem(element, items, after.get(element) ?? [], visitor);
  for (const [element, items] of after) if (!before.has(element)) visitItem(element, [], items, visitor);
};
