import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import { basename } from 'node:path';
import type { ObjectType } from './git-object.ts';
import { inflateExactly, inflateStart, startWindow } from './inflate.ts';
import { type PackIndex, parsePackIndex } from './pack-index.ts';
import { sourceError } from './source-error.ts';

/** One entry of a pack, before deltas are applied. */
export type PackEntry =
  | { readonly kind: 'whole'; readonly type: ObjectType; readonly size: number; readonly dataAt: number }
  | { readonly kind: 'offset-delta'; readonly base: number; readonly size: number; readonly dataAt: number }
  | { readonly kind: 'id-delta'; readonly base: string; readonly size: number; readonly dataAt: number };

/** A pack and its index, open. Reads go to the file: only the index, and a window of 64 KB, are in memory. */
export interface PackFile {
  readonly name: string;
  readonly index: PackIndex;
  entry(offset: number): PackEntry;
  /** The inflated bytes of an entry: an object, or a delta. The caller has bounded `entry.size`. */
  data(entry: PackEntry): Buffer;
  /** The first bytes of the same. */
  dataStart(entry: PackEntry): Buffer;
  close(): void;
}

const types: Readonly<Record<number, ObjectType>> = { 1: 'commit', 2: 'tree', 3: 'blob', 4: 'tag' };
const offsetDelta = 6;
const idDelta = 7;
export const trailerBytes = 20;
/** A header is at most 10 bytes of type and size and 20 of a base. */
export const headerWindow = 32;

/** Bytes that are read at once: what git packs together is asked for together. */
const windowBytes = 64 * 1024;

/** zlib's own bound for its output (compressBound), and the header's room. */
export const compressedBound = (size: number): number => size + (size >> 12) + (size >> 14) + 64;

/** Reads the header of the entry at `offset`, from which on `bytes` are. */
export const parseEntryHeader = (bytes: Buffer, offset: number, damaged: () => Error): PackEntry => {
  let at = 0;
  const next = (): number => {
    const byte = bytes[at];
    if (byte === undefined) throw damaged();
    at += 1;
    return byte;
  };
  let byte = next();
  const code = (byte >> 4) & 7;
  let size = byte & 15;
  for (let factor = 16; byte & 0x80; factor *= 128) {
    byte = next();
    size += (byte & 0x7f) * factor;
  }
  const type = types[code];
  if (type !== undefined) return { kind: 'whole', type, size, dataAt: offset + at };
  if (code === idDelta) {
    if (at + 20 > bytes.length) throw damaged();
    return { kind: 'id-delta', base: bytes.toString('hex', at, at + 20), size, dataAt: offset + at + 20 };
  }
  if (code !== offsetDelta) throw damaged();
  byte = next();
  let distance = byte & 0x7f;
  while (byte & 0x80) {
    byte = next();
    // each further byte counts from one more than the last could reach
    distance = (distance + 1) * 128 + (byte & 0x7f);
  }
  if (distance === 0 || distance > offset) throw damaged();
  return { kind: 'offset-delta', base: offset - distance, size, dataAt: offset + at };
};

/** Opens `<path>.pack` and `<path>.idx`. Throws SourceCorrupt where they do not belong together. */
export const openPackFile = (path: string): PackFile => {
  const name = basename(path);
  const damaged = (): Error => sourceError('SourceCorrupt', `the pack ${name} is damaged`);
  const index = parsePackIndex(readFileSync(`${path}.idx`), name);
  const file = openSync(`${path}.pack`, 'r');

  let window = { start: 0, bytes: Buffer.alloc(0) };
  const readAt = (position: number, length: number): Buffer => {
    const room = Math.min(length, end - position);
    if (room <= 0) throw damaged();
    const { start, bytes } = window;
    if (position >= start && position + room <= start + bytes.length)
      return bytes.subarray(position - start, position - start + room);
    const wanted = Math.min(Math.max(room, windowBytes), end - position);
    const buffer = Buffer.allocUnsafe(wanted);
    const got = readSync(file, buffer, 0, wanted, position);
    // a large object is read by itself: nothing keeps it
    if (room <= windowBytes) window = { start: position, bytes: buffer.subarray(0, got) };
    return buffer.subarray(0, Math.min(got, room));
  };

  let end = fstatSync(file).size;
  try {
    // the trailer is the one proof, short of reading it all, that pack and index are of one pair and whole
    if (readAt(end - trailerBytes, trailerBytes).toString('hex') !== index.packChecksum) throw damaged();
  } catch (error) {
    closeSync(file);
    throw error;
  }
  end -= trailerBytes;

  const entry = (offset: number): PackEntry =>
    parseEntryHeader(readAt(offset, headerWindow), offset, damaged);

  const data = (of: PackEntry): Buffer => {
    for (let length = compressedBound(of.size); ; length *= 4) {
      const inflated = inflateExactly(readAt(of.dataAt, length), of.size);
      if (inflated !== undefined) return inflated;
      // a writer may pad its stream beyond zlib's bound; beyond the pack there is nothing
      if (of.dataAt + length >= end) throw damaged();
    }
  };

  const dataStart = (of: PackEntry): Buffer => inflateStart(readAt(of.dataAt, startWindow));

  return { name, index, entry, data, dataStart, close: () => closeSync(file) };
};
