import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type LocalRepository, openLocalRepository } from '../../git/local-repository.ts';
import { workingCopyTree } from '../../git/working-copy.ts';
import type { Tree } from '../../repository/tree.ts';
import { wrongFlag } from '../wrong-flag.ts';

/** What is compared with what. */
export interface DiffRange {
  readonly base: string;
  /** Absent: the files as they stand. */
  readonly head?: string;
  /** `base...head`: from where the head left the base, so that what came to the base since is no part of it. */
  readonly fromMergeBase: boolean;
}

/**
 * Reads `base`, `base..head` and `base...head` as git does (gitrevisions(7)): a side that is left out is HEAD. Throws
 * InvalidFlag.
 */
export const parseRange = (text: string): DiffRange => {
  const match = /^((?:(?!\.\.).)*)(?:(\.\.\.?)((?:(?!\.\.).)*))?$/.exec(text);
  const [, base = '', dots, head = ''] = match ?? [];
  if (!match || text === '' || text.startsWith('-') || base.endsWith('.') || head.startsWith('.')) {
    throw wrongFlag(`${JSON.stringify(text)} is no range`, 'write base, base..head or base...head');
  }
  if (dots === undefined) return { base, fromMergeBase: false };
  return { base: base || 'HEAD', head: head || 'HEAD', fromMergeBase: dots === '...' };
};

export interface RangeTrees {
  readonly before: Tree;
  /** Its `commit` is '' for the files as they stand. */
  readonly after: Tree;
}

/** A bare repository has no files beside its objects. */
const hasFiles = (folder: string): boolean => existsSync(join(folder, '.git'));

const beforeOf = (repository: LocalRepository, { base, head, fromMergeBase }: DiffRange): Tree =>
  repository.tree(fromMergeBase && head !== undefined ? repository.mergeBase(base, head) : base);

/**
 * Both sides of a range of the repository in a folder, a working copy or a bare one. Their files stay open for as long
 * as the process lives. Throws SourceMissing, InvalidFlag and what reading a tree throws.
 */
export const readRange = async (folder: string, range: DiffRange): Promise<RangeTrees> => {
  const repository = openLocalRepository(folder);
  const before = beforeOf(repository, range);
  if (range.head !== undefined) return { before, after: repository.tree(range.head) };
  if (!hasFiles(folder)) {
    throw wrongFlag(
      `${folder} is a bare repository: it has no files to compare ${range.base} with`,
      `write ${range.base}..HEAD`,
    );
  }
  return { before, after: await workingCopyTree(folder) };
};
