/** What Go matches in linear time may backtrack here: longer texts and richer patterns are left to the server. */
const maxText = 1_000;
const maxPattern = 300;

const bracket = String.raw`\[\^?(?:[^\]\\[]|\\[-\\\].^$*+?()[{}|/wd])+\]`;
const single = String.raw`[-A-Za-z0-9_/:@#%&=,;!~'"<> ]|\\[\\.^$*+?()[\]{}|/wd]`;
const count = String.raw`\{\d{1,3}(?:,\d{0,3})?\}`;
const piece = `(?:${bracket}|${single})(?:[*+?]|${count})?`;
/** Groups may be left out, never repeated: what repeats in what repeats is how a pattern runs away. */
const group = String.raw`\((?:\?:)?|\)\??|\|`;
const repeatsForever = /(?:[*+]|,\})$/;

/**
 * Plain characters and brackets in a row, groups of them, anchored at the start, and at most two parts that repeat
 * without end: quadratic at worst, and the same in RE2 and here.
 */
const isSimple = (pattern: string): boolean => {
  if (pattern.length > maxPattern || !pattern.startsWith('^')) return false;
  const end = pattern.endsWith('$') && !pattern.endsWith('\\$') ? pattern.length - 1 : pattern.length;
  const token = new RegExp(`${piece}|${group}`, 'y');
  let [depth, repeats, at] = [0, 0, 1];
  while (at < end) {
    token.lastIndex = at;
    const [found] = token.exec(pattern) ?? [''];
    if (found === '' || (found === '|' && depth === 0)) return false;
    if (found.startsWith('(')) depth += 1;
    if (found.startsWith(')')) depth -= 1;
    if (repeatsForever.test(found)) repeats += 1;
    at += found.length;
  }
  return at === end && depth === 0 && repeats <= 2;
};

/** Whether a text matches a pattern of a custom resource's schema; undefined where that is not told here. */
export const matchesPattern = (pattern: string, text: string): boolean | undefined => {
  if (text.length > maxText || !isSimple(pattern)) return undefined;
  try {
    return new RegExp(pattern, 'u').test(text);
  } catch {
    return undefined;
  }
};
