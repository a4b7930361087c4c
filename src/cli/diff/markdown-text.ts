import { printable } from '../table.ts';

const fenceFor = (texts: readonly string[], least: number): string => {
  const runs = texts.flatMap((text) => text.match(/`+/g) ?? []).map(({ length }) => length + 1);
  return '`'.repeat(Math.max(least, ...runs));
};

/** Any text as code on one line of a paragraph: mentions, references, links and quick actions in code are none. */
export const code = (text: string): string => {
  const line = printable(text);
  const fence = fenceFor([line], 1);
  const pad = line.startsWith('`') || line.endsWith('`') || line.trim() === '' ? ' ' : '';
  return fence + pad + line + pad + fence;
};

/** The same in a table, whose cells end at a bar even in code. */
export const cellCode = (text: string): string => code(text).replaceAll('|', '\\|');

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** The same where HTML stands, in which Markdown is not read. */
export const htmlCode = (text: string): string =>
  `<code>${printable(text).replace(/[&<>"]/g, (char) => entities[char] ?? char)}</code>`;

/** Lines in a fence that none of them can close. */
export const fenced = (language: string, lines: readonly string[]): string => {
  const fence = fenceFor(lines, 3);
  return `${fence}${language}\n${lines.join('\n')}\n${fence}\n`;
};
