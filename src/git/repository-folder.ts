import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { textOfFile } from './git-directory.ts';

/**
 * One source's folder: bare repositories `repo-<n>`, and a file `current` that names the one in use. A repository
 * is replaced by making the next one beside it and renaming a new `current` over the old: whatever step a crash
 * falls between, `current` names a whole repository, and what it does not name is removed at the next start.
 */
export interface RepositoryFolder {
  /** The bare repository in use. */
  current(): string;
  /** Makes an empty repository beside it. */
  prepare(): string;
  /** Makes a prepared repository the one in use; all others are removed. */
  switchTo(gitdir: string): void;
  /** Removes a prepared repository that was not switched to. */
  drop(gitdir: string): void;
}

const namePattern = /^repo-(\d{1,9})$/;

const config = (url: string): string => `[core]
\trepositoryformatversion = 0
\tbare = true
[remote "origin"]
\turl = ${url}
\tfetch = +refs/heads/*:refs/remotes/origin/*
`;

const createBare = (gitdir: string, url: string): void => {
  for (const folder of ['objects/info', 'objects/pack', 'refs/heads', 'refs/headwater/keep']) {
    mkdirSync(join(gitdir, folder), { recursive: true });
  }
  writeFileSync(join(gitdir, 'config'), config(url));
  writeFileSync(join(gitdir, 'HEAD'), 'ref: refs/heads/none\n', { flush: true });
};

const remove = (path: string): void => rmSync(path, { recursive: true, force: true });

/** Opens or makes the folder; `url` (without userinfo) goes into the repository's config for whoever looks. */
export const openRepositoryFolder = (root: string, url: string): RepositoryFolder => {
  const pointer = join(root, 'current');
  mkdirSync(root, { recursive: true, mode: 0o700 });

  const named = (): string | undefined => {
    const name = textOfFile(pointer);
    return name !== undefined && namePattern.test(name) && existsSync(join(root, name, 'HEAD'))
      ? name
      : undefined;
  };

  const removeOthers = (keep: string): void => {
    for (const name of readdirSync(root)) {
      if (namePattern.test(name) && name !== keep) remove(join(root, name));
    }
  };

  const prepare = (): string => {
    const numbers = readdirSync(root).map((name) => Number(namePattern.exec(name)?.[1] ?? 0));
    const gitdir = join(root, `repo-${Math.max(0, ...numbers) + 1}`);
    createBare(gitdir, url);
    return gitdir;
  };

  const switchTo = (gitdir: string): void => {
    const name = basename(gitdir);
    writeFileSync(`${pointer}.tmp`, `${name}\n`, { flush: true });
    renameSync(`${pointer}.tmp`, pointer);
    removeOthers(name);
  };

  const existing = named();
  if (existing === undefined) switchTo(prepare());
  else removeOthers(existing);
  return { current: () => join(root, named()!), prepare, switchTo, drop: remove };
};

/** Ids of the commits whose parents are not here (gitformat: the `shallow` file). */
export const readShallow = (gitdir: string): readonly string[] =>
  (textOfFile(join(gitdir, 'shallow')) ?? '').split('\n').filter((line) => line !== '');

export const writeShallow = (gitdir: string, commits: readonly string[]): void => {
  const file = join(gitdir, 'shallow');
  if (commits.length === 0) {
    remove(file);
    return;
  }
  writeFileSync(`${file}.tmp`, `${commits.join('\n')}\n`);
  renameSync(`${file}.tmp`, file);
};

/** Removes a pack and its index. */
export const removePack = (path: string): void => {
  remove(`${path}.idx`);
  remove(`${path}.pack`);
};

/** Removes what a crash left of packs: files that were not finished, packs without index, indexes without pack. */
export const removeLeftovers = (gitdir: string): void => {
  const folder = join(gitdir, 'objects', 'pack');
  const names = new Set(readdirSync(folder));
  for (const name of names) {
    const stem = name.replace(/\.(pack|idx)$/, '');
    if (stem === name || !names.has(`${stem}.pack`) || !names.has(`${stem}.idx`)) remove(join(folder, name));
  }
};

/** Bytes of all packs. */
export const packBytes = (paths: readonly string[]): number =>
  paths.reduce((sum, path) => sum + (statSync(`${path}.pack`, { throwIfNoEntry: false })?.size ?? 0), 0);
