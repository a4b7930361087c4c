const closing: Readonly<Record<string, string>> = { '{': '}', '[': ']' };

const quotedEnd = (line: string, start: number): number => {
  const quote = line[start]!;
  for (let at = start + 1; at < line.length; at += 1) {
    if (quote === '"' && line[at] === '\\') at += 1;
    else if (line[at] === quote && quote === "'" && line[at + 1] === quote) at += 1;
    else if (line[at] === quote) return at + 1;
  }
  return line.length;
};

/** Walks from `start`; calls `visit` with the depth of brackets before each character that stands in no quotes. */
const walk = (line: string, start: number, visit: (at: number, depth: number) => boolean): number => {
  let depth = 0;
  for (let at = start; at < line.length; at += 1) {
    if (visit(at, depth)) return at;
    const char = line[at]!;
    // a quote inside a word (`it's`) opens nothing
    const opens = (char === '"' || char === "'") && /[\s[{,:]/.test(line[at - 1] ?? ' ');
    if (opens) at = quotedEnd(line, at) - 1;
    else if (closing[char]) depth += 1;
    else if ((char === '}' || char === ']') && depth > 0) depth -= 1;
  }
  return line.length;
};

const bracketEnd = (line: string, start: number): number => {
  const end = walk(line, start, (at, depth) => depth === 1 && /[}\]]/.test(line[at]!));
  return end < line.length ? end + 1 : start + 1;
};

/** What ends a word at a place: inside `{ }` or `[ ]` a comma does too, inside quotes it is a word of a text. */
const surroundings = (line: string, place: number): 'block' | 'flow' | 'text' => {
  let found: 'block' | 'flow' | 'text' = 'text';
  walk(line, 0, (at, depth) => {
    if (at === place) found = depth > 0 ? 'flow' : 'block';
    return at >= place;
  });
  return found;
};

// a comma at the end of a line is JSON's
const wordEnds = {
  block: /:(?=\s|$)|\s#|,\s*$/,
  flow: /[,\]}]|:(?=\s|$)|\s#/,
  text: /(?<=.)[^\w.-]/,
} as const;

const wordEnd = (line: string, start: number): number => {
  const found = wordEnds[surroundings(line, start)].exec(line.slice(start));
  const text = line.slice(start, found ? start + found.index : undefined).trimEnd();
  return start + Math.max(1, text.length);
};

/**
 * The column after the YAML or JSON token that begins at `column` (both 1-based, in UTF-16 code units) as far as it
 * stands on this line: a key, a scalar, a whole `{ }` or `[ ]`, an item with its dash. At least one column.
 */
export const tokenEnd = (line: string, column: number): number => {
  const start = Math.min(column - 1, line.length);
  const char = line[start];
  if (char === undefined) return start + 2;
  if (char === '"' || char === "'") return quotedEnd(line, start) + 1;
  if (closing[char]) return bracketEnd(line, start) + 1;
  const dash = /^(?:- +)+(?=\S)/.exec(line.slice(start));
  return dash ? tokenEnd(line, column + dash[0].length) : wordEnd(line, start) + 1;
};
