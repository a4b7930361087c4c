/**
 * The places of the longest part of a list that rises, ascending; what is undefined is in none. Patience sorting, in
 * n log n.
 */
export const longestRising = (values: readonly (number | undefined)[]): readonly number[] => {
  /** By length less one: the place where the best part of that length ends. */
  const ends: number[] = [];
  const previous: number[] = [];
  for (const [place, value] of values.entries()) {
    if (value === undefined) continue;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((values[ends[middle] as number] as number) < value) low = middle + 1;
      else high = middle;
    }
    previous[place] = ends[low - 1] ?? -1;
    ends[low] = place;
  }
  const found: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = previous[at] as number) found.push(at);
  return found.reverse();
};
