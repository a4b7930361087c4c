import { dirname, relative, resolve } from 'node:path';
import type { Tree } from '../repository/tree.ts';
import { type BlameLimits, createBlame, defaultBlameLimits, type LineOrigin } from './blame.ts';
import { findGitDirectory, type GitDirectory } from './git-directory.ts';
import { oldLine } from './line-map.ts';
import { type ObjectStore, openObjectStore } from './object-store.ts';
import { readShallow } from './repository-folder.ts';
import { resolveRevision } from './revision.ts';
import { isSourceError } from './source-error.ts';

/** Who wrote the lines of the files of a tree: one of a commit, or a working copy. */
export interface TreeBlame {
  /** undefined where nothing is known: the folder is in no repository, or the file is no plain file of it. */
  lineOrigin(file: string, line: number): LineOrigin | undefined;
  close(): void;
}

interface Found {
  readonly directory: GitDirectory;
  /** The folder inside the repository, with a slash behind, or ''. */
  readonly prefix: string;
}

/** The repository that a folder is in, as git looks for it: the folder itself, then those above. */
const findRepository = (folder: string): Found | undefined => {
  const start = resolve(folder);
  for (let at = start; ; at = dirname(at)) {
    try {
      const path = relative(at, start).replaceAll('\\', '/');
      return { directory: findGitDirectory(at), prefix: path === '' ? '' : `${path}/` };
    } catch (error) {
      if (!isSourceError(error, 'SourceMissing')) throw error;
    }
    if (dirname(at) === at) return undefined;
  }
};

const none: TreeBlame = { lineOrigin: () => undefined, close: () => undefined };

const headOf = (directory: GitDirectory, store: ObjectStore): string | undefined => {
  try {
    return resolveRevision(directory, store, 'HEAD');
  } catch (error) {
    if (isSourceError(error, 'SourceMissing')) return undefined;
    throw error;
  }
};

/** Blame of the files of a tree that was read from `folder`. Throws as reading the tree does. */
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
  const head = tree.commit === '' ? headOf(directory, store) : undefined;

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
      tree.commit === '' ? inWorkingCopy(file, line) : blame.lineOrigin(tree.commit, file, line),
    close: store.close,
  };
};
