import type { Json } from '../model/json.ts';

export interface StoredRecord {
  readonly value: Json;
  /** Opaque; changes with each write. */
  readonly version: string;
}

export interface Written {
  /** As a read would give it, so that nobody needs to read a record back. */
  readonly version: string;
}

/**
 * Where rollout state and pinned bytes live. Async, and compare-and-set of ONE record: Kubernetes has no
 * transaction over several, so no caller may count on one. Every implementation passes test/contract/store.
 *
 * Keys are `/`-separated paths (`subscription/default/shop`, `bytes/<digest>`).
 */
export interface Store {
  read(key: string): Promise<StoredRecord | undefined>;
  /** `expected` undefined = only if there is no record; otherwise only if its version is this one. */
  write(key: string, value: Json, expected: string | undefined): Promise<Written | 'conflict'>;
  /** Removing what is not there is `written`; `expected` undefined removes whatever stands there. */
  remove(key: string, expected: string | undefined): Promise<'written' | 'conflict'>;
  /** Keys below a prefix, sorted by code point. */
  list(prefix: string): Promise<readonly string[]>;
  close(): Promise<void>;
}
