import { storageKeyOf } from '../resource-type.ts';
import { type StorageEvent, type StoredObject, storedObject } from '../storage/stored-object.ts';
import type { ClusterState, ResourceRequest } from './cluster-state.ts';
import { tooLargeVersion } from './list-objects.ts';
import type { ListOptions } from './list-options.ts';
import { expired } from './refusals.ts';

export type WatchEventType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** Who hears of a watch. */
export interface WatchListener {
  event(type: WatchEventType, stored: StoredObject): void;
  /** Everything up to this revision has been told; `initial` ends the initial events. */
  bookmark(revision: number, initial: boolean): void;
}

/** A watch that has begun. */
export interface ObjectWatch {
  /** Tells how far it is. */
  bookmark(): void;
  stop(): void;
}

/** What an event is for this watch: an object that leaves the selector is deleted, one that enters it is added. */
const seenAs = (
  event: StorageEvent,
  passes: (stored: StoredObject) => boolean,
): WatchEventType | undefined => {
  const now = event.kind !== 'deleted' && passes(event.current);
  const before = event.previous !== undefined && passes(event.previous);
  if (now) return before ? 'MODIFIED' : 'ADDED';
  return before ? 'DELETED' : undefined;
};

const deliver = (
  event: StorageEvent,
  passes: (stored: StoredObject) => boolean,
  listener: WatchListener,
): void => {
  const type = seenAs(event, passes);
  if (type === undefined) return;
  const left = type === 'DELETED' && event.kind !== 'deleted';
  listener.event(type, left ? storedObject(event.previous!.object, event.revision) : event.current);
};

/** Events of the past, then the present: whatever the watch must tell before what happens from now on. */
const tellFirst = (
  state: ClusterState,
  request: ResourceRequest,
  options: ListOptions,
  passes: (stored: StoredObject) => boolean,
  listener: WatchListener,
): void => {
  const { store } = state;
  const storageKey = storageKeyOf(request.type);
  const from = Number(options.resourceVersion ?? 0);
  // without a resourceVersion, and with 0, a watch begins with what is there
  const initial = options.sendInitialEvents ?? from === 0;
  if (initial) {
    for (const stored of store.list(storageKey, request.namespace)) {
      if (passes(stored)) listener.event('ADDED', stored);
    }
    if (options.sendInitialEvents === true && options.bookmarks) listener.bookmark(store.revision, true);
    return;
  }
  if (from === 0) return;
  for (const event of store.eventsAfter(storageKey, from) ?? []) deliver(event, passes, listener);
};

/** Throws when a watch cannot start where it is asked to: a 410 (which is told as an event), or a 504. */
export const checkWatchStart = (state: ClusterState, options: ListOptions): void => {
  const from = Number(options.resourceVersion ?? 0);
  const { compacted, revision } = state.store;
  if (options.sendInitialEvents === true) {
    if (from > revision) throw tooLargeVersion(from, revision);
    return;
  }
  if (from > 0 && from < compacted) {
    throw expired(`too old resource version: ${from} (${compacted})`);
  }
};

/** Begins a watch; `checkWatchStart` has let it pass. */
export const watchObjects = (
  state: ClusterState,
  request: ResourceRequest,
  options: ListOptions,
  listener: WatchListener,
): ObjectWatch => {
  const { namespace } = request;
  const { filter } = options;
  const passes = (stored: StoredObject): boolean =>
    (namespace === '' || stored.namespace === namespace) && (filter === undefined || filter(stored.object));
  tellFirst(state, request, options, passes, listener);
  // a watch from the future hears of nothing before it
  const from = Number(options.resourceVersion ?? 0);
  const stop = state.store.listen(storageKeyOf(request.type), (event) => {
    if (event.revision > from) deliver(event, passes, listener);
  });
  return { bookmark: () => listener.bookmark(Math.max(from, state.store.revision), false), stop };
};
