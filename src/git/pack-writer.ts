import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import type { GitObject, ObjectType } from './git-object.ts';
import { type PackedObject, packIndexBytes, uint32 } from './pack-index-bytes.ts';

/** Writes one pack of whole objects, object by object; nothing has its name before `finish`. */
export interface PackWriter {
  /** Each object once. */
  add(oid: string, object: GitObject): void;
  /** Writes the index and gives both files their names; answers the path without suffix. */
  finish(): string;
  /** Closes without a pack; the caller removes the folder. */
  abandon(): void;
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

/** Starts a pack of `count` objects under `objects/pack` of a git directory. */
export const createPackWriter = (gitdir: string, count: number): PackWriter => {
  const folder = join(gitdir, 'objects', 'pack');
  const unfinished = join(folder, 'unfinished.tmp');
  const file = openSync(unfinished, 'wx');
  const digest = createHash('sha1');
  const written: PackedObject[] = [];
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
    writeFileSync(`${path}.idx.tmp`, packIndexBytes(written, checksum), { flush: true });
    renameSync(`${path}.idx.tmp`, `${path}.idx`);
    return path;
  };

  return { add, finish, abandon: () => closeSync(file) };
};
