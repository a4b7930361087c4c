import { structuredPatch } from 'diff/lib/patch/create.js';
import { printable } from '../table.ts';

export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  /** Without a line break, and without anything that a terminal would act on. */
  readonly text: string;
}

/** Lines that changed, with unchanged ones around them. */
export interface Hunk {
  /** `@@ -10,7 +10,7 @@`: first line and number of lines, before and after. */
  readonly header: string;
  readonly lines: readonly DiffLine[];
}

/** Lines that may differ before the two texts are shown as two: the search takes time by the square of it. */
const maxEdits = 1_000;

const kinds = { ' ': 'same', '-': 'removed', '+': 'added' } as const;

const headerOf = (oldStart: number, oldLines: number, newStart: number, newLines: number): string =>
  `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@`;

const wholeText = (before: string, after: string): Hunk => {
  const linesOf = (text: string, kind: DiffLine['kind']): readonly DiffLine[] =>
    text === ''
      ? []
      : text
          .replace(/\n$/, '')
          .split('\n')
          .map((line) => ({ kind, text: printable(line) }));
  const [removed, added] = [linesOf(before, 'removed'), linesOf(after, 'added')];
  const start = (lines: readonly DiffLine[]): number => (lines.length > 0 ? 1 : 0);
  return {
    header: headerOf(start(removed), removed.length, start(added), added.length),
    lines: [...removed, ...added],
  };
};

/** What changed between two texts line by line, with `context` unchanged lines around; '' is a text that is not there. */
export const lineHunks = (before: string, after: string, context: number): readonly Hunk[] => {
  if (before === after) return [];
  if (before === '' || after === '') return [wholeText(before, after)];
  const patch = structuredPatch('', '', before, after, '', '', { context, maxEditLength: maxEdits });
  if (patch === undefined) return [wholeText(before, after)];
  return patch.hunks.map(({ oldStart, oldLines, newStart, newLines, lines }) => ({
    header: headerOf(oldStart, oldLines, newStart, newLines),
    lines: lines
      .filter((line) => !line.startsWith('\\'))
      .map((line) => ({ kind: kinds[line[0] as keyof typeof kinds], text: printable(line.slice(1)) })),
  }));
};
