import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createByteCache } from './byte-cache.ts';
import { deltaSizes } from './delta.ts';
import { type ChainContext, resolveAt } from './delta-chain.ts';
import { defaultObjectLimits, type GitObject, type ObjectLimits, objectId } from './git-object.ts';
import { hasLooseObject, looseObjectSize, readLooseObject } from './loose-object.ts';
import { openPackSet } from './pack-set.ts';
import { sourceError } from './source-error.ts';

/**
 * The objects of a repository, read where they lie. isomorphic-git reads each through several file system
 * calls and a JavaScript inflate (some 700 µs an object); this takes some 30 µs. Synchronous: each read is local.
 */
export interface ObjectStore {
  has(oid: string): boolean;
  /** Checked against its id. Throws SourceMissing, SourceCorrupt, RepositoryLimit. */
  read(oid: string): GitObject;
  /** Bytes, from the headers alone. Throws as `read` does. */
  size(oid: string): number;
  /** Some of the ids that begin with these hex digits (at least 4); two prove that they are ambiguous. */
  matching(prefix: string): readonly string[];
  /** Paths of packs, without suffix: those in use, and those whose pack or index is broken. */
  packs(): { readonly open: readonly string[]; readonly damaged: readonly string[] };
  /** Looks for packs that came or went. */
  refresh(): void;
  close(): void;
}

/** Bytes of resolved delta bases that are kept. */
const baseCacheBytes = 16 * 1024 * 1024;
const maxFolders = 8;
const matchLimit = 16;

const textOf = (file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
};

/** The repository's own folder of objects, and those it borrows (gitrepository-layout(5), info/alternates). */
const objectFolders = (own: string): readonly string[] => {
  const folders = [own];
  for (const folder of folders) {
    const lines = textOf(join(folder, 'info', 'alternates')).split('\n');
    for (const line of lines.filter((path) => path !== '' && !path.startsWith('#'))) {
      const path = resolve(folder, line);
      if (!folders.includes(path) && folders.length < maxFolders) folders.push(path);
    }
  }
  return folders;
};

const namesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

/** Opens the objects of a git directory (a bare repository, or a `.git` folder). */
export const openObjectStore = (gitdir: string, limits: ObjectLimits = defaultObjectLimits): ObjectStore => {
  const folders = objectFolders(join(gitdir, 'objects'));
  const packs = openPackSet(folders);

  const firstLoose = <Result>(look: (folder: string) => Result | undefined, oid: string): Result => {
    for (const folder of folders) {
      const result = look(folder);
      if (result !== undefined) return result;
    }
    throw sourceError('SourceMissing', `the object ${oid} is not here`);
  };

  const readLoose = (oid: string): GitObject =>
    firstLoose((folder) => readLooseObject(folder, oid, limits), oid);

  const context: ChainContext = {
    limits,
    bases: createByteCache(baseCacheBytes),
    elsewhere: (oid) => packs.find(oid) ?? readLoose(oid),
  };

  const read = (oid: string): GitObject => {
    const place = packs.find(oid);
    const object = place === undefined ? readLoose(oid) : resolveAt(place, context);
    if (objectId(object.type, object.data) === oid) return object;
    throw sourceError('SourceCorrupt', `the object ${oid} is damaged on this disk`);
  };

  const size = (oid: string): number => {
    const place = packs.find(oid);
    if (place === undefined) return firstLoose((folder) => looseObjectSize(folder, oid), oid);
    const entry = place.pack.entry(place.offset);
    return entry.kind === 'whole' ? entry.size : deltaSizes(place.pack.dataStart(entry)).result;
  };

  const has = (oid: string): boolean =>
    packs.find(oid) !== undefined || folders.some((folder) => hasLooseObject(folder, oid));

  const matching = (prefix: string): readonly string[] => {
    const first = prefix.slice(0, 2);
    const loose = folders.flatMap((folder) => namesIn(join(folder, first)).map((name) => first + name));
    const fitting = loose.filter((oid) => oid.length === 40 && oid.startsWith(prefix));
    return [...new Set([...packs.matching(prefix, matchLimit), ...fitting])];
  };

  return { has, read, size, matching, packs: packs.paths, refresh: packs.refresh, close: packs.close };
};
