import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { GitObject, ObjectType } from './git-object.ts';

/** Writes one pack of whole objects, object by object; nothing has its name before `finish`. */
export interface PackWriter {
  /** Each object once. */
  add(oid: string, object: GitObject): void;
  /** Writes the index and gives both files their names; answers the path without suffix. */
  finish(): string;
  /** Closes without a pack; the caller removes the folder. */
  abandon(): void;
}

interface Written {
  readonly oid: string;
  readonly offset: number;
  readonly crc: number;
}

const typeCodes: Readonly<Record<ObjectType, number>> = { commit: 1, tree: 2, blob: 3, tag: 4 };
const headerBytes = 12;

const entryHeader = ({ type, data }: GitObject): Buffer => {
  const bytes: number[] = [];
  let rest = Math.floor(data.length / 16);
  let byte = (typeCodes[type] << 4) | (data.length % 16);
  while (rest > 0) {
    bytes.push(byte | 0x80);
    byte = rest % 128;
    rest = Math.floor(rest / 128);
  }
  return Buffer.from([...bytes, byte]);
};

const uint32 = (value: number): Buffer => {
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
const indexBytes = (written: readonly Written[], packChecksum: Buffer): Buffer => {
  const sorted = [...written].sort((a, b) => (a.oid < b.oid ? -1 : 1));
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

/** Starts a pack of `count` objects under `objects/pack` of a git directory. */
export const createPackWriter = (gitdir: string, count: number): PackWriter => {
  const folder = join(gitdir, 'objects', 'pack');
  const unfinished = join(folder, 'unfinished.tmp');
  const file = openSync(unfinished, 'wx');
  const digest = createHash('sha1');
  const written: Written[] = [];
  let offset = 0;

  const append = (bytes: Buffer): void => {
    digest.update(bytes);
    // writeFileSync goes on where one write took a part
    writeFileSync(file, bytes);
    offset += bytes.length;
  };

  append(Buffer.concat([Buffer.from('PACK'), uint32(2), uint32(count)], headerBytes));

  const add = (oid: string, object: GitObject): void => {
    const entry = Buffer.concat([entryHeader(object), deflateSync(object.data)]);
    written.push({ oid, offset, crc: crc32(entry) });
    append(entry);
  };

  const finish = (): string => {
    if (written.length !== count) throw new Error(`a pack of ${count} objects got ${written.length}`);
    const checksum = digest.digest();
    writeFileSync(file, checksum);
    fsyncSync(file);
    closeSync(file);
    const path = join(folder, `pack-${checksum.toString('hex')}`);
    // the pack first: readers take a pack for there once its index is
    renameSync(unfinished, `${path}.pack`);
    writeFileSync(`${path}.idx.tmp`, indexBytes(written, checksum), { flush: true });
    renameSync(`${path}.idx.tmp`, `${path}.idx`);
    return path;
  };

  return { add, finish, abandon: () => closeSync(file) };
};
