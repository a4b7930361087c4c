import { type Dirent, readFileSync, readlinkSync, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Tree, TreeEntry } from '../repository/tree.ts';
import { defaultTreeLimits, type TreeLimits } from './commit-tree.ts';
import { defaultObjectLimits, objectId } from './git-object.ts';
import { sourceError } from './source-error.ts';
import { isSafeName } from './tree-object.ts';

/** Folders that no commit holds, or that no reader of a fleet wants. */
const skipped = new Set(['.git', 'node_modules']);

interface Child {
  readonly name: string;
  readonly entry: Dirent<Buffer>;
  /** Folders sort as if their name ended in `/`, as in a tree object, so that paths come out in order. */
  readonly sortKey: Buffer;
}

const childOf = (entry: Dirent<Buffer>, path: string): Child => {
  const name = entry.name.toString('utf8');
  if (!isSafeName(name) || Buffer.compare(Buffer.from(name), entry.name) !== 0) {
    throw sourceError('SourceMalformed', `${path}${JSON.stringify(name)} is no name that git could carry`);
  }
  return { name, entry, sortKey: entry.isDirectory() ? Buffer.from(`${name}/`) : entry.name };
};

/** Reads once, when content or id is first asked for: both then speak of the same bytes. */
const createEntry = (file: string, path: string, mode: 'file' | 'symlink'): TreeEntry => {
  let content: Buffer | undefined;
  let id: string | undefined;

  const read = (): Buffer => {
    if (content !== undefined) return content;
    if (mode === 'symlink') {
      content = readlinkSync(file, { encoding: 'buffer' });
      return content;
    }
    const { size } = statSync(file);
    if (size > defaultObjectLimits.maxObjectBytes) {
      throw sourceError(
        'RepositoryLimit',
        `${path} has ${size} bytes; allowed are ${defaultObjectLimits.maxObjectBytes}`,
      );
    }
    content = readFileSync(file);
    return content;
  };

  return {
    path,
    mode,
    get oid() {
      id ??= objectId('blob', read());
      return id;
    },
    get size() {
      return content?.length ?? (mode === 'symlink' ? read().length : statSync(file).size);
    },
    read,
  };
};

const createSubmodule = (path: string): TreeEntry => ({
  path,
  oid: '0'.repeat(40),
  mode: 'submodule',
  size: 0,
  read: () => {
    throw sourceError('UnsupportedEntry', `${path} is a repository of its own`);
  },
});

/**
 * A folder as it stands on disk, with the ids that git would give its files. Nothing is followed: a symlink is
 * an entry with its target as content; `.git` and `node_modules` are skipped; a folder with a `.git` of its own
 * is a submodule. Throws SourceMissing, SourceMalformed, RepositoryLimit.
 */
export const workingCopyTree = async (
  folder: string,
  limits: TreeLimits = defaultTreeLimits,
): Promise<Tree> => {
  const entries: TreeEntry[] = [];
  let folders = 0;

  const overLimit = (what: string): Error => sourceError('RepositoryLimit', `${folder} has ${what}`);

  const childrenOf = async (path: string): Promise<readonly Dirent<Buffer>[]> => {
    try {
      return await readdir(join(folder, path), { withFileTypes: true, encoding: 'buffer' });
    } catch (error) {
      throw sourceError('SourceMissing', `the folder ${join(folder, path)} cannot be read`, { cause: error });
    }
  };

  const addChild = async (path: string, { entry }: Child, depth: number): Promise<void> => {
    if (entry.isDirectory()) return visit(`${path}/`, depth + 1);
    if (!entry.isFile() && !entry.isSymbolicLink()) return;
    if (entries.length >= limits.maxEntries) throw overLimit(`more than ${limits.maxEntries} files`);
    if (path.length > limits.maxPathLength) throw overLimit(`a path of ${path.length} characters`);
    entries.push(createEntry(join(folder, path), path, entry.isFile() ? 'file' : 'symlink'));
  };

  const visit = async (path: string, depth: number): Promise<void> => {
    folders += 1;
    if (depth > limits.maxDepth) throw overLimit(`more than ${limits.maxDepth} folders in one another`);
    if (folders > limits.maxEntries) throw overLimit(`more than ${limits.maxEntries} folders`);
    const found = await childrenOf(path);
    if (path !== '' && found.some(({ name }) => name.toString() === '.git')) {
      entries.push(createSubmodule(path.slice(0, -1)));
      return;
    }
    const children = found
      .filter(({ name }) => !skipped.has(name.toString('utf8')))
      .map((entry) => childOf(entry, path))
      .sort((a, b) => Buffer.compare(a.sortKey, b.sortKey));
    for (const child of children) await addChild(path + child.name, child, depth);
  };

  await visit('', 0);
  return { commit: '', entries };
};
