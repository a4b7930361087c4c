/** Lines at the front of an answer that may hold an error; then comes the pack. */
const maxLines = 64;

/** Every answer of the smart protocol ends in a flush packet; one without was cut, however cleanly. */
export const endsInFlush = (answer: Buffer): boolean =>
  answer.length >= 4 && answer.toString('latin1', answer.length - 4) === '0000';

/** The text of an `ERR` packet near the front of an answer (gitprotocol-pack(5)). */
export const errorPacket = (answer: Buffer): string | undefined => {
  for (let at = 0, line = 0; line < maxLines && at + 4 <= answer.length; line += 1) {
    const length = Number.parseInt(answer.toString('latin1', at, at + 4), 16);
    if (Number.isNaN(length)) return undefined;
    const end = at + Math.max(4, length);
    if (answer.toString('latin1', at + 4, at + 8) === 'ERR ') {
      return answer.toString('utf8', at + 8, Math.min(end, at + 512)).trim();
    }
    at = end;
  }
  return undefined;
};
