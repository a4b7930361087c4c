import { hash } from 'node:crypto';
import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { crc32 } from 'node:zlib';
import { createByteCache } from './byte-cache.ts';
import { applyDelta, deltaSizes } from './delta.ts';
import { tooLarge } from './delta-chain.ts';
import { type GitObject, type ObjectLimits, objectId } from './git-object.ts';
import { inflateMeasured } from './inflate.ts';
import { headerWindow, type PackEntry, parseEntryHeader, trailerBytes } from './pack-file.ts';
import { type PackedObject, packIndexBytes } from './pack-index-bytes.ts';
import { sourceError } from './source-error.ts';

/** Objects between two turns of the event loop: some milliseconds. */
const perTurn = 200;
const headerBytes = 12;
/** Bytes of objects that are kept as bases for what follows; beyond, they are inflated again. */
const baseCacheBytes = 64 * 1024 * 1024;

const damaged = (why: string): Error => sourceError('SourceCorrupt', `the pack that came is damaged: ${why}`);

/** How many objects a pack says that it holds; its checksum proves that all of it came. */
const checkedCount = (pack: Buffer): number => {
  if (pack.length < headerBytes + trailerBytes || pack.toString('latin1', 0, 4) !== 'PACK')
    throw damaged('it is no pack');
  const version = pack.readUInt32BE(4);
  if (version !== 2) throw damaged(`version ${version}`);
  const body = pack.subarray(0, -trailerBytes);
  if (hash('sha1', body, 'hex') !== pack.toString('hex', body.length)) throw damaged('its checksum is wrong');
  return pack.readUInt32BE(8);
};

interface Entry {
  readonly offset: number;
  readonly end: number;
  readonly header: PackEntry;
  /** The inflated bytes: an object, or a delta. */
  readonly data: Buffer;
}

/** Bounds what one pack may make of its bytes. */
const createBudget = ({ maxObjectBytes, maxPackBytes }: PackLimits) => {
  let produced = 0;
  return (bytes: number): void => {
    if (bytes > maxObjectBytes) throw tooLarge(bytes, maxObjectBytes);
    produced += bytes;
    if (produced > maxPackBytes) throw tooLarge(produced, maxPackBytes);
  };
};

export interface PackLimits extends ObjectLimits {
  /** Bytes that all objects and deltas of one pack may inflate to. */
  readonly maxPackBytes: number;
}

/** One pack in memory, on its way to an index. */
class IncomingPack {
  readonly #pack: Buffer;
  readonly #end: number;
  readonly #spend: (bytes: number) => void;
  readonly #offsets = new Map<string, number>();
  readonly #objects = createByteCache<number, GitObject>(baseCacheBytes);
  readonly #maxDepth: number;

  constructor(pack: Buffer, limits: PackLimits) {
    this.#pack = pack;
    this.#end = pack.length - trailerBytes;
    this.#spend = createBudget(limits);
    this.#maxDepth = limits.maxDeltaDepth;
  }

  /** Every object in the order of the pack; those whose base comes later, last. */
  async index(count: number): Promise<readonly PackedObject[]> {
    const packed: PackedObject[] = [];
    let later: Entry[] = [];
    let offset = headerBytes;
    for (let number = 0; number < count; number += 1) {
      const entry = this.#entry(offset);
      offset = entry.end;
      const known = this.#place(entry);
      if (known) packed.push(known);
      else later.push(entry);
      if (number % perTurn === perTurn - 1) await nextTurn();
    }
    if (offset !== this.#end) throw damaged('there is more in it than it says');
    while (later.length > 0) {
      const waiting = later;
      later = waiting.filter((entry) => {
        const known = this.#place(entry);
        if (known) packed.push(known);
        return known === undefined;
      });
      if (later.length === waiting.length) throw damaged('the base of a delta is not in it');
    }
    return packed;
  }

  #entry(offset: number): Entry {
    const until = (length: number): Buffer =>
      this.#pack.subarray(offset, Math.min(offset + length, this.#end));
    const header = parseEntryHeader(until(headerWindow), offset, () => damaged('an entry is cut off'));
    this.#spend(header.size);
    const { data, taken } = inflateMeasured(this.#pack.subarray(header.dataAt, this.#end), header.size);
    return { offset, end: header.dataAt + taken, header, data };
  }

  /** Undefined where the base is not known yet. */
  #place(entry: Entry): PackedObject | undefined {
    const object = this.#resolve(entry, 0);
    if (object === undefined) return undefined;
    const { offset, end } = entry;
    const oid = objectId(object.type, object.data);
    this.#offsets.set(oid, offset);
    this.#objects.set(offset, object, object.data.length);
    return { oid, offset, crc: crc32(this.#pack.subarray(offset, end)) };
  }

  #resolve({ header, data }: Entry, depth: number): GitObject | undefined {
    if (header.kind === 'whole') return { type: header.type, data };
    if (depth > this.#maxDepth) throw damaged('a chain of deltas is longer than git makes them');
    const at = typeof header.base === 'number' ? header.base : this.#offsets.get(header.base);
    if (at === undefined) return undefined;
    if (at < headerBytes) throw damaged('a delta has no base');
    const base = this.#objects.get(at) ?? this.#resolve(this.#entry(at), depth + 1);
    if (base === undefined) return undefined;
    this.#spend(deltaSizes(data).result);
    return { type: base.type, data: applyDelta(base.data, data) };
  }
}

/**
 * Puts a pack that came from a server into `objects/pack` of a git directory, with its index. isomorphic-git's own
 * indexing inflates in JavaScript and takes some 160 µs an object, this 30 µs. Throws SourceCorrupt,
 * RepositoryLimit; then nothing is written.
 */
export const storePack = async (gitdir: string, pack: Buffer, limits: PackLimits): Promise<void> => {
  const count = checkedCount(pack);
  if (count === 0) return;
  const packed = await new IncomingPack(pack, limits).index(count);
  const checksum = pack.subarray(-trailerBytes);
  const path = join(gitdir, 'objects', 'pack', `pack-${checksum.toString('hex')}`);
  writeFileSync(`${path}.pack.tmp`, pack);
  writeFileSync(`${path}.idx.tmp`, packIndexBytes(packed, checksum));
  // the pack first: readers take a pack for there once its index is
  renameSync(`${path}.pack.tmp`, `${path}.pack`);
  renameSync(`${path}.idx.tmp`, `${path}.idx`);
};
