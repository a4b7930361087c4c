import type { Json } from '../../model/json.ts';
import { listElement } from './list-element.ts';
import type { ListMergeType, MergeType } from './merge-type.ts';
import type { PathElement } from './path-element.ts';

interface Indexed {
  readonly items: readonly Json[];
  readonly elements: readonly PathElement[];
  /** Items that share an element are not merged with an applied one: theirs is null. */
  readonly byElement: ReadonlyMap<PathElement, Json>;
}

const indexed = (list: ListMergeType, items: readonly Json[]): Indexed => {
  const elements = items.map((item) => listElement(list, item));
  const byElement = new Map<PathElement, Json>();
  elements.forEach((element, index) => {
    byElement.set(element, byElement.has(element) ? null : items[index]!);
  });
  return { items, elements, byElement };
};

/**
 * Which items come out, in which order: those that both have in the applied order, each after the items that only the live list has
 * and that stand before it there. Calls `take` with the element and, for items that only the live list has, their index.
 */
const interleave = (
  live: Indexed,
  applied: Indexed,
  take: (element: PathElement, liveIndex: number | undefined) => void,
): void => {
  const shared = applied.elements.filter((element) => live.byElement.has(element));
  const merged = new Set<PathElement>();
  let next = 0;
  let left = 0;
  let right = 0;
  while (left < live.elements.length || right < applied.elements.length) {
    if (left < live.elements.length && right < applied.elements.length) {
      const element = live.elements[left]!;
      if (element === applied.elements[right]) {
        merged.add(element);
        take(element, undefined);
        left += 1;
        right += 1;
        next += 1;
        continue;
      }
      if (applied.byElement.has(element) && next < shared.length && shared[next] !== element) {
        left += 1; // shared, but not the one that comes now
        continue;
      }
    }
    if (left < live.elements.length) {
      const element = live.elements[left]!;
      if (!applied.byElement.has(element)) {
        take(element, left);
        left += 1;
        continue;
      }
      if (merged.has(element)) left += 1;
    }
    if (right < applied.elements.length) {
      const element = applied.elements[right]!;
      merged.add(element);
      take(element, undefined);
      right += 1;
      if (shared[next] === element) next += 1;
    }
  }
};

export interface ListsToMerge {
  readonly live: readonly Json[] | undefined;
  readonly applied: readonly Json[] | undefined;
  readonly merge: (type: MergeType, live: Json | undefined, applied: Json | undefined) => Json | undefined;
}

/** An associative list with the applied items merged in. Shares `live` when nothing changes. Throws ListItemError. */
export const mergeLists = (list: ListMergeType, { live, applied, merge }: ListsToMerge): Json | undefined => {
  if (live === undefined || live.length === 0) return applied;
  if (applied === undefined || applied.length === 0) return live;
  const [before, after] = [indexed(list, live), indexed(list, applied)];
  const out: Json[] = [];
  interleave(before, after, (element, liveIndex) => {
    const item =
      liveIndex === undefined
        ? merge(list.items, before.byElement.get(element), after.byElement.get(element))
        : live[liveIndex];
    if (item !== undefined) out.push(item);
  });
  const same = out.length === live.length && out.every((item, index) => item === live[index]);
  return same ? live : out;
};
