import { HeadwaterError } from '../model/diagnostic.ts';
import type { ClusterApi } from './api.ts';
import { applyBinding } from './apply/apply-binding.ts';
import { createBindingLock } from './apply/binding-lock.ts';
import type { BindingSite } from './apply/binding-site.ts';
import { type Clock, systemClock } from './apply/clock.ts';
import type { FaultHook } from './apply/fault-point.ts';
import { createGate, type Gate } from './apply/gate.ts';
import { healBinding } from './apply/heal.ts';
import { healthOf } from './apply/health.ts';
import { createLooker } from './apply/look.ts';
import type { Site } from './apply/site.ts';
import type { WriteRecord } from './apply/write-record.ts';
import type { Discovery } from './discovery.ts';
import { createFights } from './drift/fights.ts';
import { createInFlight } from './drift/in-flight.ts';
import { createKindWatches } from './drift/kind-watches.ts';
import type { LiveEvent } from './drift/live-event.ts';
import { createObserver } from './drift/observe.ts';
import type { BindingWork, ClusterContact, ClusterEngine, Drift } from './engine.ts';
import { readIdentity } from './identity.ts';
import { createClaims } from './inventory/claims.ts';
import { createKindCoverage } from './inventory/kind-coverage.ts';
import { createLiveIndex } from './inventory/live-index.ts';
import { parentId } from './inventory/parent.ts';
import { createParents } from './inventory/parents.ts';
import { pruneBinding } from './prune/prune-binding.ts';
import { releaseBinding } from './prune/release-binding.ts';

export interface EngineOptions {
  readonly api: ClusterApi;
  readonly discovery: Discovery;
  /** The fleet's id: it stands in labels and parents. */
  readonly fleet: string;
  /** Secret of this installation, for what is told of Secrets; kept in the store. */
  readonly installationKey: string;
  /** Default `headwater`. */
  readonly fieldManager?: string;
  /** Applies in flight in this cluster; default 8. Heals have as many places of their own. */
  readonly concurrency?: number;
  readonly clock?: Clock;
  /** Called at each fault point of apply, prune and release; for tests that crash there. */
  readonly faults?: FaultHook;
  /** Called after each write that was answered. */
  readonly onWrite?: (write: WriteRecord) => void;
}

/** The one connected cluster, as `connect` found it. */
interface Identity {
  uid: string;
  /** Another cluster answered since: nothing is sent there any more. */
  changed: boolean;
}

const identityChanged = (cluster: string): HeadwaterError =>
  new HeadwaterError(
    {
      code: 'ClusterIdentityChanged',
      severity: 'error',
      message: `${cluster} now leads to another cluster than at first contact; nothing is written there`,
      hint: `if that is meant, run: headwater cluster accept ${cluster}`,
    },
    { retryable: false },
  );

const notConnected = (cluster: string): HeadwaterError =>
  new HeadwaterError(
    { code: 'ClusterUnreachable', severity: 'error', message: `${cluster} was not yet reached` },
    { retryable: true },
  );

const watchesBroken = (cluster: string, why: string): HeadwaterError =>
  new HeadwaterError(
    {
      code: 'ClusterUnreachable',
      severity: 'error',
      message: `cluster ${cluster} cannot be watched: ${why}`,
    },
    { retryable: true },
  );

const assertIdentity = async (api: ClusterApi, identity: Identity, signal: AbortSignal): Promise<void> => {
  const { uid } = await readIdentity(api, signal);
  if (uid === identity.uid) return;
  identity.changed = true;
  throw identityChanged(api.cluster);
};

interface Assembly {
  readonly options: EngineOptions;
  readonly identity: Identity;
  readonly replay: (key: string, event: LiveEvent) => void;
}

const createSite = ({ options, identity, replay }: Assembly): Site => {
  const { api, discovery, fleet, installationKey } = options;
  const manager = options.fieldManager ?? 'headwater';
  const clock = options.clock ?? systemClock;
  const width = options.concurrency ?? 8;
  const wrote = (write: WriteRecord): void => options.onWrite?.(write);
  const index = createLiveIndex(fleet, manager);
  const assert = (signal: AbortSignal): Promise<void> => assertIdentity(api, identity, signal);
  const clusterUid = (): string => identity.uid;
  const fault = options.faults ?? (() => undefined);
  return {
    api,
    discovery,
    fleet,
    manager,
    installationKey,
    clock,
    fault,
    wrote,
    applies: createGate(width),
    heals: createGate(width),
    index,
    coverage: createKindCoverage({ api, clock, fleet, index }),
    parents: createParents({ api, clock, fleet, manager, wrote, fault, clusterUid, assertIdentity: assert }),
    claims: createClaims(fleet),
    known: new Map(),
    looker: createLooker({ api, clock }),
    inFlight: createInFlight(replay),
    current: new Set(),
    assertIdentity: assert,
  };
};

