/** Turns offsets into 1-based lines and columns. Line ends as YAML counts them: \n, \r\n and a lone \r. */
export interface Lines {
  at(offset: number): { readonly line: number; readonly column: number };
}

const starts = (text: string): readonly number[] => {
  const found = [0];
  for (const match of text.matchAll(/\r\n|\r|\n/g)) found.push(match.index + match[0].length);
  return found;
};

/** Reads the text once, when the first offset is asked for. */
export const linesOf = (text: string): Lines => {
  let known: readonly number[] | undefined;
  return {
    at: (offset) => {
      known ??= starts(text);
      let low = 0;
      let high = known.length - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (known[middle]! <= offset) low = middle;
        else high = middle - 1;
      }
      return { line: low + 1, column: offset - known[low]! + 1 };
    },
  };
};
