import { findGitDirectory } from '../../git/git-directory.ts';
import { type LocalRepository, openLocalRepository } from '../../git/local-repository.ts';
import { readShallow } from '../../git/repository-folder.ts';
import { isSourceError } from '../../git/source-error.ts';
import { workingCopyTree } from '../../git/working-copy.ts';
import { HeadwaterError } from '../../model/diagnostic.ts';
import type { Tree } from '../../repository/tree.ts';

/** What is compared with what, as git's own diff takes it (gitrevisions(7)). */
export interface Range {
  readonly base: string;
  /** undefined: the files as they stand. */
  readonly head: string | undefined;
  /** `...`: from the commit where the head left the base. */
  readonly fromMergeBase: boolean;
}

/** `base`, `base..head`, `base...head`; a side that is left out is HEAD. */
export const parseRange = (text: string): Range => {
  const [, base = '', dots, head = ''] = /^(.*?)(\.{2,3})(.*)$/.exec(text) ?? [];
  if (dots === undefined) return { base: text, head: undefined, fromMergeBase: false };
  return { base: base || 'HEAD', head: head || 'HEAD', fromMergeBase: dots === '...' };
};

export interface RangeTrees {
  readonly before: Tree;
  readonly after: Tree;
  /** The trees can then no longer be read. */
  close(): void;
}

const shallowHint = 'this clone is shallow: git fetch --unshallow, or fetch-depth: 0 where CI checks out';

/** A clone that holds the tip of one branch lacks the other: what it says then is no help without the reason. */
const withHint = <Result>(folder: string, look: () => Result): Result => {
  try {
    return look();
  } catch (error) {
    if (!isSourceError(error, 'SourceMissing') || error.diagnostic.hint !== undefined) throw error;
    if (readShallow(findGitDirectory(folder).common).length === 0) throw error;
    throw new HeadwaterError({ ...error.diagnostic, hint: shallowHint }, { retryable: false, cause: error });
  }
};

const refuseBare = (folder: string, { base }: Range): never => {
  throw new HeadwaterError(
    {
      code: 'InvalidFlag',
      severity: 'error',
      message: `${folder} is a bare repository and has no files to compare ${base} with`,
      hint: `name a commit too: ${base}...<head>`,
    },
    { retryable: false },
  );
};

const filesOf = (folder: string, range: Range): Promise<Tree> =>
  findGitDirectory(folder).own === folder ? refuseBare(folder, range) : workingCopyTree(folder);

const baseOf = (repository: LocalRepository, { base, head, fromMergeBase }: Range): string =>
  fromMergeBase ? repository.mergeBase(base, head ?? 'HEAD') : repository.resolve(base);

/** The two trees of a range. Throws SourceMissing, RepositoryLimit, and InvalidFlag for a bare repository's files. */
export const openRange = async (folder: string, range: Range): Promise<RangeTrees> => {
  const repository = openLocalRepository(folder);
  try {
    const before = withHint(folder, () => repository.tree(baseOf(repository, range)));
    const { head } = range;
    const after =
      head === undefined ? await filesOf(folder, range) : withHint(folder, () => repository.tree(head));
    return { before, after, close: repository.close };
  } catch (error) {
    repository.close();
    throw error;
  }
};
