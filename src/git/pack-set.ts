import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { PackPlace } from './delta-chain.ts';
import { openPackFile, type PackFile } from './pack-file.ts';

/** The packs of one or more folders of objects. */
export interface PackSet {
  find(oid: string): PackPlace | undefined;
  matching(prefix: string, limit: number): readonly string[];
  /** Paths without suffix: those in use, and those whose pack or index is broken. */
  paths(): { readonly open: readonly string[]; readonly damaged: readonly string[] };
  /** Looks for packs that came or went. */
  refresh(): void;
  close(): void;
}

/** Packs that have an index: one without is still being written, or was left by a crash. */
const packPathsIn = (folder: string): readonly string[] => {
  try {
    const names = new Set(readdirSync(join(folder, 'pack')));
    return [...names]
      .filter((name) => name.endsWith('.idx') && names.has(name.replace(/\.idx$/, '.pack')))
      .map((name) => join(folder, 'pack', name.slice(0, -'.idx'.length)));
  } catch {
    return [];
  }
};

export const openPackSet = (folders: readonly string[]): PackSet => {
  let packs = new Map<string, PackFile>();
  let damaged: readonly string[] = [];

  const refresh = (): void => {
    const next = new Map<string, PackFile>();
    const broken: string[] = [];
    for (const path of folders.flatMap(packPathsIn)) {
      try {
        next.set(path, packs.get(path) ?? openPackFile(path));
      } catch {
        broken.push(path);
      }
    }
    for (const [path, pack] of packs) if (!next.has(path)) pack.close();
    packs = next;
    damaged = broken;
  };

  const find = (oid: string): PackPlace | undefined => {
    for (const pack of packs.values()) {
      const offset = pack.index.find(oid);
      if (offset !== undefined) return { pack, offset };
    }
    return undefined;
  };

  const matching = (prefix: string, limit: number): readonly string[] =>
    [...packs.values()].flatMap((pack) => pack.index.matching(prefix, limit));

  const close = (): void => {
    for (const pack of packs.values()) pack.close();
    packs = new Map();
  };

  refresh();
  return { find, matching, paths: () => ({ open: [...packs.keys()], damaged }), refresh, close };
};
