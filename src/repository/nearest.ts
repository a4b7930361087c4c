const maxLength = 100;

/** Edits between two words: insert, delete, replace, swap of neighbours (optimal string alignment). */
export const editDistance = (a: string, b: string): number => {
  let older: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let edits = Math.min(last[column]! + 1, current[column - 1]! + 1, last[column - 1]! + cost);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        edits = Math.min(edits, older[column - 2]! + 1);
      }
      current.push(edits);
    }
    older = last;
    last = current;
  }
  return last[b.length]!;
};

/** The candidate that a mistyped word most likely means: at most a third of its letters wrong, case aside. */
export const nearest = (word: string, candidates: Iterable<string>): string | undefined => {
  if (word.length > maxLength) return undefined;
  let best: string | undefined;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - word.length) >= bestDistance) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance < bestDistance) [best, bestDistance] = [candidate, distance];
  }
  return best;
};

/** `did you mean "x"?`, ready to be spread into a diagnostic; empty where nothing is near. */
export const nearestHint = (word: string, candidates: Iterable<string>): { hint?: string } => {
  const found = nearest(word, candidates);
  return found === undefined ? {} : { hint: `did you mean ${JSON.stringify(found)}?` };
};