/** Records from before a restart count until this process knows better. */
const seed = (site: Site, work: BindingWork): void => {
  for (const [key, record] of work.owned) if (!site.known.has(key)) site.known.set(key, record);
};

const bindingSite = (
  site: Site,
  work: BindingWork,
  by: { gate: Gate; signal: AbortSignal },
): BindingSite => ({
  ...site,
  work,
  us: { fleet: site.fleet, parent: parentId(site.fleet, work.subscription), manager: site.manager },
  signal: by.signal,
  gate: by.gate,
  freshDefinitions: false,
});

/** Who the cluster is and what its parents say; `rewound` is called when it was restored from a backup. */
const connect = async (
  site: Site,
  identity: Identity,
  by: { readonly signal: AbortSignal; readonly rewound: () => void },
): Promise<ClusterContact> => {
  const { uid, version } = await readIdentity(site.api, by.signal);
  identity.changed = identity.uid !== '' && identity.uid !== uid;
  if (identity.changed) throw identityChanged(site.api.cluster);
  const { records, rewound } = await site.parents.load(by.signal);
  if (rewound) by.rewound();
  identity.uid = uid;
  return { uid, version, parents: records };
};

/** Everything that is done to one cluster. One engine a cluster and process. */
export const createEngine = (options: EngineOptions): ClusterEngine => {
  const identity: Identity = { uid: '', changed: false };
  const closing = new AbortController();
  const lock = createBindingLock();
  const fights = createFights();
  let onDrift: (drift: Drift) => void = () => undefined;
  const site = createSite({ options, identity, replay: (key, event) => observer.replay(key, event) });
  const report = (drift: Drift): void => onDrift(drift);
  const observer = createObserver({ site, fights, onDrift: report, signal: closing.signal });
  let onLost: (error: HeadwaterError) => void = () => undefined;
  const onBroken = (why: string): void => onLost(watchesBroken(options.api.cluster, why));
  const watches = createKindWatches({ site, observer, onBroken, signal: closing.signal });
  let watching = false;
  /** A discovery that fails now is asked again with the next binding that is applied or watched. */
  const cover = (works: readonly BindingWork[]): void => {
    if (watching) watches.cover(works.map(({ state }) => state)).catch(() => undefined);
  };

  const rewound = (): void => {
    site.index.clear();
    site.known.clear();
    site.current.clear();
    site.coverage.forget();
    watches.restart();
    cover(site.claims.works());
  };

  const siteFor = (work: BindingWork, signal: AbortSignal, gate: Gate): BindingSite => {
    if (identity.uid === '') throw notConnected(site.api.cluster);
    if (identity.changed) throw identityChanged(site.api.cluster);
    seed(site, work);
    return bindingSite(site, work, { gate, signal: AbortSignal.any([signal, closing.signal]) });
  };

  return {
    cluster: options.api.cluster,
    connect: (signal) => connect(site, identity, { signal, rewound }),
    apply: (work, signal) =>
      lock.exclusive(work.subscription, async () => {
        const report = await applyBinding(siteFor(work, signal, site.applies));
        cover([work]);
        return report;
      }),
    health: async (work, signal) => healthOf(siteFor(work, signal, site.applies), work.state.objects),
    prune: (work, guards, signal) =>
      lock.exclusive(work.subscription, () => pruneBinding(siteFor(work, signal, site.applies), guards)),
    heal: (work, objects, signal) =>
      lock.shared(work.subscription, () =>
        healBinding({ site: siteFor(work, signal, site.heals), fights, objects }),
      ),
    release: (subscription, signal) =>
      lock.exclusive(subscription, () => releaseBinding(site, subscription, signal)),
    watch: (bindings, callback, lost) => {
      onDrift = callback;
      onLost = lost ?? onLost;
      site.claims.keepOnly(new Set(bindings.map(({ subscription }) => subscription)));
      for (const work of bindings) {
        seed(site, work);
        site.claims.set(work);
      }
      watching = true;
      cover(bindings);
    },
    close: async () => {
      closing.abort();
      await watches.closed();
    },
  };
};
