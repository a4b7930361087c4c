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

/** Whether a place stands inside `{ }` or `[ ]`, where a comma ends a word. */
const isInFlow = (line: string, place: number): boolean => {
  let inside = false;
  walk(line, 0, (at, depth) => {
    inside = depth > 0;
    return at >= place;
  });
  return inside;
};

const plainEnd = (line: string, start: number): number => {
  const end = isInFlow(line, start) ? /[,\]}]|:(?=\s|$)|\s#/ : /:(?=\s|$)|\s#/;
  const found = end.exec(line.slice(start));
  const text = line.slice(start, found ? start + found.index : undefined).trimEnd();
  return start + Math.max(1, text.length);
};

/**
 * The column after the YAML or JSON token that begins at `column` (both 1-based, in UTF-16 code units) as far as it
 * stands on this line: a key, a scalar, a whole `{ }` or `[ ]`. At least one column.
 */
export const tokenEnd = (line: string, column: number): number => {
  const start = Math.min(column - 1, line.length);
  const char = line[start];
  if (char === undefined) return start + 2;
  if (char === '"' || char === "'") return quotedEnd(line, start) + 1;
  if (closing[char]) return bracketEnd(line, start) + 1;
  return plainEnd(line, start) + 1;
};
