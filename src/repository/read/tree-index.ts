import type { Tree, TreeEntry } from '../tree.ts';
import { repositoryLimits } from './limits.ts';

/** What a path leads to once its links are followed. */
export type Resolved =
  | { readonly type: 'file' | 'submodule'; readonly entry: TreeEntry }
  | { readonly type: 'folder'; readonly path: string }
  | { readonly type: 'outside' | 'missing' | 'loop' };

export interface TreeIndex {
  /** The entry itself, no link followed. */
  entry(path: string): TreeEntry | undefined;
  /** Names directly inside a real folder ('' = the root), in code point order. */
  names(folder: string): readonly string[];
  resolve(path: string): Resolved;
}

const decoder = new TextDecoder();

/** Entries come sorted, so those of one folder follow one another: each folder is looked up once. */
const childrenOf = (tree: Tree): ReadonlyMap<string, ReadonlySet<string>> => {
  const children = new Map<string, Set<string>>([['', new Set()]]);
  const folderOf = (path: string): Set<string> => {
    const known = children.get(path);
    if (known) return known;
    const slash = path.lastIndexOf('/');
    folderOf(path.slice(0, Math.max(0, slash))).add(path.slice(slash + 1));
    const names = new Set<string>();
    children.set(path, names);
    return names;
  };
  let folder = '';
  let names = folderOf('');
  for (const { path } of tree.entries) {
    const slash = path.lastIndexOf('/');
    const own = path.slice(0, Math.max(0, slash));
    if (own !== folder) {
      folder = own;
      names = folderOf(own);
    }
    names.add(path.slice(slash + 1));
  }
  return children;
};

/** Finds entries by path, and follows symbolic links inside the repository and never out of it. */
export const indexTree = (tree: Tree): TreeIndex => {
  const entries = new Map(tree.entries.map((entry) => [entry.path, entry]));
  const children = childrenOf(tree);

  const hasLinks = tree.entries.some(({ mode }) => mode === 'symlink');

  const resolve = (path: string): Resolved => {
    const direct = hasLinks ? undefined : entries.get(path);
    if (direct?.mode === 'file') return { type: 'file', entry: direct };
    const pending = path.split('/');
    const done: string[] = [];
    let links = 0;
    while (pending.length > 0) {
      const name = pending.shift()!;
      if (name === '' || name === '.') continue;
      if (name === '..') {
        if (done.length === 0) return { type: 'outside' };
        done.pop();
        continue;
      }
      const entry = entries.get([...done, name].join('/'));
      if (entry?.mode === 'symlink') {
        if (++links > repositoryLimits.maxLinks) return { type: 'loop' };
        if (entry.size > repositoryLimits.maxLinkLength) return { type: 'missing' };
        const target = decoder.decode(entry.read());
        if (target.startsWith('/')) return { type: 'outside' };
        pending.unshift(...target.split('/'));
        continue;
      }
      done.push(name);
      if (entry) {
        const type = entry.mode === 'submodule' ? 'submodule' : 'file';
        return pending.length === 0 || type === 'submodule' ? { type, entry } : { type: 'missing' };
      }
      if (!children.has(done.join('/'))) return { type: 'missing' };
    }
    return { type: 'folder', path: done.join('/') };
  };

  return {
    entry: (path) => entries.get(path),
    names: (folder) => [...(children.get(folder) ?? [])].sort(),
    resolve,
  };
};
