import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runGit } from '../git-server/run-git.ts';

/** A person's clone of the fleet repository: real git commands, over HTTP. */
export interface PersonsClone {
  readonly folder: string;
  read(file: string): Promise<string>;
  /** Writes one file, commits and pushes it; the commit. */
  push(message: string, file: string, text: string): Promise<string>;
  /** `git revert` of the newest `count` commits, pushed; the new head. */
  revert(count: number): Promise<string>;
}

/** Clones into `folder`, which must not exist; whoever made the folder's parent removes it. */
export const cloneForPerson = async (url: string, folder: string): Promise<PersonsClone> => {
  await runGit({ cwd: dirname(folder), args: ['clone', '--quiet', url, folder] });
  const git = (...args: readonly string[]): Promise<string> => runGit({ cwd: folder, args });
  const push = async (): Promise<string> => {
    await git('push', '--quiet', 'origin', 'HEAD');
    return git('rev-parse', 'HEAD');
  };
  return {
    folder,
    read: (file) => readFile(join(folder, file), 'utf8'),
    async push(message, file, text) {
      const path = join(folder, file);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
      await git('add', '--', file);
      await git('commit', '--quiet', '-m', message);
      return push();
    },
    async revert(count) {
      await git('revert', '--no-edit', `HEAD~${count}..HEAD`);
      return push();
    },
  };
};
