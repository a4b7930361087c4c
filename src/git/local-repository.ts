import type { Tree } from '../repository/tree.ts';
import { createTreeReader } from './commit-tree.ts';
import { findGitDirectory } from './git-directory.ts';
import { mergeBase } from './merge-base.ts';
import { openObjectStore } from './object-store.ts';
import { readShallow } from './repository-folder.ts';
import { resolveRevision } from './revision.ts';

/** A repository on this disk, read without a git binary and without writing to it. */
export interface LocalRepository {
  /** The commit that a revision names (revision.ts), 40 hex digits. Throws SourceMissing. */
  resolve(revision: string): string;
  tree(revision: string): Tree;
  /** The commit that two revisions have in common (merge-base.ts). Throws SourceMissing, RepositoryLimit. */
  mergeBase(first: string, second: string): string;
  /** Trees that were handed out can then no longer be read. */
  close(): void;
}

/** Opens a working copy, a worktree or a bare repository. Throws SourceMissing, SourceUnavailable. */
export const openLocalRepository = (folder: string): LocalRepository => {
  const directory = findGitDirectory(folder);
  const store = openObjectStore(directory.common);
  const reader = createTreeReader(store);
  const resolve = (revision: string): string => resolveRevision(directory, store, revision);
  return {
    resolve,
    tree: (revision) => reader.treeOf(resolve(revision)),
    mergeBase: (first, second) => {
      const shallow = new Set(readShallow(directory.common));
      return mergeBase({ store, shallow }, resolve(first), resolve(second));
    },
    close: store.close,
  };
};

/** The tree of a revision of a local repository; its files stay open for as long as the process lives. */
export const localCommitTree = (folder: string, revision: string): Tree =>
  openLocalRepository(folder).tree(revision);
