import { hash } from 'node:crypto';

/** A pack of no objects. */
const emptyPack = (() => {
  const header = Buffer.concat([Buffer.from('PACK'), Buffer.from([0, 0, 0, 2, 0, 0, 0, 0])]);
  return Buffer.concat([header, hash('sha1', header, 'buffer')]);
})();

const packData = 1;
const progress = 2;
const fatal = 3;

const line = (body: Buffer): Buffer =>
  Buffer.concat([Buffer.from((body.length + 4).toString(16).padStart(4, '0'), 'latin1'), body]);

export interface SplitAnswer {
  readonly pack: Buffer;
  /** The same answer with a pack of no objects in it. */
  readonly rest: Buffer;
}

/**
 * Takes the pack out of an answer of git-upload-pack that carries it in a side band (gitprotocol-pack(5), "Packfile
 * Data"). Undefined for any other answer, and where the server reports an error: that is isomorphic-git's to tell.
 */
export const splitPack = (answer: Buffer): SplitAnswer | undefined => {
  const data: Buffer[] = [];
  let head = -1;
  for (let at = 0; at + 4 <= answer.length; ) {
    const length = Number.parseInt(answer.toString('latin1', at, at + 4), 16);
    if (Number.isNaN(length) || (length > 0 && length < 4) || at + length > answer.length) return undefined;
    const band = length > 4 ? answer[at + 4] : undefined;
    if (band === fatal) return undefined;
    if (band === packData || band === progress) {
      if (head < 0) head = at;
      if (band === packData) data.push(answer.subarray(at + 5, at + length));
    } else if (head >= 0 && length > 4) {
      return undefined;
    }
    at += Math.max(length, 4);
  }
  if (data.length === 0) return undefined;
  const rest = [
    answer.subarray(0, head),
    line(Buffer.concat([Buffer.from([packData]), emptyPack])),
    Buffer.from('0000', 'latin1'),
  ];
  return { pack: Buffer.concat(data), rest: Buffer.concat(rest) };
};
