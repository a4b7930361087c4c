import type { Colors } from '../print-diagnostics.ts';
import type { DiffLine, Hunk } from './line-hunks.ts';

interface Row {
  readonly left?: DiffLine;
  readonly right?: DiffLine;
}

/** Removed lines beside the added ones that took their place. */
const rowsOf = (lines: readonly DiffLine[]): readonly Row[] => {
  const rows: Row[] = [];
  let [removed, added]: [DiffLine[], DiffLine[]] = [[], []];
  const flush = (): void => {
    for (let nth = 0; nth < Math.max(removed.length, added.length); nth += 1) {
      const [left, right] = [removed[nth], added[nth]];
      rows.push({ ...(left && { left }), ...(right && { right }) });
    }
    [removed, added] = [[], []];
  };
  for (const line of lines) {
    if (line.kind === 'removed') removed.push(line);
    else if (line.kind === 'added') added.push(line);
    else {
      flush();
      rows.push({ left: line, right: line });
    }
  }
  flush();
  return rows;
};

/** Pieces of at most `width` characters; a long line goes on below, as nothing may be hidden from a reviewer. */
const wrap = (text: string, width: number): readonly string[] => {
  const characters = [...text];
  if (characters.length <= width) return [text];
  const pieces: string[] = [];
  for (let at = 0; at < characters.length; at += width)
    pieces.push(characters.slice(at, at + width).join(''));
  return pieces;
};

const pad = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - [...text].length));

/** As sdiff marks them: `|` changed, `<` removed, `>` added. */
const markOf = ({ left, right }: Row): string => {
  if (left === undefined) return '>';
  if (right === undefined) return '<';
  return left === right ? ' ' : '|';
};

const rowLines = (row: Row, width: number, colors: Colors): readonly string[] => {
  const mark = markOf(row);
  const [left, right] = [row.left, row.right].map((line) => (line ? wrap(line.text, width) : [])) as [
    readonly string[],
    readonly string[],
  ];
  const isSame = mark === ' ';
  return Array.from({ length: Math.max(left.length, right.length, 1) }, (_, nth) => {
    const [old, now] = [pad(left[nth] ?? '', width), right[nth] ?? ''];
    const line = `${isSame ? old : colors.red(old)} ${mark} ${isSame ? now : colors.green(now)}`;
    return line.trimEnd();
  });
};

const smallest = 40;

/** A hunk with old and new beside each other, `width` characters wide in all. */
export const sideBySide = ({ lines }: Hunk, width: number, colors: Colors): readonly string[] => {
  const column = Math.floor((Math.max(width, smallest) - 3) / 2);
  return rowsOf(lines).flatMap((row) => rowLines(row, column, colors));
};
