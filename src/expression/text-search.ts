/** For each place of a pattern: how much of it would still match after a mismatch there (Knuth, Morris, Pratt 1977). */
const fallbacks = (pattern: string): Int32Array => {
  const table = new Int32Array(pattern.length);
  let matched = 0;
  for (let index = 1; index < pattern.length; index += 1) {
    while (matched > 0 && pattern[index] !== pattern[matched]) matched = table[matched - 1]!;
    if (pattern[index] === pattern[matched]) matched += 1;
    table[index] = matched;
  }
  return table;
};

export interface SearchOptions {
  /** Index at which a match may begin at the earliest. */
  readonly from?: number;
  /** Index at which a match may begin at the latest. */
  readonly until?: number;
  readonly last?: boolean;
}

/**
 * Where the first, or last, occurrence begins, or -1; in time that grows with both lengths. JavaScript's own search
 * grows with their product: 4,096 equal letters, looked for with one other among them, take it milliseconds.
 */
export const searchText = (text: string, pattern: string, options: SearchOptions = {}): number => {
  const { from = 0, until = text.length, last = false } = options;
  if (pattern === '') return last ? Math.min(until, text.length) : from;
  const table = fallbacks(pattern);
  let matched = 0;
  let found = -1;
  for (let index = from; index < text.length; index += 1) {
    while (matched > 0 && text[index] !== pattern[matched]) matched = table[matched - 1]!;
    if (text[index] === pattern[matched]) matched += 1;
    if (matched < pattern.length) continue;
    const start = index - pattern.length + 1;
    if (start > until) break;
    if (!last) return start;
    found = start;
    matched = table[matched - 1]!;
  }
  return found;
};
