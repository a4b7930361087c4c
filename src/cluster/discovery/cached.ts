import { HeadwaterError } from '../../model/diagnostic.ts';
import type { GroupKind, GroupVersionKind } from '../../model/resource.ts';
import { parseAnswer } from '../answer.ts';
import type { ClusterApi } from '../api.ts';
import type { Discovery, ResourceType } from '../discovery.ts';
import { aggregatedMediaType, isAggregated, readAggregated } from './aggregated.ts';
import { type Catalog, catalogOf, findAny, findExact, isInDoubt, kindKey, type Reading } from './catalog.ts';
import { type CoreVersions, type GroupList, readPerGroup } from './per-group.ts';

export interface DiscoveryOptions {
  readonly api: ClusterApi;
  /** Milliseconds, monotonic. */
  readonly now?: () => number;
  /** Milliseconds that a reading serves; default 10 minutes. */
  readonly ttlMs?: number;
  /** Milliseconds that a miss is believed without asking again; default 5 s. */
  readonly missMs?: number;
}

const defaultTtlMs = 600_000;
const defaultMissMs = 5_000;
const mostMisses = 10_000;

/**
 * Discovery of one cluster, read once and kept. A miss reads it once more, for a CRD may be new; then the
 * miss is believed for `missMs`. Rejects with a HeadwaterError when the cluster cannot be asked, or when the
 * kind's group is served by an API server that is down (retryable): that is not "unknown".
 */
export const createDiscovery = (options: DiscoveryOptions): Discovery => {
  const now = options.now ?? (() => performance.now());
  const misses = new Map<string, number>();
  let known: { readonly catalog: Catalog; readonly readAt: number } | undefined;
  let flight: Promise<Catalog> | undefined;
  let generation = 0;

  const read = async (startedIn: number): Promise<Catalog> => {
    const catalog = catalogOf(await readDiscovery(options.api), known?.catalog);
    // what was invalidated during the read may be older than its cause
    if (startedIn === generation) known = { catalog, readAt: now() };
    return catalog;
  };
  const reload = (): Promise<Catalog> => {
    if (flight === undefined) {
      const started = read(generation).finally(() => {
        if (flight === started) flight = undefined;
      });
      flight = started;
    }
    return flight;
  };
  const isFresh = (): boolean =>
    known !== undefined && now() - known.readAt < (options.ttlMs ?? defaultTtlMs);

  const remember = (key: string): void => {
    if (misses.size >= mostMisses) misses.clear();
    misses.set(key, now());
  };
  const isRemembered = (key: string): boolean => {
    const at = misses.get(key);
    return at !== undefined && now() - at < (options.missMs ?? defaultMissMs);
  };

  const lookUp = async (
    wanted: GroupKind & { readonly version?: string },
    find: (catalog: Catalog) => ResourceType | undefined,
  ): Promise<ResourceType | undefined> => {
    const cached = known !== undefined && isFresh() ? find(known.catalog) : undefined;
    if (cached !== undefined) return cached;
    const key = `${kindKey(wanted)}|${wanted.version ?? ''}`;
    if (isRemembered(key)) return undefined;
    const catalog = await reload();
    const found = find(catalog);
    if (found !== undefined) {
      misses.delete(key);
      return found;
    }
    if (isInDoubt(catalog, wanted)) throw groupAway(options.api.cluster, wanted);
    remember(key);
    return undefined;
  };

  return {
    resolve: (gvk: GroupVersionKind) => lookUp(gvk, (catalog) => findExact(catalog, gvk)),
    resolveAny: (kind: GroupKind) =>
      lookUp({ group: kind.group, kind: kind.kind }, (catalog) => findAny(catalog, kind)),
    invalidate: () => {
      generation += 1;
      flight = undefined;
      misses.clear();
      known = known && { catalog: known.catalog, readAt: Number.NEGATIVE_INFINITY };
    },
  };
};

/** One reading of what the cluster serves; rejects with a HeadwaterError. */
const readDiscovery = async (api: ClusterApi): Promise<Reading> => {
  const [core, groups] = await Promise.all([readRoot(api, '/api'), readRoot(api, '/apis')]);
  if (isAggregated(core) && isAggregated(groups)) {
    const [coreTypes, groupTypes] = [readAggregated(core), readAggregated(groups)];
    return {
      types: [...coreTypes.types, ...groupTypes.types],
      stale: new Set([...coreTypes.stale, ...groupTypes.stale]),
    };
  }
  return readPerGroup(api, core as CoreVersions, groups as GroupList);
};

const readRoot = async (api: ClusterApi, path: string): Promise<unknown> => {
  const response = await api.request({ method: 'GET', path, accept: aggregatedMediaType });
  return parseAnswer<object>(api.cluster, `GET ${path}`, response);
};

const groupAway = (cluster: string, { group, kind }: GroupKind): HeadwaterError =>
  new HeadwaterError(
    {
      code: 'ClusterUnreachable',
      severity: 'error',
      message: `cluster ${cluster}: the API server of group ${group} does not answer, so ${kind} cannot be resolved`,
    },
    { retryable: true },
  );
