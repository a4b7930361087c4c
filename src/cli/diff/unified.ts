import type { Colors } from '../print-diagnostics.ts';
import type { DiffLine, Hunk } from './line-hunks.ts';

const lineText = ({ kind, text }: DiffLine, colors: Colors): string => {
  switch (kind) {
    case 'same':
      return ` ${text}`;
    case 'removed':
      return colors.red(`-${text}`);
    case 'added':
      return colors.green(`+${text}`);
    default:
      return kind satisfies never;
  }
};

/** A hunk as `diff -u` writes it. */
export const unified = ({ header, lines }: Hunk, colors: Colors): readonly string[] => [
  colors.cyan(header),
  ...lines.map((line) => lineText(line, colors)),
];
