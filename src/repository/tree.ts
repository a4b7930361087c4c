/** One entry of a commit's tree. Content is read when it is asked for, and only then. */
export interface TreeEntry {
  /** Relative to the root, `/`-separated, no leading slash. */
  readonly path: string;
  /** The git object id, 40 hex digits: equal ids, equal bytes. A working copy computes the same ids. */
  readonly oid: string;
  /** Bytes. */
  readonly size: number;
  readonly mode: 'file' | 'symlink' | 'submodule';
  /** Synchronous: the bytes are in memory or one local read away. */
  read(): Uint8Array;
}

/** A whole tree at one commit, sorted by path (code point order). Filled by src/git, or by a working copy. */
export interface Tree {
  /** 40 hex digits, or '' for a working copy. */
  readonly commit: string;
  readonly entries: readonly TreeEntry[];
}
