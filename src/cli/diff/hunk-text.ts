import type { Colors } from '../print-diagnostics.ts';
import { clip } from '../table.ts';
import type { DiffLine, Hunk } from './line-diff.ts';

export interface HunkTextOptions {
  readonly colors: Colors;
  /** Columns for both sides together; absent: one below the other. */
  readonly sideBySide?: number;
}

const header = ({ at }: Hunk): string => `@@ ${at}${at === '' ? '' : ' '}@@`;

const painted = (sign: DiffLine['sign'], text: string, colors: Colors): string => {
  if (sign === '+') return colors.green(text);
  return sign === '-' ? colors.red(text) : text;
};

/** The lines of a hunk as `diff -u` prints them, without an end. */
export const unifiedLines = (hunk: Hunk, colors: Colors): readonly string[] => [
  colors.cyan(header(hunk)),
  ...hunk.lines.map(({ sign, text }) => painted(sign, `${sign}${text}`, colors)),
];

interface Row {
  readonly left?: DiffLine;
  readonly right?: DiffLine;
}

/** Lines that went stand beside those that came in their place. */
const rowsOf = (lines: readonly DiffLine[]): readonly Row[] => {
  const rows: Row[] = [];
  let [gone, come]: [DiffLine[], DiffLine[]] = [[], []];
  const flush = (): void => {
    for (let index = 0; index < Math.max(gone.length, come.length); index += 1) {
      const [left, right] = [gone[index], come[index]];
      rows.push({ ...(left && { left }), ...(right && { right }) });
    }
    [gone, come] = [[], []];
  };
  for (const line of lines) {
    if (line.sign === '-') gone.push(line);
    else if (line.sign === '+') come.push(line);
    else {
      flush();
      rows.push({ left: line, right: line });
    }
  }
  flush();
  return rows;
};

const cell = (line: DiffLine | undefined, width: number, colors: Colors): string =>
  painted(line?.sign ?? ' ', clip(line?.text ?? '', width).padEnd(width), colors);

const mark = ({ left, right }: Row): string => {
  if (left === right) return '│';
  if (!left) return '>';
  return right ? '|' : '<';
};

/** Old and new beside each other; what is longer than half of the width is cut. */
export const sideBySideLines = (hunk: Hunk, width: number, colors: Colors): readonly string[] => {
  const half = Math.max(10, Math.floor((width - 3) / 2));
  return [
    colors.cyan(header(hunk)),
    ...rowsOf(hunk.lines).map((row) =>
      `${cell(row.left, half, colors)} ${mark(row)} ${cell(row.right, half, colors)}`.trimEnd(),
    ),
  ];
};

export const hunkLines = (hunk: Hunk, { colors, sideBySide }: HunkTextOptions): readonly string[] =>
  sideBySide === undefined ? unifiedLines(hunk, colors) : sideBySideLines(hunk, sideBySide, colors);
