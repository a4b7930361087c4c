export interface LineSplitter {
  push(chunk: Buffer): void;
  /** A last line without its newline, at a clean end. */
  end(): void;
}

export interface LineSplitterOptions {
  readonly onLine: (line: string) => void;
  readonly maxLineBytes: number;
  /** Makes the error that is thrown for a line beyond it. */
  readonly tooLong: () => Error;
}

const newline = 0x0a;

/**
 * Bytes to lines. Works on bytes, so that a character cut by a packet stays whole. node:readline is not used:
 * it has no bound on a line, and an iterator's turn for every event.
 */
export const createLineSplitter = (options: LineSplitterOptions): LineSplitter => {
  let parts: Buffer[] = [];
  let held = 0;

  const keep = (part: Buffer): void => {
    if (held + part.length > options.maxLineBytes) throw options.tooLong();
    if (part.length === 0) return;
    parts.push(part);
    held += part.length;
  };
  const emit = (): void => {
    if (held === 0) return;
    const line = (parts.length === 1 ? parts[0]! : Buffer.concat(parts, held)).toString('utf8');
    parts = [];
    held = 0;
    options.onLine(line);
  };

  return {
    push: (chunk) => {
      let start = 0;
      for (let end = chunk.indexOf(newline); end >= 0; end = chunk.indexOf(newline, start)) {
        keep(chunk.subarray(start, end));
        emit();
        start = end + 1;
      }
      keep(chunk.subarray(start));
    },
    end: emit,
  };
};
