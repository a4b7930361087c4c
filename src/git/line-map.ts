import { diffArrays } from 'diff/lib/diff/array.js';

export interface LineMapLimits {
  /** Bytes of a file; larger ones are not compared. */
  readonly maxFileBytes: number;
  /** Lines that may differ between two versions. */
  readonly maxEdits: number;
}

/** Where a line stood before: its number there, `new`, or `unknown` where the files are too large or too different. */
export type OldLine = number | 'new' | 'unknown';

/** With their ends, so that a last line without one is another line, as to git. Bytes, not characters. */
const linesOf = (bytes: Uint8Array): readonly string[] =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('latin1')
    .split(/(?<=\n)/);

/** The place in an older version of a file (1-based) of a line of a newer one. */
export const oldLine = (
  older: Uint8Array,
  newer: Uint8Array,
  line: number,
  limits: LineMapLimits,
): OldLine => {
  if (Math.max(older.length, newer.length) > limits.maxFileBytes) return 'unknown';
  const changes = diffArrays([...linesOf(older)], [...linesOf(newer)], { maxEditLength: limits.maxEdits });
  if (changes === undefined) return 'unknown';
  let before = 0;
  let after = 0;
  for (const { added, removed, count } of changes) {
    if (!removed && line <= after + count) return added ? 'new' : before + (line - after);
    if (!added) before += count;
    if (!removed) after += count;
  }
  return 'new';
};
