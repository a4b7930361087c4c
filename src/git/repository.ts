import { carryOver } from './carry-over.ts';
import { createTreeReader, type TreeLimits, type TreeReader } from './commit-tree.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';
import { dropHead, readHead, readKept, writeHead, writeKeep } from './refs.ts';
import {
  openRepositoryFolder,
  packBytes,
  readShallow,
  removeLeftovers,
  removePack,
  writeShallow,
} from './repository-folder.ts';
import { isSourceError } from './source-error.ts';

/** What one source has on disk: a bare repository, and our own reading of it. */
export interface Repository {
  gitdir(): string;
  reader(): TreeReader;
  /** Whether a commit can be read as a whole; false while anything is known to be damaged. */
  isComplete(commit: string): boolean;
  /** Damage was met; only `renew` mends it. */
  isDamaged(): boolean;
  markDamaged(): void;
  packs(): readonly string[];
  packBytes(): number;
  /** Takes in packs that came. */
  refresh(): void;
  /** Removes these packs again. */
  discard(packs: readonly string[]): void;
  /**
   * Goes over to a fresh repository that holds the head and the kept commits, and nothing else. Answers the kept
   * commits that could not be carried over; they stay kept by name.
   */
  renew(): Promise<readonly string[]>;
  close(): void;
}

interface Opened {
  readonly gitdir: string;
  readonly store: ObjectStore;
  readonly reader: TreeReader;
}

const openOne = (gitdir: string, limits: TreeLimits, onDamage: () => void): Opened => {
  removeLeftovers(gitdir);
  const store = openObjectStore(gitdir);
  for (const path of store.packs().damaged) removePack(path);
  const noticing =
    <Result>(look: (oid: string) => Result) =>
    (oid: string): Result => {
      try {
        return look(oid);
      } catch (error) {
        if (isSourceError(error, 'SourceCorrupt')) onDamage();
        throw error;
      }
    };
  const watched = { ...store, read: noticing(store.read), size: noticing(store.size) };
  return { gitdir, store: watched, reader: createTreeReader(watched, limits) };
};

/** What a crash, or a disk, left of refs that promise more than is here. */
const mendRefs = ({ gitdir, store, reader }: Opened): void => {
  const head = readHead(gitdir);
  if (head !== undefined && !isSound(reader, head)) dropHead(gitdir);
  const shallow = readShallow(gitdir);
  const here = shallow.filter((oid) => store.has(oid));
  if (here.length < shallow.length) writeShallow(gitdir, here);
};

/** Whether a commit can be built on; one that breaks a bound of today cannot. */
const isSound = (reader: TreeReader, commit: string): boolean => {
  try {
    return reader.isComplete(commit);
  } catch {
    return false;
  }
};

const safelyComplete = (reader: TreeReader, commit: string): boolean => {
  try {
    return reader.isComplete(commit);
  } catch (error) {
    if (isSourceError(error, 'SourceCorrupt')) return false;
    throw error;
  }
};

/** Opens or makes the repository under `root`. */
export const openRepository = (options: {
  readonly root: string;
  readonly url: string;
  readonly limits: TreeLimits;
}): Repository => {
  const folder = openRepositoryFolder(options.root, options.url);
  let damaged = false;
  const markDamaged = (): void => {
    damaged = true;
  };
  const open = (gitdir: string): Opened => {
    const opened = openOne(gitdir, options.limits, markDamaged);
    mendRefs(opened);
    return opened;
  };
  let now = open(folder.current());
  /** Trees that were handed out before the last renewal are read from here. */
  let before: Opened | undefined;

  /** Fills a prepared repository; answers the commits that came over. */
  const fill = async (gitdir: string, kept: readonly string[]): Promise<readonly string[]> => {
    const head = readHead(now.gitdir);
    const commits = head === undefined ? kept : [head, ...kept];
    const carried = await carryOver({ from: now, to: gitdir, commits });
    if (head !== undefined && carried.includes(head)) writeHead(gitdir, head);
    for (const commit of kept) writeKeep(gitdir, commit);
    return carried;
  };

  const renew = async (): Promise<readonly string[]> => {
    const kept = readKept(now.gitdir);
    const gitdir = folder.prepare();
    try {
      const carried = await fill(gitdir, kept);
      const next = open(gitdir);
      folder.switchTo(gitdir);
      before?.store.close();
      before = now;
      now = next;
      damaged = false;
      return kept.filter((commit) => !carried.includes(commit));
    } catch (error) {
      if (now.gitdir !== gitdir) folder.drop(gitdir);
      throw error;
    }
  };

  return {
    gitdir: () => now.gitdir,
    reader: () => now.reader,
    isComplete: (commit) => !damaged && safelyComplete(now.reader, commit),
    isDamaged: () => damaged,
    markDamaged,
    packs: () => now.store.packs().open,
    packBytes: () => packBytes(now.store.packs().open),
    refresh: () => now.store.refresh(),
    discard: (packs) => {
      for (const path of packs) removePack(path);
      now.store.refresh();
    },
    renew,
    close: () => {
      before?.store.close();
      now.store.close();
    },
  };
};
