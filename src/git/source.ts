import type { Tree } from '../repository/tree.ts';

/** A repository that is watched; one port over HTTP(S) and, in tests, memory. Throws HeadwaterError only. */
export interface GitSource {
  /** The branch's commit at the server, 40 hex digits; a few hundred bytes on the wire. */
  remoteHead(signal?: AbortSignal): Promise<string>;
  /** Brings a commit's objects here; believes a ref moved only once commit and root tree are readable. */
  fetch(commit: string, signal?: AbortSignal): Promise<FetchResult>;
  /** The whole tree of a commit that was fetched. */
  tree(commit: string): Promise<Tree>;
  has(commit: string): Promise<boolean>;
  /** A local ref (refs/headwater/keep/<sha>) that holds a commit for as long as it is pinned. */
  keep(commit: string): Promise<void>;
  release(commit: string): Promise<void>;
  kept(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface FetchResult {
  readonly commit: string;
  /** Bytes received. */
  readonly bytes: number;
}
