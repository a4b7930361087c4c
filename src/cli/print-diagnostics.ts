import type picocolors from 'picocolors';
import { type Diagnostic, formatDiagnostic } from '../model/diagnostic.ts';

import { printable } from './table.ts';

export type Colors = ReturnType<typeof picocolors.createColors>;

/** Where the offending text can be shown: the lines of a file of the tree that was read. */
export type ReadLine = (file: string, line: number) => string | undefined;

const excerpt = (diagnostic: Diagnostic, readLine: ReadLine): readonly string[] => {
  const { source } = diagnostic;
  const text = source && readLine(source.file, source.line);
  if (!source || text === undefined || text.length > 200) return [];
  return [`    ${printable(text)}`, `    ${' '.repeat(Math.max(0, source.column - 1))}^`];
};

const colour = (diagnostic: Diagnostic, line: string, colors: Colors): string => {
  if (diagnostic.severity === 'error') return colors.red(line);
  return diagnostic.severity === 'warning' ? colors.yellow(line) : line;
};

/** One diagnostic a line as compilers print them; on a TTY with the offending text and a caret under it. */
export const diagnosticsText = (
  diagnostics: readonly Diagnostic[],
  options: { readonly colors: Colors; readonly readLine?: ReadLine },
): string =>
  diagnostics
    .flatMap((diagnostic) => [
      colour(diagnostic, printable(formatDiagnostic(diagnostic)), options.colors),
      ...(options.readLine ? excerpt(diagnostic, options.readLine) : []),
    ])
    .map((line) => `${line}\n`)
    .join('');

export const summaryText = (diagnostics: readonly Diagnostic[]): string => {
  const count = (severity: Diagnostic['severity']): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
  return `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}, ${plural(count('note'), 'note')}`;
};
