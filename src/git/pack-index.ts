import { hash } from 'node:crypto';
import { sourceError } from './source-error.ts';

/** The .idx of one pack: where each object stands. */
export interface PackIndex {
  readonly count: number;
  /** The pack's own checksum, 40 hex digits: an index of another pack is found out by it. */
  readonly packChecksum: string;
  /** The offset of an object in the pack. */
  find(oid: string): number | undefined;
  /** The ids that begin with these hex digits (at least 2), at most `limit`. */
  matching(prefix: string, limit: number): readonly string[];
}

const headerBytes = 8;
const fanoutBytes = 256 * 4;
const idBytes = 20;
const magic = 0xff744f63;

/** Reads an .idx of version 2 (gitformat-pack(5)). Throws SourceCorrupt for anything else. */
export const parsePackIndex = (bytes: Buffer, name: string): PackIndex => {
  const damaged = (): Error => sourceError('SourceCorrupt', `the pack index ${name} is damaged`);
  const smallest = headerBytes + fanoutBytes + 2 * idBytes;
  if (bytes.length < smallest || bytes.readUInt32BE(0) !== magic || bytes.readUInt32BE(4) !== 2)
    throw damaged();
  const fanout = (first: number): number => bytes.readUInt32BE(headerBytes + first * 4);
  const count = fanout(255);
  const ids = headerBytes + fanoutBytes;
  const offsets = ids + count * (idBytes + 4);
  const largeOffsets = offsets + count * 4;
  const end = bytes.length - 2 * idBytes;
  if (largeOffsets > end) throw damaged();
  if (hash('sha1', bytes.subarray(0, -idBytes), 'hex') !== bytes.toString('hex', bytes.length - idBytes)) {
    throw damaged();
  }

  /** Where the first id that is not below `wanted` stands, among those with its first byte. */
  const lowerBound = (wanted: Buffer): number => {
    const first = wanted[0]!;
    let low = first === 0 ? 0 : fanout(first - 1);
    let high = fanout(first);
    while (low < high) {
      const middle = (low + high) >>> 1;
      const at = ids + middle * idBytes;
      if (bytes.compare(wanted, 0, wanted.length, at, at + idBytes) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  const idAt = (position: number): string => {
    const at = ids + position * idBytes;
    return bytes.toString('hex', at, at + idBytes);
  };

  const offsetAt = (position: number): number => {
    const offset = bytes.readUInt32BE(offsets + position * 4);
    if (offset < 0x80000000) return offset;
    const large = largeOffsets + (offset - 0x80000000) * 8;
    if (large + 8 > end) throw damaged();
    return Number(bytes.readBigUInt64BE(large));
  };

  const find = (oid: string): number | undefined => {
    const wanted = Buffer.from(oid, 'hex');
    const position = lowerBound(wanted);
    if (position >= count) return undefined;
    const at = ids + position * idBytes;
    return bytes.compare(wanted, 0, idBytes, at, at + idBytes) === 0 ? offsetAt(position) : undefined;
  };

  const matching = (prefix: string, limit: number): readonly string[] => {
    const found: string[] = [];
    const start = lowerBound(Buffer.from(prefix.padEnd(2 * idBytes, '0'), 'hex'));
    for (let position = start; position < count && found.length < limit; position += 1) {
      const oid = idAt(position);
      if (!oid.startsWith(prefix)) break;
      found.push(oid);
    }
    return found;
  };

  return { count, packChecksum: bytes.toString('hex', end, end + idBytes), find, matching };
};
