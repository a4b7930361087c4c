/** The words of a label selector, as apimachinery's labels package divides them. */
export interface SelectorToken {
  readonly kind: 'word' | 'operator' | 'end';
  readonly text: string;
}

const operators = new Set([')', ',', '!', '==', '=', '>', '<', '!=', '(']);
const isSpecial = (char: string): boolean => '=!(),><'.includes(char);
const isSpace = (char: string): boolean => ' \t\r\n'.includes(char);

/** `in` and `notin` are words here: whether they are operators depends on where they stand. */
export const selectorTokens = (text: string): readonly SelectorToken[] => {
  const tokens: SelectorToken[] = [];
  let at = 0;
  while (at < text.length) {
    if (isSpace(text[at]!)) {
      at += 1;
      continue;
    }
    const from = at;
    if (isSpecial(text[at]!)) {
      // the longest operator that begins here
      at += operators.has(text.slice(at, at + 2)) ? 2 : 1;
      tokens.push({ kind: 'operator', text: text.slice(from, at) });
      continue;
    }
    while (at < text.length && !isSpecial(text[at]!) && !isSpace(text[at]!)) at += 1;
    tokens.push({ kind: 'word', text: text.slice(from, at) });
  }
  tokens.push({ kind: 'end', text: '' });
  return tokens;
};
