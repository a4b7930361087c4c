import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { textOfFile } from './git-directory.ts';
import { isObjectId } from './git-object.ts';

/** The newest commit of the branch that is wholly here: what a fetch builds on. */
export const headRef = 'refs/headwater/head';
const keepFolder = 'refs/headwater/keep';

/** Writes a ref so that it is either the old or the new one. */
const writeRef = (gitdir: string, ref: string, oid: string): void => {
  const file = join(gitdir, ref);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(`${file}.lock`, `${oid}\n`);
  renameSync(`${file}.lock`, file);
};

export const readHead = (gitdir: string): string | undefined => {
  const oid = textOfFile(join(gitdir, headRef));
  return oid !== undefined && isObjectId(oid) ? oid : undefined;
};

export const writeHead = (gitdir: string, oid: string): void => writeRef(gitdir, headRef, oid);
export const dropHead = (gitdir: string): void => rmSync(join(gitdir, headRef), { force: true });

export const writeKeep = (gitdir: string, oid: string): void => writeRef(gitdir, `${keepFolder}/${oid}`, oid);
export const dropKeep = (gitdir: string, oid: string): void =>
  rmSync(join(gitdir, keepFolder, oid), { force: true });

/** The kept commits, sorted. */
export const readKept = (gitdir: string): readonly string[] => {
  try {
    return readdirSync(join(gitdir, keepFolder)).filter(isObjectId).sort();
  } catch {
    return [];
  }
};
