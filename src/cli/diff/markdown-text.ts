import { printable } from '../table.ts';

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  '@': '&#64;',
  '|': '&#124;',
  '`': '&#96;',
  '#': '&#35;',
  '*': '&#42;',
  _: '&#95;',
  '[': '&#91;',
  ']': '&#93;',
  '~': '&#126;',
  '\\': '&#92;',
  '!': '&#33;',
  ':': '&#58;',
};

/**
 * Text that others wrote, on one line of Markdown, inside HTML or a table: shown as it is, without a mention, a link,
 * markup or a tag coming of it.
 */
export const plainText = (text: string): string =>
  // a bare address becomes a link by its dots too (GFM, "Autolinks"); inside <code> nothing does
  printable(text).replace(/[&<>"@|`#*_[\]~\\!:]/g, (character) => entities[character]!);

/** The same as a word of code. */
export const codeText = (text: string): string => `<code>${plainText(text)}</code>`;

/** Lines in a fence that is longer than any run of backticks in them, so that none of them ends it. */
export const fenced = (lines: readonly string[], language: string): string => {
  const text = lines.map(printable).join('\n');
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  const fence = '`'.repeat(Math.max(3, longest + 1));
  return `${fence}${language}\n${text}\n${fence}\n`;
};
