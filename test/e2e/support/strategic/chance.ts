/** Choices that one seed settles: the same seed makes the same objects and patches on every machine. */
export interface Chance {
  /** True in so many of 100 cases. */
  percent(part: number): boolean;
  below(count: number): number;
  pick<Item>(items: readonly Item[]): Item;
  /** Some of them, in their order; at least `least`. */
  some<Item>(items: readonly Item[], least?: number): readonly Item[];
  shuffled<Item>(items: readonly Item[]): readonly Item[];
}

/** Mulberry32 (public domain, Tommy Ettinger): 32 bits of state are enough for some thousand cases. */
const uniform = (seed: number): (() => number) => {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
};

export const chanceOf = (seed: number): Chance => {
  const next = uniform(seed);
  const below = (count: number): number => Math.floor(next() * count);
  const shuffled = <Item>(items: readonly Item[]): readonly Item[] => {
    const mixed = [...items];
    for (let index = mixed.length - 1; index > 0; index -= 1) {
      const other = below(index + 1);
      [mixed[index], mixed[other]] = [mixed[other]!, mixed[index]!];
    }
    return mixed;
  };
  return {
    percent: (part) => next() * 100 < part,
    below,
    pick: (items) => items[below(items.length)]!,
    some: (items, least = 0) => {
      const kept = new Set(shuffled(items).slice(0, least + below(items.length - least + 1)));
      return items.filter((item) => kept.has(item));
    },
    shuffled,
  };
};
