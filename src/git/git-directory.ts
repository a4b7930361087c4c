import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { sourceError } from './source-error.ts';

/** Where a repository keeps its parts (gitrepository-layout(5)). */
export interface GitDirectory {
  /** HEAD and what else belongs to one worktree. */
  readonly own: string;
  /** Objects and refs, shared by all worktrees. */
  readonly common: string;
}

/** The text of a small file, without the newline at its end; undefined where there is none. */
export const textOfFile = (file: string): string | undefined => {
  try {
    return readFileSync(file, 'utf8').trimEnd();
  } catch {
    return undefined;
  }
};

const ownDirectory = (folder: string): string | undefined => {
  const dotGit = join(folder, '.git');
  // a worktree or a submodule has a file that says where
  const pointer = existsSync(dotGit) && statSync(dotGit).isFile() ? textOfFile(dotGit) : undefined;
  if (pointer?.startsWith('gitdir: ')) return resolve(folder, pointer.slice('gitdir: '.length));
  return [dotGit, folder].find((path) => existsSync(join(path, 'HEAD')));
};

/** Finds the git directory of a working copy, a worktree or a bare repository. Throws SourceMissing, SourceUnavailable. */
export const findGitDirectory = (folder: string): GitDirectory => {
  const own = ownDirectory(folder);
  if (own === undefined) throw sourceError('SourceMissing', `${folder} is no git repository`);
  const common = resolve(own, textOfFile(join(own, 'commondir')) ?? '.');
  const config = textOfFile(join(common, 'config')) ?? '';
  const unsupported = /^\s*(objectformat\s*=\s*sha256|refstorage\s*=\s*reftable)\s*$/im.exec(config)?.[1];
  if (unsupported !== undefined) {
    throw sourceError('SourceUnavailable', `${folder} uses ${unsupported}, which cannot be read here`, {
      hint: 'use a repository with SHA-1 objects and files as refs',
      retryable: false,
    });
  }
  return { own, common };
};
