import type { ClusterApi } from '../api.ts';
import type { ResourceType } from '../discovery.ts';
import type { Change, KnownObjects } from './known-objects.ts';
import type { StateTeller, WatchState } from './watch-state.ts';

export interface MetadataEvent extends Change {
  /** Milliseconds, monotonic. */
  readonly receivedAt: number;
}

export interface MetadataWatchOptions {
  readonly api: ClusterApi;
  readonly type: ResourceType;
  /** Absent = all namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** Must not throw: the watch would reopen and tell the same event again. */
  readonly onEvent: (event: MetadataEvent) => void;
  /** All that is there was told: at first, and again after each gap that needed a list. */
  readonly onSynced?: () => void;
  readonly onState?: (state: WatchState) => void;
  readonly signal: AbortSignal;
  /** Milliseconds of silence after which a watch is torn down; default 150 s (bookmarks come each minute). */
  readonly silentAfterMs?: number;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
  /** 0 ≤ x < 1. */
  readonly random?: () => number;
  /** Waits, or rejects when aborted. */
  readonly pause?: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

/** What one watch holds between its attempts. */
export interface Reflector {
  readonly options: MetadataWatchOptions;
  readonly known: KnownObjects;
  readonly teller: StateTeller;
  readonly now: () => number;
  readonly random: () => number;
  readonly pause: (milliseconds: number, signal: AbortSignal) => Promise<void>;
  /** Where the next watch goes on; undefined = all must be told anew. */
  cursor: string | undefined;
  /** Failures since something was last heard. */
  failures: number;
  /** Watches with initial events, opened in a row, that have not told all. */
  unsynced: number;
}

/** Hands changes on, and keeps each once it was taken. */
export const tell = (reflector: Reflector, changes: readonly Change[]): void => {
  for (const change of changes) {
    if (reflector.options.signal.aborted) return;
    reflector.options.onEvent({ ...change, receivedAt: reflector.now() });
    reflector.known.keep(change);
  }
};

/** All was told: what was known and is not `listed` has vanished, and the next watch goes on from here. */
export const synced = (reflector: Reflector, listed: ReadonlySet<string>, resourceVersion: string): void => {
  tell(reflector, reflector.known.missingFrom(listed));
  reflector.cursor = resourceVersion;
  reflector.unsynced = 0;
  reflector.teller.tell('synced');
  reflector.options.onSynced?.();
};
