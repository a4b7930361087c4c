import { unexpectedAnswer } from '../answer.ts';
import type { ApiRequest, ClusterApi } from '../api.ts';
import type { Clock } from '../apply/clock.ts';
import { send } from '../apply/send.ts';
import type { ResourceType } from '../discovery.ts';
import { listMetadata } from '../list.ts';
import type { ObjectMeta } from '../object-meta.ts';
import type { LiveIndex } from './live-index.ts';
import { isNewer, liveKey } from './live-metadata.ts';
import { fleetSelector } from './marks.ts';

/** A watch that keeps one kind in the index. */
export interface KindWatch {
  /** Whether every event up to now was taken in, as far as a watch can tell. */
  synced(): boolean;
  /** Resolves when `synced` becomes true. */
  whenSynced(): Promise<void>;
}

/** Knows for which kinds the index holds every object that carries our label. */
export interface KindCoverage {
  /** Waits for the kind's watch, or reads the kind with one LIST that all who ask share. */
  ensure(type: ResourceType): Promise<void>;
  /** A LIST now, whatever is known; resolves when the index holds it. */
  refresh(type: ResourceType): Promise<void>;
  /** What was listed counts no more. */
  forget(): void;
  watchedBy(type: ResourceType, watch: KindWatch | undefined): void;
}

export interface CoverageOptions {
  readonly api: ClusterApi;
  readonly clock: Clock;
  readonly fleet: string;
  readonly index: LiveIndex;
}

/** Without a watch foreign changes go unseen, so what a LIST told is trusted for so long. */
const listTrustedMs = 30_000;
const watchPatienceMs = 5000;

/** A LIST serves everybody who waits for it, so nobody's signal ends it. */
const never = new AbortController().signal;

const kindOf = ({ group, kind }: ResourceType): string => `${group}|${kind}`;

export const createKindCoverage = (options: CoverageOptions): KindCoverage => {
  const { api, clock, fleet, index } = options;
  const lists = new Map<string, { readonly at: number; readonly done: Promise<void> }>();
  const watches = new Map<string, KindWatch>();

  const takeIn = (type: ResourceType, items: readonly ObjectMeta[], resourceVersion: string): void => {
    const seen = new Set<string>();
    for (const metadata of items) {
      const key = liveKey(type, metadata);
      seen.add(key);
      index.put(key, metadata);
    }
    for (const key of index.keysOf(type)) {
      const entry = index.get(key);
      // what we wrote after the list was taken is rightly not in it
      if (entry && !seen.has(key) && !isNewer(entry.resourceVersion, resourceVersion)) index.remove(key);
    }
  };

  const list = async (type: ResourceType): Promise<void> => {
    const record = (metadata: ObjectMeta): ObjectMeta => metadata;
    const selection = { labelSelector: fleetSelector(fleet) };
    // a kind whose CRD is new answers 429 until its storage is ready
    const patient = { ...api, request: (request: ApiRequest) => send(options, request, never) };
    const outcome = await listMetadata({ api: patient, type, record, ...selection });
    // 404: the kind went away, and with it every object of it
    if (!outcome.listed && outcome.response.status !== 404)
      throw unexpectedAnswer(api.cluster, `LIST ${type.plural}`, outcome.response);
    if (outcome.listed) takeIn(type, outcome.items, outcome.resourceVersion);
  };

  const refresh = (type: ResourceType): Promise<void> => {
    const entry = { at: clock.now(), done: list(type) };
    lists.set(kindOf(type), entry);
    entry.done.catch(() => {
      if (lists.get(kindOf(type)) === entry) lists.delete(kindOf(type));
    });
    return entry.done;
  };

  const bySync = async (watch: KindWatch): Promise<boolean> => {
    if (watch.synced()) return true;
    const patience = new AbortController();
    const late = clock.sleep(watchPatienceMs, patience.signal).catch(() => undefined);
    await Promise.race([watch.whenSynced(), late]);
    patience.abort();
    return watch.synced();
  };

  return {
    ensure: async (type) => {
      const watch = watches.get(kindOf(type));
      if (watch && (await bySync(watch))) return;
      const listed = lists.get(kindOf(type));
      if (listed && clock.now() - listed.at < listTrustedMs) return listed.done;
      await refresh(type);
    },
    refresh,
    forget: () => lists.clear(),
    watchedBy: (type, watch) => {
      if (watch) watches.set(kindOf(type), watch);
      else watches.delete(kindOf(type));
    },
  };
};
