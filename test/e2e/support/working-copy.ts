import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { runGit } from '../../../src/demo/git-server/run-git.ts';

/** Files of a commit by path; `undefined` removes one. */
export type Changes = Readonly<Record<string, string | undefined>>;

/** A person's clone: real git commands in a temporary folder, over HTTP. Commit ids have 40 hex digits. */
export interface WorkingCopy {
  readonly folder: string;
  /** Any git command in the folder; its output, trimmed. */
  git(...args: readonly string[]): Promise<string>;
  head(): Promise<string>;
  /** Writes files, commits all that changed (or an empty commit), and gives its id; nothing is pushed. */
  commit(message: string, changes?: Changes): Promise<string>;
  push(): Promise<void>;
  /** commit() and push(). */
  commitAndPush(message: string, changes?: Changes): Promise<string>;
  /** `git revert` of a commit, pushed; gives the new commit. */
  revertAndPush(commit: string): Promise<string>;
  /** Moves the branch to a commit here and at the server, dropping what came after it. */
  resetAndForcePush(commit: string): Promise<void>;
  remove(): void;
}

const write = (folder: string, changes: Changes): void => {
  for (const [path, text] of Object.entries(changes)) {
    const file = join(folder, path);
    if (text === undefined) {
      rmSync(file, { recursive: true, force: true });
      continue;
    }
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
};

/** Clones a repository, empty ones included; `url` carries the credentials where the server asks for them. */
export const cloneWorkingCopy = async (url: string, branch = 'main'): Promise<WorkingCopy> => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-copy-'));
  const git = (...args: readonly string[]): Promise<string> => runGit({ cwd: folder, args });
  await git('clone', '--quiet', url, '.');
  // a clone of an empty repository is on whatever branch this machine's git prefers
  await git('checkout', '--quiet', '-B', branch);
  const head = (): Promise<string> => git('rev-parse', 'HEAD');
  const push = async (): Promise<void> => {
    await git('push', '--quiet', 'origin', branch);
  };
  const commit = async (message: string, changes: Changes = {}): Promise<string> => {
    write(folder, changes);
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '-m', message);
    return head();
  };
  return {
    folder,
    git,
    head,
    commit,
    push,
    async commitAndPush(message, changes) {
      const id = await commit(message, changes);
      await push();
      return id;
    },
    async revertAndPush(id) {
      await git('revert', '--no-edit', id);
      await push();
      return head();
    },
    async resetAndForcePush(id) {
      await git('reset', '--quiet', '--hard', id);
      await git('push', '--quiet', '--force', 'origin', branch);
    },
    remove() {
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
