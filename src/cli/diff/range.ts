import { type LocalRepository, openLocalRepository } from '../../git/local-repository.ts';
import { workingCopyTree } from '../../git/working-copy.ts';
import type { Tree } from '../../repository/tree.ts';

/** What two trees a range names; `head` undefined: the files as they stand. */
export interface Range {
  readonly base: string;
  readonly head: string | undefined;
  /** Compare from the best common ancestor of the two, as a pull request does. */
  readonly fromMergeBase: boolean;
}

/** `base`, `base..head` or `base...head`; a side that is left out behind the dots is HEAD, as in git. */
export const parseRange = (text: string): Range => {
  const [, base = '', dots, head = ''] = /^(.*?)(?:(\.{2,3})(.*))?$/.exec(text) ?? [];
  if (dots === undefined) return { base: base === '' ? 'HEAD' : base, head: undefined, fromMergeBase: false };
  return { base: base || 'HEAD', head: head || 'HEAD', fromMergeBase: dots === '...' };
};

export interface RangeTrees {
  readonly before: Tree;
  readonly after: Tree;
}

const baseOf = (repository: LocalRepository, { base, head, fromMergeBase }: Range): string =>
  fromMergeBase ? repository.mergeBase(base, head ?? 'HEAD') : base;

/** The two trees; read from git objects, nothing is checked out. Throws SourceMissing and its like. */
export const openRange = async (folder: string, range: Range): Promise<RangeTrees> => {
  const repository = openLocalRepository(folder);
  const before = repository.tree(baseOf(repository, range));
  const after = range.head === undefined ? await workingCopyTree(folder) : repository.tree(range.head);
  return { before, after };
};
