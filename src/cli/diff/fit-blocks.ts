/** One part of a bounded output. */
export interface Block {
  readonly full: string;
  /** What stands for it where it has no room. */
  readonly short: string;
}

export interface Fitted {
  readonly text: string;
  /** Blocks that are there by their short text alone, and those that are not there at all. */
  readonly shortened: number;
  readonly left: number;
}

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** The blocks, in order, that have room in so many bytes of UTF-8. */
export const fitBlocks = (blocks: readonly Block[], maxBytes: number): Fitted => {
  const parts: string[] = [];
  let [room, shortened] = [maxBytes, 0];
  for (const { full, short } of blocks) {
    const text = bytesOf(full) <= room ? full : short;
    if (bytesOf(text) > room) return { text: parts.join(''), shortened, left: blocks.length - parts.length };
    if (text !== full) shortened += 1;
    room -= bytesOf(text);
    parts.push(text);
  }
  return { text: parts.join(''), shortened, left: 0 };
};
