import { join } from 'node:path';
import { readCommit } from './commit-object.ts';
import { type GitDirectory, textOfFile } from './git-directory.ts';
import { isObjectId } from './git-object.ts';
import type { ObjectStore } from './object-store.ts';
import { sourceError } from './source-error.ts';

/** The places of a name, in git's order (gitrevisions(7)). */
const refPaths = (name: string): readonly string[] => [
  name,
  `refs/${name}`,
  `refs/tags/${name}`,
  `refs/heads/${name}`,
  `refs/remotes/${name}`,
  `refs/remotes/${name}/HEAD`,
];

const maxSymbolicDepth = 5;
const maxSteps = 10_000;

/** What git check-ref-format refuses, as far as it could leave the folder of refs. */
const isRefName = (name: string): boolean =>
  /^[^\s~^:?*[\\]+$/.test(name) && name.split('/').every((part) => part !== '' && !part.startsWith('.'));

const packedRef = (directory: GitDirectory, path: string): string | undefined => {
  const lines = (textOfFile(join(directory.common, 'packed-refs')) ?? '').split('\n');
  return lines.find((line) => line.slice(41) === path && !line.startsWith('#'))?.slice(0, 40);
};

/** Follows a ref to the object that it names. */
const readRef = (directory: GitDirectory, path: string, depth = 0): string | undefined => {
  if (depth > maxSymbolicDepth || !isRefName(path)) return undefined;
  const text =
    textOfFile(join(directory.own, path)) ??
    textOfFile(join(directory.common, path)) ??
    packedRef(directory, path);
  if (text?.startsWith('ref: ')) return readRef(directory, text.slice('ref: '.length), depth + 1);
  return text !== undefined && isObjectId(text) ? text : undefined;
};

const fromRefs = (directory: GitDirectory, name: string): string | undefined => {
  for (const path of refPaths(name)) {
    const found = readRef(directory, path);
    if (found !== undefined) return found;
  }
  return undefined;
};

const fromAbbreviation = (store: ObjectStore, text: string): string | undefined => {
  if (!/^[0-9a-f]{4,39}$/.test(text)) return undefined;
  const commits = store.matching(text).filter((oid) => ['commit', 'tag'].includes(store.read(oid).type));
  if (commits.length > 1) throw sourceError('SourceMissing', `${text} is the start of several commits`);
  return commits[0];
};

const step = (store: ObjectStore, oid: string, parent: number): string | undefined =>
  parent === 0 ? oid : readCommit(store, oid).parents[parent - 1];

/** Follows `~2`, `^`, `^2` from a commit. */
const follow = (store: ObjectStore, start: string, suffix: string): string | undefined => {
  let at: string | undefined = start;
  let steps = 0;
  for (const [, kind, digits] of suffix.matchAll(/([~^])(\d*)/g)) {
    const number = digits === '' ? 1 : Number(digits);
    const moves = kind === '~' ? new Array<number>(Math.min(number, maxSteps)).fill(1) : [number];
    for (const parent of moves) {
      steps += 1;
      if (at === undefined || steps > maxSteps) return undefined;
      at = step(store, at, parent);
    }
  }
  return at;
};

/**
 * The commit that a revision names: HEAD or `@`, a branch, tag, remote branch or full ref, an id of 40 hex digits
 * or an abbreviation of at least 4, each with `~n` and `^n` behind. Throws SourceMissing.
 */
export const resolveRevision = (directory: GitDirectory, store: ObjectStore, revision: string): string => {
  const [, name = '', suffix = ''] = /^([^~^]+)((?:[~^]\d*)*)$/.exec(revision) ?? [];
  const start = isObjectId(name)
    ? name
    : (fromRefs(directory, name === '@' ? 'HEAD' : name) ?? fromAbbreviation(store, name));
  const found = start && follow(store, readCommit(store, start).oid, suffix);
  if (!found) throw sourceError('SourceMissing', `${JSON.stringify(revision)} names no commit here`);
  return found;
};
