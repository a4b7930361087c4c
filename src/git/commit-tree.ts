import type { Tree, TreeEntry } from '../repository/tree.ts';
import { type ByteCache, createByteCache } from './byte-cache.ts';
import { readCommit } from './commit-object.ts';
import type { ObjectStore } from './object-store.ts';
import { sourceError } from './source-error.ts';
import { parseTree, type TreeNode } from './tree-object.ts';

/** What one tree may hold. */
export interface TreeLimits {
  /** Files, symlinks and submodules. */
  readonly maxEntries: number;
  /** Folders inside one another. */
  readonly maxDepth: number;
  /** Characters. */
  readonly maxPathLength: number;
}

export const defaultTreeLimits: TreeLimits = { maxEntries: 100_000, maxDepth: 64, maxPathLength: 4_096 };

/** Lines of tree objects that are kept parsed: two commits differ in few trees. */
const memoNodes = 500_000;

/** The tree without entries: git knows it without storing it. */
export const emptyTree = '4b825dc642cb6eb9a060e54bf8d69288fbee4904';

export interface TreeReader {
  /** The whole tree of a commit. Throws SourceMissing, SourceCorrupt, SourceMalformed, RepositoryLimit. */
  treeOf(commit: string): Tree;
  /** Whether the commit, all its trees and all its files are here. Throws but SourceMissing as `treeOf` does. */
  isComplete(commit: string): boolean;
  /** The listing of one tree object. */
  listing(oid: string): readonly TreeNode[];
}

const createEntry = (store: Sized, path: string, node: TreeNode): TreeEntry => {
  const { oid, kind } = node;
  const mode = kind === 'tree' ? 'file' : kind;
  if (mode === 'submodule') {
    const read = (): never => {
      throw sourceError('UnsupportedEntry', `${path} is a submodule: its content is in another repository`);
    };
    return { path, oid, mode, size: 0, read };
  }
  let size: number | undefined;
  return {
    path,
    oid,
    mode,
    // each size that is not yet known costs a look at the disk
    get size() {
      size ??= store.size(oid);
      return size;
    },
    read: () => {
      const { type, data } = store.read(oid);
      if (type !== 'blob') throw sourceError('SourceMalformed', `${path} is a ${type}, not a file`);
      return data;
    },
  };
};

type Sized = Pick<ObjectStore, 'read' | 'size'>;

interface Walk {
  readonly entries: TreeEntry[];
  folders: number;
  depth: number;
}

/** Reads trees out of an object store; a tree object that was read before is not read again. */
export const createTreeReader = (store: ObjectStore, limits: TreeLimits = defaultTreeLimits): TreeReader => {
  const memo: ByteCache<string, readonly TreeNode[]> = createByteCache(memoNodes);
  const complete = createByteCache<string, true>(memoNodes);
  const sizes = createByteCache<string, number>(memoNodes);

  const size = (oid: string): number => {
    const known = sizes.get(oid);
    if (known !== undefined) return known;
    const found = store.size(oid);
    sizes.set(oid, found, 1);
    return found;
  };
  const sized: Sized = { read: store.read, size };

  const listing = (oid: string): readonly TreeNode[] => {
    if (oid === emptyTree) return [];
    const known = memo.get(oid);
    if (known !== undefined) return known;
    const { type, data } = store.read(oid);
    if (type !== 'tree') throw sourceError('SourceMalformed', `${oid} is a ${type}, not a tree`);
    const nodes = parseTree(data, oid);
    memo.set(oid, nodes, nodes.length + 1);
    return nodes;
  };

  const overLimit = (what: string): Error =>
    sourceError('RepositoryLimit', `the repository has ${what}`, { hint: 'split it, or raise the limit' });

  // git's own order of a tree is the order of whole paths by UTF-8 bytes, which is that of code points
  const collect = (oid: string, prefix: string, walk: Walk): void => {
    walk.folders += 1;
    // a tree that holds one empty tree many times over, level by level, has no files but endless folders
    if (walk.folders > limits.maxEntries) throw overLimit(`more than ${limits.maxEntries} folders`);
    if (walk.depth > limits.maxDepth) throw overLimit(`more than ${limits.maxDepth} folders in one another`);
    walk.depth += 1;
    for (const node of listing(oid)) {
      const path = prefix + node.name;
      if (path.length > limits.maxPathLength) throw overLimit(`a path of ${path.length} characters`);
      if (node.kind === 'tree') {
        collect(node.oid, `${path}/`, walk);
        continue;
      }
      if (walk.entries.length >= limits.maxEntries) throw overLimit(`more than ${limits.maxEntries} files`);
      walk.entries.push(createEntry(sized, path, node));
    }
    walk.depth -= 1;
  };

  const treeOf = (commit: string): Tree => {
    const found = readCommit(store, commit);
    const walk: Walk = { entries: [], folders: 0, depth: 0 };
    collect(found.tree, '', walk);
    return { commit: found.oid, entries: walk.entries };
  };

  const isWhole = (oid: string, depth: number): boolean => {
    if (oid === emptyTree || complete.get(oid)) return true;
    if (depth > limits.maxDepth) throw overLimit(`more than ${limits.maxDepth} folders in one another`);
    if (!store.has(oid)) return false;
    const whole = listing(oid).every(({ kind, oid: child }) => {
      if (kind === 'submodule') return true;
      return kind === 'tree' ? isWhole(child, depth + 1) : store.has(child);
    });
    if (whole) complete.set(oid, true, 1);
    return whole;
  };

  const isComplete = (commit: string): boolean => {
    if (!store.has(commit)) return false;
    const { oid, tree } = readCommit(store, commit);
    // a tag that leads to a commit is none: who keeps it would keep something else
    return oid === commit && isWhole(tree, 0);
  };

  return { treeOf, isComplete, listing };
};
