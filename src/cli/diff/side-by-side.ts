import { clip } from '../table.ts';
import type { DiffLine } from './object-lines.ts';

interface Row {
  readonly left: string;
  readonly right: string;
  readonly mark: ' ' | '|' | '<' | '>' | '@';
}

/** Lines that go and lines that come stand beside each other, in their order. */
const pairUp = (removed: readonly string[], added: readonly string[]): readonly Row[] =>
  Array.from({ length: Math.max(removed.length, added.length) }, (_, index) => {
    const [left, right] = [removed[index], added[index]];
    const mark = left === undefined ? '>' : right === undefined ? '<' : '|';
    return { left: left ?? '', right: right ?? '', mark };
  });

const rowsOf = (lines: readonly DiffLine[]): readonly Row[] => {
  const rows: Row[] = [];
  let removed: string[] = [];
  let added: string[] = [];
  const flush = (): void => {
    rows.push(...pairUp(removed, added));
    removed = [];
    added = [];
  };
  for (const { mark, text } of lines) {
    if (mark === '-') removed.push(text);
    else if (mark === '+') added.push(text);
    else {
      flush();
      rows.push({ left: text, right: mark === '@' ? '' : text, mark });
    }
  }
  flush();
  return rows;
};

/** Old and new in two columns, `width` characters in all; what is too long is cut. */
export const sideBySide = (lines: readonly DiffLine[], width: number): readonly string[] => {
  const column = Math.max(20, Math.floor((width - 3) / 2));
  return rowsOf(lines).map(({ left, right, mark }) =>
    mark === '@' ? left : `${clip(left, column).padEnd(column)} ${mark} ${clip(right, column)}`.trimEnd(),
  );
};
