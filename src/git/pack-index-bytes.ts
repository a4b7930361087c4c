import { createHash } from 'node:crypto';

/** Where one object stands in a pack, and the CRC-32 of its entry. */
export interface PackedObject {
  readonly oid: string;
  readonly offset: number;
  readonly crc: number;
}

export const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};

const offsetEntry = (offset: number, large: number[]): Buffer => {
  if (offset < 0x80000000) return uint32(offset);
  large.push(offset);
  return uint32(0x80000000 + large.length - 1);
};

const largeOffset = (offset: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(offset));
  return bytes;
};

/** An .idx of version 2 (gitformat-pack(5)). */
export const packIndexBytes = (packed: readonly PackedObject[], packChecksum: Buffer): Buffer => {
  const sorted = [...packed].sort((a, b) => (a.oid < b.oid ? -1 : 1));
  const counts = new Array<number>(256).fill(0);
  for (const { oid } of sorted) counts[Number.parseInt(oid.slice(0, 2), 16)]! += 1;
  let sum = 0;
  const fanout = counts.map((count) => {
    sum += count;
    return uint32(sum);
  });
  const large: number[] = [];
  const body = Buffer.concat([
    Buffer.from('ff744f6300000002', 'hex'),
    ...fanout,
    ...sorted.map(({ oid }) => Buffer.from(oid, 'hex')),
    ...sorted.map(({ crc }) => uint32(crc)),
    ...sorted.map(({ offset }) => offsetEntry(offset, large)),
    ...large.map(largeOffset),
    packChecksum,
  ]);
  return Buffer.concat([body, createHash('sha1').update(body).digest()]);
};
