import type picocolors from 'picocolors';
import { type Diagnostic, formatDiagnostic, type Severity } from '../model/diagnostic.ts';

import { printable } from './table.ts';

export type Colors = ReturnType<typeof picocolors.createColors>;

export const severityColour = (severity: Severity, colors: Colors): ((text: string) => string) => {
  switch (severity) {
    case 'error':
      return colors.red;
    case 'warning':
      return colors.yellow;
    case 'note':
      return (text) => text;
    default:
      return severity satisfies never;
  }
};

/** One diagnostic a line, as compilers print them. */
export const diagnosticsText = (
  diagnostics: readonly Diagnostic[],
  options: { readonly colors: Colors },
): string =>
  diagnostics
    .map((diagnostic) => {
      const colour = severityColour(diagnostic.severity, options.colors);
      return `${colour(printable(formatDiagnostic(diagnostic)))}\n`;
    })
    .join('');

export const summaryText = (diagnostics: readonly Diagnostic[]): string => {
  const count = (severity: Diagnostic['severity']): number =>
    diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
  const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? '' : 's'}`;
  return `${plural(count('error'), 'error')}, ${plural(count('warning'), 'warning')}, ${plural(count('note'), 'note')}`;
};
