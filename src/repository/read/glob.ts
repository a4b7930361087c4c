/** One element of a glob: any run of characters, or a test for exactly one. */
type Element = '*' | ((char: string) => boolean);

const bracketTest = (body: string): ((char: string) => boolean) => {
  const negated = body.startsWith('!') || body.startsWith('^');
  const set = negated ? body.slice(1) : body;
  const within = (char: string): boolean => {
    for (let index = 0; index < set.length; index++) {
      const isRange = set[index + 1] === '-' && index + 2 < set.length;
      if (isRange ? char >= set[index]! && char <= set[index + 2]! : char === set[index]) return true;
      if (isRange) index += 2;
    }
    return false;
  };
  return negated ? (char) => !within(char) : within;
};

const elementsOf = (glob: string): readonly Element[] => {
  const elements: Element[] = [];
  for (let index = 0; index < glob.length; index++) {
    const char = glob[index]!;
    if (char === '*') {
      if (elements.at(-1) !== '*') elements.push('*');
      continue;
    }
    if (char === '?') {
      elements.push(() => true);
      continue;
    }
    // a `]` directly after the opening, or after its negation, is a member of the class
    const end = char === '[' ? glob.indexOf(']', index + (/[!^]/.test(glob[index + 1] ?? '') ? 3 : 2)) : -1;
    if (end > 0) {
      elements.push(bracketTest(glob.slice(index + 1, end)));
      index = end;
      continue;
    }
    const literal = char === '\\' && index + 1 < glob.length ? glob[++index]! : char;
    elements.push((other) => other === literal);
  }
  return elements;
};

/**
 * Compiles a glob (`*`, `?`, `[a-z]`, `\` escapes) over one name. Takes time in proportion to name × glob: a regular
 * expression made of a hostile glob would backtrack for hours.
 */
export const compileGlob = (glob: string): ((name: string) => boolean) => {
  const elements = elementsOf(glob);
  return (name) => {
    let at = 0;
    let element = 0;
    let star = -1;
    let resume = 0;
    while (at < name.length) {
      const current = elements[element];
      if (current === '*') {
        star = element++;
        resume = at;
      } else if (current?.(name[at]!)) {
        at++;
        element++;
      } else if (star >= 0) {
        element = star + 1;
        at = ++resume;
      } else return false;
    }
    while (elements[element] === '*') element++;
    return element === elements.length;
  };
};
