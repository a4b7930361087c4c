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

/** The first ref of a v1 advertisement: `<oid> <name>\0<capabilities>`. */
const firstRef = /([0-9a-f]{40}) ([^\0\n]+)\0/;

/**
 * A v1 advertisement with a HEAD in it. A server whose HEAD names a branch that does not exist advertises none,
 * and isomorphic-git then refuses to fetch any branch, because it resolves HEAD by the way. The line is put
 * last; what it names is never used. Anything else comes back as it is.
 */
export const withHead = (answer: Buffer): Buffer => {
  const [, oid, name] = firstRef.exec(answer.toString('latin1', 0, 4096)) ?? [];
  if (oid === undefined || name === 'HEAD' || name === 'capabilities^{}') return answer;
  const line = `${oid} HEAD\n`;
  const packet = (line.length + 4).toString(16).padStart(4, '0') + line;
  return Buffer.concat([answer.subarray(0, -4), Buffer.from(packet, 'latin1'), answer.subarray(-4)]);
};
