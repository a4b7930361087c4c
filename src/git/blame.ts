import type { LineOrigin } from '../model/line-origin.ts';
import { createByteCache } from './byte-cache.ts';
import { parseAuthor } from './commit-author.ts';
import { parseCommit } from './commit-object.ts';
import { createTreeReader, type TreeReader } from './commit-tree.ts';
import { type LineMapLimits, oldLine } from './line-map.ts';
import type { ObjectStore } from './object-store.ts';
import { renamedFrom } from './renamed-from.ts';
import { isSourceError } from './source-error.ts';

export interface BlameLimits extends LineMapLimits {
  /** Commits that one question may walk through. */
  readonly maxCommits: number;
  /** Time that all questions together may take. */
  readonly maxMilliseconds: number;
}

export const defaultBlameLimits: BlameLimits = {
  maxFileBytes: 1024 * 1024,
  maxEdits: 1_000,
  maxCommits: 50_000,
  maxMilliseconds: 5_000,
};

export interface BlameOptions {
  readonly store: ObjectStore;
  /** Commits whose parents are not here, as a shallow clone lists them. */
  readonly shallow: ReadonlySet<string>;
  readonly limits?: BlameLimits;
}

export interface Blame {
  /** The blob of a file of a commit; undefined where there is no such file, or a link. */
  blobOf(commit: string, file: string): string | undefined;
  /** The origin of a line (1-based) of a file of a commit; undefined where there is no such file. */
  lineOrigin(commit: string, file: string, line: number): LineOrigin | undefined;
}

/** A line of a file of a commit. */
interface Place {
  readonly commit: string;
  readonly file: string;
  /** The file's blob. */
  readonly blob: string;
  readonly line: number;
}

interface Parsed {
  readonly tree: string;
  readonly parents: readonly string[];
}

const cachedCommits = 100_000;
const cachedAnswers = 10_000;

/** The blob of a file in a tree; undefined for folders, links and what is not there. */
const blobAt = (reader: TreeReader, tree: string, file: string): string | undefined => {
  let oid = tree;
  const names = file.split('/');
  for (const [depth, name] of names.entries()) {
    const node = reader.listing(oid).find((child) => child.name === name);
    if (node?.kind !== (depth === names.length - 1 ? 'file' : 'tree')) return undefined;
    oid = node.oid;
  }
  return oid;
};

/**
 * Blame of single lines, by git's own rule (blame.c, `pass_blame`): the line goes to the first parent that has the
 * very file, else to the first in which a diff finds the line. Only a file that moved as it was is followed to its old
 * path. What is too large, too long ago or not here ends in the oldest commit that is known to hold the line.
 */
export const createBlame = ({ store, shallow, limits = defaultBlameLimits }: BlameOptions): Blame => {
  const reader = createTreeReader(store);
  const commits = createByteCache<string, Parsed>(cachedCommits);
  const answers = createByteCache<string, LineOrigin>(cachedAnswers);
  let spent = 0;

  const read = (commit: string): Parsed => {
    const known = commits.get(commit);
    if (known !== undefined) return known;
    const parsed = parseCommit(store.read(commit).data, commit);
    commits.set(commit, parsed, 1);
    return parsed;
  };

  const blobOf = (commit: string, file: string): string | undefined =>
    blobAt(reader, read(commit).tree, file);

  const inParent = (place: Place, parent: string): Omit<Place, 'line'> | undefined => {
    const blob = blobOf(parent, place.file);
    return blob === undefined ? undefined : { commit: parent, file: place.file, blob };
  };

  const renamed = (place: Place, parent: string): Place | undefined => {
    const file = renamedFrom(reader, { from: read(parent).tree, to: read(place.commit).tree, ...place });
    return file === undefined ? undefined : { ...place, commit: parent, file };
  };

  /** The place that a line had in a parent; `new` where it has none, `unknown` where that cannot be told. */
  const step = (place: Place, parents: readonly string[]): Place | 'new' | 'unknown' => {
    const found = parents.map((parent) => inParent(place, parent));
    const same = found.find((one) => one?.blob === place.blob);
    if (same) return { ...same, line: place.line };
    for (const [index, parent] of parents.entries()) {
      const moved = found[index] === undefined ? renamed(place, parent) : undefined;
      if (moved) return moved;
    }
    for (const older of found) {
      if (older === undefined) continue;
      const line = oldLine(store.read(older.blob).data, store.read(place.blob).data, place.line, limits);
      if (line === 'unknown') return line;
      if (line !== 'new') return { ...older, line };
    }
    return 'new';
  };

  const walk = (start: Place, deadline: number): LineOrigin => {
    let place = start;
    for (let count = 0; count < limits.maxCommits && performance.now() < deadline; count += 1) {
      const { parents } = read(place.commit);
      if (shallow.has(place.commit) || parents.some((parent) => !store.has(parent))) break;
      const next = step(place, parents);
      if (next === 'unknown') break;
      if (next === 'new') {
        return { kind: 'commit', commit: place.commit, ...parseAuthor(store.read(place.commit).data) };
      }
      place = next;
    }
    return { kind: 'before', commit: place.commit };
  };

  const answer = (place: Place): LineOrigin => {
    const started = performance.now();
    try {
      return walk(place, started + limits.maxMilliseconds - spent);
    } catch (error) {
      // a partial clone has commits without their trees and files
      if (!isSourceError(error, 'SourceMissing')) throw error;
      return { kind: 'before', commit: place.commit };
    } finally {
      spent += performance.now() - started;
    }
  };

  return {
    blobOf,
    lineOrigin(commit, file, line) {
      const key = `${commit} ${line} ${file}`;
      const known = answers.get(key);
      if (known !== undefined) return known;
      const blob = blobOf(commit, file);
      if (blob === undefined) return undefined;
      const origin = answer({ commit, file, blob, line });
      answers.set(key, origin, 1);
      return origin;
    },
  };
};
