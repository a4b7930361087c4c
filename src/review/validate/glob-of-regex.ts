/** What stands for one character in a regular expression: as a glob, and how far it reaches in the text. */
interface Atom {
  readonly glob: string;
  readonly length: number;
}

const escaped = (char: string | undefined): Atom | undefined => {
  if (char === undefined) return undefined;
  if (/[dws]/i.test(char)) return { glob: '?', length: 2 };
  return /\w/.test(char) ? undefined : { glob: char, length: 2 };
};

const atomAt = (text: string, at: number): Atom | undefined => {
  const char = text[at]!;
  if (char === '\\') return escaped(text[at + 1]);
  if (char === '[') {
    const end = text.indexOf(']', at + 2);
    return end < 0 ? undefined : { glob: '?', length: end + 1 - at };
  }
  if (/[(){}^$+*?]/.test(char)) return undefined;
  // people write the dots of a name without a backslash
  const isAny = char === '.' && /[*+]/.test(text[at + 1] ?? '');
  return { glob: isAny ? '?' : char, length: 1 };
};

const globOf = (text: string): string | undefined => {
  let glob = '';
  for (let at = 0; at < text.length; ) {
    const atom = atomAt(text, at);
    if (atom === undefined) return undefined;
    at += atom.length;
    const quantifier = text[at];
    if (quantifier === '*') glob += '*';
    else if (quantifier === '+') glob += `${atom.glob}*`;
    else if (quantifier === '?' || quantifier === '{') return undefined;
    else glob += atom.glob;
    if (quantifier === '*' || quantifier === '+') at += 1;
  }
  return glob.replace(/\*+/g, '*');
};

/** Groups inside would make an outer `|` theirs. */
const withoutGroup = (text: string): string => /^\((?:\?:)?([^()]*)\)$/.exec(text)?.[1] ?? text;

/**
 * The globs, whole names with `*` and `?`, that match what a regular expression of kustomize's kind (anchored at both
 * ends) matches, or a little more; undefined where no globs could.
 */
export const globsOfRegex = (regex: string): readonly string[] | undefined => {
  const inner = withoutGroup(regex.replace(/^\^/, '').replace(/(?<!\\)\$$/, ''));
  const globs = inner.split('|').map(globOf);
  const known = globs.filter((glob) => glob !== undefined);
  return known.length === globs.length ? [...new Set(known)] : undefined;
};
