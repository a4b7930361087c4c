import type { AnnotatedLine } from '../../review/explain/annotated-lines.ts';
import type { FieldExplanation, SkippedLayer } from '../../review/explain/explanation.ts';
import { finishNotes } from '../../review/explain/written-touch.ts';
import type { Colors } from '../print-diagnostics.ts';
import { printable } from '../table.ts';
import { alignRows, skippedRows } from './history-rows.ts';

const maxColumn = 76;

type Written = Pick<AnnotatedLine, 'writer' | 'source' | 'note'>;

const writerText = ({ writer, source, note }: Written): string => {
  if (writer === undefined) return '';
  if (writer.stage === 'headwater') return `headwater: ${note ? finishNotes[note] : ''}`;
  const name = writer.stage === 'feed' ? 'feed' : writer.name;
  return `${name} ${source ? `${source.file}:${source.line}` : ''}`.trimEnd();
};

/** A tab moves nothing but to the right, and is part of a text. */
const printableLine = (text: string): string => text.split('\t').map(printable).join('\t');

const goneRow = ({ field, touches }: FieldExplanation): readonly string[] => {
  const last = touches.at(-1);
  return [`# removed: ${field}`, last ? writerText(last) : ''];
};

export interface ObjectText {
  readonly lines: readonly AnnotatedLine[];
  /** Fields that were there once. */
  readonly gone: readonly FieldExplanation[];
  readonly skipped: readonly SkippedLayer[];
  readonly colors: Colors;
}

/** An object, or a part of it, as YAML with who wrote each line as a comment beside it; still YAML. */
export const objectText = ({ lines, gone, skipped, colors }: ObjectText): string => {
  const texts = lines.map(({ text }) => printableLine(text));
  const column = texts.reduce((widest, { length }) => Math.min(maxColumn, Math.max(widest, length)), 0);
  const annotated = lines.map((line, index) => {
    const comment = printable(writerText(line));
    const text = texts[index]!;
    return comment === '' ? text : `${text.padEnd(column)}  ${colors.dim(`# ${comment}`)}`;
  });
  const below = [
    ...alignRows(gone.map(goneRow)),
    ...(skipped.length > 0 ? ['# skipped:', ...skippedRows(skipped).map((row) => `#${row}`)] : []),
  ];
  return [...annotated, ...below.map((row) => colors.dim(row))].map((line) => `${line}\n`).join('');
};
