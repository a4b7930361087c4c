import type { Json } from '../../model/json.ts';
import type { LineOrigin } from '../../model/line-origin.ts';
import type { OriginOf } from '../../review/explain/explain-json.ts';
import type { FieldTouch, SkippedLayer } from '../../review/explain/explanation.ts';
import { finishNotes } from '../../review/explain/written-touch.ts';
import { clip, printable } from '../table.ts';

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const valueWidth = 60;

/** `3 Nov`, with the year where it is not this one; the day of the author's own zone. `time` is RFC 3339. */
export const shortDate = (time: string, thisYear: number): string => {
  const [, year, month, day] = /^(\d+)-(\d\d)-(\d\d)T/.exec(time) ?? [];
  const date = `${Number(day)} ${months[Number(month) - 1]}`;
  return Number(year) === thisYear ? date : `${date} ${year}`;
};

const short = (commit: string): string => commit.slice(0, 7);

const originCells = (origin: LineOrigin | undefined, thisYear: number): readonly string[] => {
  switch (origin?.kind) {
    case undefined:
      return ['', '', ''];
    case 'uncommitted':
      return ['not committed', '', ''];
    case 'before':
      return [`before ${short(origin.commit)}`, '', ''];
    case 'commit':
      return [short(origin.commit), origin.name, shortDate(origin.time, thisYear)];
    default:
      return origin satisfies never;
  }
};

const shown = (value: Json | undefined): string =>
  value === undefined ? 'removed' : `= ${clip(JSON.stringify(value), valueWidth)}`;

const outcome = ({ after, origin, leaves }: FieldTouch): string => {
  if (leaves) return 'left to others';
  return origin === undefined ? shown(after) : `${shown(after)} (from ${origin})`;
};

const stageWidth = 'globalization'.length;

/** `localization  600-pin`: names under one another whatever the stages. */
const writerCell = (stage: string, name: string): string =>
  stage === 'feed' ? stage : `${stage.padEnd(stageWidth)} ${name}`;

const where = ({ source, note }: FieldTouch): string => {
  if (source) return `${source.file}:${source.line}:${source.column}`;
  return note ? finishNotes[note] : '';
};

/** Cells as columns, two spaces between them; nothing in them moves the cursor. */
export const alignRows = (rows: readonly (readonly string[])[]): readonly string[] => {
  const cells = rows.map((row) => row.map(printable));
  const widths = (cells[0] ?? []).map((_, column) =>
    cells.reduce((widest, row) => Math.max(widest, row[column]?.length ?? 0), 0),
  );
  return cells.map((row) =>
    row
      .map((cell, column) => ((widths[column] ?? 0) > 0 ? `${cell.padEnd(widths[column] ?? 0)}  ` : ''))
      .join('')
      .trimEnd(),
  );
};

export interface HistoryOptions {
  readonly originOf: OriginOf;
  readonly thisYear: number;
}

/** One line a touch, lowest to highest, `>` before the one that wins. */
export const historyRows = (
  touches: readonly FieldTouch[],
  { originOf, thisYear }: HistoryOptions,
): readonly string[] => {
  const rows = touches.map((touch) => {
    const { number, stage, name } = touch.writer;
    return [
      stage === 'headwater' ? '' : String(number),
      writerCell(stage, name),
      where(touch),
      ...originCells(originOf(touch.source), thisYear),
      outcome(touch),
    ];
  });
  return alignRows(rows).map((row, index) => `${touches[index]?.wins ? '>' : ' '} ${row}`);
};

const maxUnconcerned = 10;

/** One line a layer that was skipped: those that would write all, of the others some. */
export const skippedRows = (skipped: readonly SkippedLayer[]): readonly string[] => {
  const others = skipped.filter(({ concerns }) => !concerns);
  const left = new Set(others.slice(maxUnconcerned));
  const rows = skipped
    .filter((one) => !left.has(one))
    .map(({ writer, path, source, message }) => [
      String(writer.number),
      writerCell(writer.stage, writer.name),
      source ? `${source.file}:${source.line}:${source.column}` : path,
      `skipped because ${message}`,
    ]);
  const more = left.size > 0 ? [`and ${left.size} more that hold nothing for this object`] : [];
  return [...alignRows(rows), ...more].map((row) => `  ${row}`);
};
