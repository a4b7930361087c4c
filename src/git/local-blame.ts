import { dirname, relative, resolve } from 'node:path';
import { HeadwaterError } from '../model/diagnostic.ts';
import type { LineOrigin } from '../model/line-origin.ts';
import type { Tree } from '../repository/tree.ts';
import { type BlameLimits, createBlame, defaultBlameLimits } from './blame.ts';
import { findGitDirectory, type GitDirectory } from './git-directory.ts';
import { oldLine } from './line-map.ts';
import { openObjectStore } from './object-store.ts';
import { readShallow } from './repository-folder.ts';
import { resolveRevision } from './revision.ts';
import { isSourceError } from './source-error.ts';

/** Who wrote the lines of the files of a tree: one of a commit, or a working copy. */
export interface TreeBlame {
  /**
   * undefined where nothing is known: the folder is in no repository that can be read, the file is no plain file of
   * it, or an object is damaged.
   */
  lineOrigin(file: string, line: number): LineOrigin | undefined;
  close(): void;
}

interface Found {
  readonly directory: GitDirectory;
  /** The folder inside the repository, with a slash behind, or ''. */
  readonly prefix: string;
}

/** What git cannot tell is unknown: who asks has an answer without it. */
const ifReadable = <Answer>(ask: () => Answer): Answer | undefined => {
  try {
    return ask();
  } catch (error) {
    if (error instanceof HeadwaterError) return undefined;
    throw error;
  }
};

const isRepository = (folder: string): boolean => {
  try {
    findGitDirectory(folder);
    return true;
  } catch (error) {
    // one that we cannot read is one all the same: those above it are not asked
    return !isSourceError(error, 'SourceMissing');
  }
};

/** The repository that a folder is in, as git looks for it: the folder itself, then those above. */
const findRepository = (folder: string): Found | undefined => {
  const start = resolve(folder);
  let at = start;
  while (!isRepository(at)) {
    if (dirname(at) === at) return undefined;
    at = dirname(at);
  }
  const path = relative(at, start).replaceAll('\\', '/');
  const directory = ifReadable(() => findGitDirectory(at));
  return directory && { directory, prefix: path === '' ? '' : `${path}/` };
};

const none: TreeBlame = { lineOrigin: () => undefined, close: () => undefined };

/** Blame of the files of a tree that was read from `folder`. Throws for nothing that is wrong in the repository. */
export const openTreeBlame = (
  folder: string,
  tree: Tree,
  limits: BlameLimits = defaultBlameLimits,
): TreeBlame => {
  const found = findRepository(folder);
  if (found === undefined) return none;
  const { directory, prefix } = found;
  const store = openObjectStore(directory.common);
  const shallow = new Set(readShallow(directory.common));
  const blame = createBlame({ store, shallow, limits });
  const entries = new Map(tree.entries.map((entry) => [entry.path, entry]));
  const head = tree.commit === '' ? ifReadable(() => resolveRevision(directory, store, 'HEAD')) : undefined;

  const inWorkingCopy = (file: string, line: number): LineOrigin | undefined => {
    const entry = entries.get(file);
    if (entry?.mode !== 'file') return undefined;
    const committed = head && blame.blobOf(head, prefix + file);
    if (!head || !committed) return { kind: 'uncommitted' };
    if (committed === entry.oid) return blame.lineOrigin(head, prefix + file, line);
    const old = oldLine(store.read(committed).data, entry.read(), line, limits);
    if (old === 'unknown') return undefined;
    return old === 'new' ? { kind: 'uncommitted' } : blame.lineOrigin(head, prefix + file, old);
  };

  return {
    lineOrigin: (file, line) =>
      ifReadable(() =>
        tree.commit === '' ? inWorkingCopy(file, line) : blame.lineOrigin(tree.commit, file, line),
      ),
    close: store.close,
  };
};
