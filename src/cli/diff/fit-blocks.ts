/** One part of a bounded output. */
export interface Block {
  /** Made only where there may be room. */
  full(): string;
  /** What stands for it where it has no room. */
  readonly short: string;
  /** Changes that it tells of. */
  readonly changes: number;
}

export interface Fitted {
  readonly text: string;
  /** Changes of which the lines are not there. */
  readonly missing: number;
}

const bytesOf = (text: string): number => Buffer.byteLength(text, 'utf8');

/** The blocks, in order, that have room in so many bytes of UTF-8; after the first without room there is none. */
export const fitBlocks = (blocks: readonly Block[], maxBytes: number): Fitted => {
  const parts: string[] = [];
  let [room, missing] = [maxBytes, 0];
  for (const { full, short, changes } of blocks) {
    const whole = room > 0 ? full() : short;
    const text = bytesOf(whole) <= room ? whole : short;
    const fits = bytesOf(text) <= room;
    if (text !== whole || !fits) missing += changes;
    if (fits) parts.push(text);
    room = fits ? room - bytesOf(text) : 0;
  }
  return { text: parts.join(''), missing };
};
