import { sourceError } from './source-error.ts';

/** One line of a tree object. */
export interface TreeNode {
  readonly name: string;
  readonly kind: 'tree' | 'file' | 'symlink' | 'submodule';
  readonly oid: string;
}

/** By mode, as git reads them: of the permission bits only the owner's matter, and to us not even they. */
const kinds: Readonly<Record<string, TreeNode['kind']>> = {
  '40000': 'tree',
  '100644': 'file',
  '100755': 'file',
  '100664': 'file',
  '120000': 'symlink',
  '160000': 'submodule',
};

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Names that no checkout would survive, as `git fsck` lists them; a backslash is a path on some systems. */
export const isSafeName = (name: string): boolean =>
  name !== '' && name !== '.' && name !== '..' && name.toLowerCase() !== '.git' && !/[/\\\0]/.test(name);

/** Whether a name comes before another: git sorts a folder as if its name ended in `/`. */
const sortsBefore = (a: Buffer, b: Buffer): boolean => Buffer.compare(a, b) < 0;

const decode = (name: Buffer, oid: string): string => {
  try {
    return utf8.decode(name);
  } catch (error) {
    throw sourceError('SourceMalformed', `the tree ${oid} holds a name that is not UTF-8`, { cause: error });
  }
};

/** Parses a tree object. Throws SourceMalformed for a bad mode, name or order, and for a name that stands twice. */
export const parseTree = (data: Buffer, oid: string): readonly TreeNode[] => {
  const malformed = (what: string): Error => sourceError('SourceMalformed', `the tree ${oid} ${what}`);
  const nodes: TreeNode[] = [];
  const names = new Set<string>();
  let previous: Buffer | undefined;
  for (let at = 0; at < data.length; ) {
    const space = data.indexOf(0x20, at);
    const end = space < 0 ? -1 : data.indexOf(0, space);
    if (end < 0 || end + 21 > data.length) throw malformed('is cut short');
    const kind = kinds[data.toString('latin1', at, space)];
    if (kind === undefined) throw malformed('holds an entry of no known mode');
    const name = decode(data.subarray(space + 1, end), oid);
    if (!isSafeName(name)) throw malformed(`holds the name ${JSON.stringify(name)}`);
    const sortKey = kind === 'tree' ? Buffer.from(`${name}/`) : data.subarray(space + 1, end);
    // a file `a` and a folder `a` need not stand side by side, so order alone does not find them
    if (names.has(name) || (previous !== undefined && !sortsBefore(previous, sortKey))) {
      throw malformed(`is out of order at ${JSON.stringify(name)}`);
    }
    names.add(name);
    previous = sortKey;
    nodes.push({ name, kind, oid: data.toString('hex', end + 1, end + 21) });
    at = end + 21;
  }
  return nodes;
};
