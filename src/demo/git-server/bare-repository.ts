import { rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { runGit } from './run-git.ts';

const settings = {
  'http.receivepack': 'true',
  // a reconciler asks for pinned commits that no branch holds any more
  'uploadpack.allowReachableSHA1InWant': 'true',
  'uploadpack.allowAnySHA1InWant': 'true',
  // no collection in the background: it would outlive the server, and remove what a force-push dropped
  'receive.autogc': 'false',
  'gc.auto': '0',
} as const;

export interface NewRepository {
  /** Folder of the bare repository; must not exist. */
  readonly folder: string;
  readonly branch: string;
  /** A folder whose files become the first commit; its .gitignore counts. */
  readonly from?: string;
}

const commitFolder = async ({ folder, branch }: NewRepository, from: string): Promise<void> => {
  const index = join(folder, 'first-commit.index');
  const git = (...args: string[]) =>
    runGit({
      cwd: folder,
      env: { GIT_DIR: folder, GIT_WORK_TREE: resolve(from), GIT_INDEX_FILE: index },
      args,
    });
  await git('-C', resolve(from), 'add', '--all', '.');
  const tree = await git('write-tree');
  const commit = await git('commit-tree', tree, '-m', 'The first commit');
  await git('update-ref', `refs/heads/${branch}`, commit);
  rmSync(index, { force: true });
};

/** Makes a bare repository that can be cloned from and pushed to over HTTP. */
export const createBareRepository = async (repository: NewRepository): Promise<void> => {
  const { folder, branch, from } = repository;
  await runGit({
    cwd: resolve(folder, '..'),
    args: ['init', '--quiet', '--bare', `--initial-branch=${branch}`, folder],
  });
  for (const [key, value] of Object.entries(settings)) {
    await runGit({ cwd: folder, args: ['config', key, value] });
  }
  if (from !== undefined) await commitFolder(repository, from);
};
