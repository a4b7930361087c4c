import type { DesiredState } from '../../model/desired.ts';
import { gvkOf } from '../../model/resource.ts';
import type { Site } from '../apply/site.ts';
import type { ResourceType } from '../discovery.ts';
import type { KindWatch } from '../inventory/kind-coverage.ts';
import { fleetSelector } from '../inventory/marks.ts';
import type { MetadataEvent } from '../reflector/reflector.ts';
import { watchMetadata } from '../reflector/watch-metadata.ts';
import type { WatchState } from '../reflector/watch-state.ts';
import type { Observer } from './observe.ts';

/** One metadata watch a kind, for every kind that a binding of this cluster has or had. */
export interface KindWatches {
  /** Makes sure that the kinds of these states are watched. Cheap for a state that was covered before. */
  cover(states: readonly DesiredState[]): Promise<void>;
  /** Ends all watches and forgets them; `cover` starts them anew. */
  restart(): void;
  closed(): Promise<void>;
}

interface Running extends KindWatch {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

interface WatchSite {
  /** A watch failed again and again: the cluster does not answer. */
  readonly onBroken: (why: string) => void;
  readonly site: Site;
  readonly observer: Observer;
  readonly signal: AbortSignal;
}

const eventOf = (type: ResourceType, event: MetadataEvent) => ({
  type,
  what: event.type === 'DELETED' ? ('gone' as const) : ('present' as const),
  synthetic: event.synthetic,
  metadata: event.metadata,
  seenAt: event.receivedAt,
});

const start = (
  { site, observer, signal, onBroken }: WatchSite,
  type: ResourceType,
  onUnserved: () => void,
): Running => {
  const stop = new AbortController();
  let synced = false;
  let waiting: (() => void)[] = [];
  const wake = (): void => {
    for (const waiter of waiting) waiter();
    waiting = [];
  };
  const onState = ({ state, why }: WatchState): void => {
    if (state === 'broken') onBroken(why ?? 'its watches fail');
    synced = state === 'synced';
    // a watch that goes on from where it was cut has nothing to tell anew
    if (synced) wake();
    // its CRD went, or moved to another version: who needs the kind next resolves it again
    if (state === 'unserved') onUnserved();
  };
  const watch = watchMetadata({
    api: site.api,
    type,
    labelSelector: fleetSelector(site.fleet),
    onEvent: (event) => observer.take(eventOf(type, event)),
    onSynced: () => observer.synced(type),
    onState,
    signal: AbortSignal.any([stop.signal, signal]),
    now: site.clock.now,
  });
  return {
    stop,
    done: watch.done,
    synced: () => synced,
    whenSynced: () => (synced ? Promise.resolve() : new Promise((resolve) => waiting.push(resolve))),
  };
};

export const createKindWatches = (options: WatchSite): KindWatches => {
  const { site, signal } = options;
  const running = new Map<string, Running>();
  const ended = new Set<Promise<void>>();
  let covered = new WeakSet<DesiredState>();

  const end = (kind: string, type: ResourceType): void => {
    const watch = running.get(kind);
    if (watch === undefined) return;
    watch.stop.abort();
    running.delete(kind);
    site.coverage.watchedBy(type, undefined);
    covered = new WeakSet();
    const done = watch.done.then(() => {
      ended.delete(done);
    });
    ended.add(done);
  };
  const types = new Map<string, ResourceType>();
  const ensure = (type: ResourceType): void => {
    const kind = `${type.group}|${type.kind}`;
    if (running.has(kind) || signal.aborted) return;
    types.set(kind, type);
    const watch = start(options, type, () => end(kind, type));
    running.set(kind, watch);
    site.coverage.watchedBy(type, watch);
  };
  const coverState = async (state: DesiredState): Promise<void> => {
    if (covered.has(state)) return;
    const kinds = new Map(state.objects.map(({ object }) => [`${object.apiVersion}|${object.kind}`, object]));
    let served = true;
    for (const object of kinds.values()) {
      const type = await site.discovery.resolve(gvkOf(object));
      if (type) ensure(type);
      else served = false;
    }
    if (served) covered.add(state);
  };

  return {
    cover: async (states) => {
      for (const state of states) if (!covered.has(state)) await coverState(state);
    },
    restart: () => {
      for (const [kind, type] of types) end(kind, type);
    },
    closed: async () => {
      await Promise.all([...running.values()].map(({ done }) => done));
      await Promise.all(ended);
    },
  };
};
