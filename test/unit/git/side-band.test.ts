import { describe, expect, it } from 'vitest';
import { splitPack } from '../../../src/git/side-band.ts';

const line = (body: string | Buffer): Buffer => {
  const bytes = Buffer.from(body as string);
  return Buffer.concat([Buffer.from((bytes.length + 4).toString(16).padStart(4, '0')), bytes]);
};
const band = (number: number, text: string): Buffer =>
  line(Buffer.concat([Buffer.from([number]), Buffer.from(text)]));
const flush = Buffer.from('0000');
const answer = (...parts: readonly Buffer[]): Buffer => Buffer.concat(parts);

describe('splitPack', () => {
  it('takes the pack out of its band, and leaves an empty one behind what was agreed on', () => {
    const agreed = answer(line(`shallow ${'a'.repeat(40)}`), flush, line('NAK\n'));
    const split = splitPack(
      answer(agreed, band(2, 'Counting'), band(1, 'PA'), band(2, 'more'), band(1, 'CK…'), flush),
    );
    expect(split?.pack.toString()).toBe('PACK…');
    expect(split?.rest.subarray(0, agreed.length).equals(agreed)).toBe(true);
    expect(splitPack(split!.rest)?.pack.toString('hex')).toBe(
      '5041434b0000000200000000029d08823bd8a8eab510ad6ac75c823cfd3ed31e',
    );
    expect(split?.rest.subarray(-4).toString()).toBe('0000');
  });

  it.each([
    ['a server without side bands', answer(line('NAK\n'), Buffer.from('PACK\0\0\0\x02'))],
    [
      'an error that the server reports',
      answer(line('NAK\n'), band(1, 'PA'), band(3, 'out of memory'), flush),
    ],
    ['an answer without a pack', answer(line('NAK\n'), flush)],
    ['a line that is cut off', answer(line('NAK\n'), band(1, 'PACK').subarray(0, -2))],
    ['a length below four', Buffer.from('0003abc')],
    ['other words after the pack began', answer(line('NAK\n'), band(1, 'PACK'), line('NAK\n'), flush)],
    ['nothing', Buffer.alloc(0)],
  ])('leaves %s to isomorphic-git', (_what, bytes) => {
    expect(splitPack(bytes)).toBeUndefined();
  });
});
