import { HeadwaterError } from '../model/diagnostic.ts';
import type { ClusterApi } from './api.ts';
import { applyBinding } from './apply/apply-binding.ts';
import { type BindingLock, createBindingLock } from './apply/binding-lock.ts';
import type { BindingSite } from './apply/binding-site.ts';
import { type Clock, systemClock } from './apply/clock.ts';
import type { FaultHook } from './apply/fault-point.ts';
import { createGate, fixedWidth, type Gate } from './apply/gate.ts';
import { healBinding } from './apply/heal.ts';
import { healthOf } from './apply/health.ts';
import { createLooker } from './apply/look.ts';
import type { Site } from './apply/site.ts';
import type { WriteRecord } from './apply/write-record.ts';
import type { Discovery } from './discovery.ts';
import { createFights, type Fights } from './drift/fights.ts';
import { createInFlight } from './drift/in-flight.ts';
import { createKindWatches, type KindWatches } from './drift/kind-watches.ts';
import type { LiveEvent } from './drift/live-event.ts';
import { createObserver } from './drift/observe.ts';
import type { BindingWork, ClusterContact, ClusterEngine, Drift } from './engine.ts';
import { readIdentity } from './identity.ts';
import { type Claim, createClaims } from './inventory/claims.ts';
import { assertReady, assertSame, type Identity, identityChanged } from './inventory/identity-guard.ts';
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
  /** Applies in flight in this cluster, and heals beside them; default: by what waits, see `widths`. */
  readonly concurrency?: number;
  /** The most of them where what waits decides; default 32. */
  readonly mostConcurrency?: number;
  readonly clock?: Clock;
  /** Called at each fault point of apply, prune and release; for tests that crash there. */
  readonly faults?: FaultHook;
  /** Called after each write that was answered. */
  readonly onWrite?: (write: WriteRecord) => void;
}

/**
 * A further place opens a further connection, and its handshake costs as much as some six applies: for a few
 * objects a few will do, for many the server has most to gain from 32 (test/bench: the bare loop's best).
 */
const widths = { least: 4, most: 32, waitingPerPlace: 4 } as const;

const watchesBroken = (cluster: string, why: string): HeadwaterError =>
  new HeadwaterError(
    {
      code: 'ClusterUnreachable',
      severity: 'error',
      message: `cluster ${cluster} cannot be watched: ${why}`,
    },
    { retryable: true },
  );

interface Assembly {
  readonly options: EngineOptions;
  readonly identity: Identity;
  readonly replay: (key: string, event: LiveEvent) => void;
}

const createSite = ({ options, identity, replay }: Assembly): Site => {
  const { api, discovery, fleet, installationKey } = options;
  const manager = options.fieldManager ?? 'headwater';
  const clock = options.clock ?? systemClock;
  const { concurrency, mostConcurrency = widths.most } = options;
  const width = concurrency ? fixedWidth(concurrency) : { ...widths, most: mostConcurrency };
  const wrote = (write: WriteRecord): void => options.onWrite?.(write);
  const index = createLiveIndex(fleet, manager);
  const assert = (signal: AbortSignal): Promise<void> => assertSame(api, identity, signal);
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

/**
 * Records from before a restart count until this process knows better. Only those of what the pin declares: one
 * of an object that moved to another Subscription is out of date, and would cost that one a write.
 */
const seed = (site: Site, work: BindingWork): void => {
  for (const { key } of work.state.objects) {
    const record = work.owned.get(key);
    if (record && !site.known.has(key)) site.known.set(key, record);
  }
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

/** One engine at work. */
interface Running {
  readonly site: Site;
  readonly identity: Identity;
  readonly lock: BindingLock;
  readonly fights: Fights;
  readonly watches: KindWatches;
  readonly listeners: Listeners;
  readonly closing: AbortController;
  readonly composed: WeakMap<AbortSignal, AbortSignal>;
  /** What `watch` was told already: it is told all of it again with each binding that changes. */
  seeded: WeakSet<BindingWork>;
}

/** Whom `watch` named; nobody, until then. */
interface Listeners {
  onDrift: (drift: Drift) => void;
  onLost: (error: HeadwaterError) => void;
  watching: boolean;
}

/** A discovery that fails now is asked again with the next binding that is applied or watched. */
const cover = ({ listeners, watches }: Running, works: readonly BindingWork[]): void => {
  if (listeners.watching) watches.cover(works.map(({ state }) => state)).catch(() => undefined);
};

/** The cluster was restored from a backup: whatever was seen of it before is seen anew. */
const forgetAll = (running: Running): void => {
  const { site, watches } = running;
  site.index.clear();
  site.known.clear();
  site.current.clear();
  site.coverage.forget();
  running.seeded = new WeakSet();
  watches.restart();
  cover(running, site.claims.works());
};

/**
 * A binding let go of an object that another one declares. Once no apply of that other one is under way, it is
 * told, unless it took the object over meanwhile: it may have looked when it was not yet free, and not again.
 */
const handOver = ({ site, lock, listeners }: Running, from: string, { work, object }: Claim): void => {
  const { subscription } = work;
  const tell = async (): Promise<void> => {
    const held = site.index.get(object.key)?.partOf === parentId(site.fleet, from);
    const { id } = object;
    if (held) listeners.onDrift({ subscription, id, cause: 'label', seenAt: site.clock.now() });
  };
  void lock.shared(subscription, tell);
};

const siteFor = (
  running: Running,
  work: BindingWork,
  by: { readonly signal: AbortSignal; readonly gate: Gate },
): BindingSite => {
  const { site, identity } = running;
  assertReady(site.api.cluster, identity);
  seed(site, work);
  return bindingSite(site, work, { gate: by.gate, signal: untilClosed(running, by.signal) });
};

/** A caller brings one signal for all of its calls, and a composed one costs more than many a call. */
const untilClosed = ({ closing, composed }: Running, signal: AbortSignal): AbortSignal => {
  const known = composed.get(signal);
  if (known) return known;
  const both = AbortSignal.any([signal, closing.signal]);
  composed.set(signal, both);
  return both;
};

const startWatching = (running: Running, bindings: readonly BindingWork[]): void => {
  const { claims } = running.site;
  claims.keepOnly(new Set(bindings.map(({ subscription }) => subscription)));
  for (const work of bindings) {
    if (!running.seeded.has(work)) seed(running.site, work);
    running.seeded.add(work);
    claims.set(work);
  }
  running.listeners.watching = true;
  cover(running, bindings);
};

const assemble = (options: EngineOptions): Running => {
  const identity: Identity = { uid: '', changed: false };
  const closing = new AbortController();
  const { signal } = closing;
  const fights = createFights();
  const listeners: Listeners = { onDrift: () => undefined, onLost: () => undefined, watching: false };
  const site = createSite({ options, identity, replay: (key, event) => observer.replay(key, event) });
  const onDrift = (drift: Drift): void => listeners.onDrift(drift);
  const observer = createObserver({ site, fights, onDrift, signal });
  const onBroken = (why: string): void => listeners.onLost(watchesBroken(options.api.cluster, why));
  const watches = createKindWatches({ site, observer, onBroken, signal });
  return {
    site,
    identity,
    lock: createBindingLock(),
    fights,
    watches,
    listeners,
    closing,
    composed: new WeakMap(),
    seeded: new WeakSet(),
  };
};

/** Everything that is done to one cluster. One engine a cluster and process. */
export const createEngine = (options: EngineOptions): ClusterEngine => {
  const running = assemble(options);
  const { site, identity, lock, fights, watches, listeners, closing } = running;
  const { applies, heals } = site;
  return {
    cluster: options.api.cluster,
    connect: (signal) => connect(site, identity, { signal, rewound: () => forgetAll(running) }),
    apply: (work, signal) =>
      lock.exclusive(work.subscription, async () => {
        const report = await applyBinding(siteFor(running, work, { signal, gate: applies }));
        cover(running, [work]);
        return report;
      }),
    health: async (work, signal) =>
      healthOf(siteFor(running, work, { signal, gate: applies }), work.state.objects),
    prune: (work, guards, signal) =>
      lock.exclusive(work.subscription, async () =>
        pruneBinding({
          site: siteFor(running, work, { signal, gate: applies }),
          guards,
          onClaimed: (claim) => handOver(running, work.subscription, claim),
        }),
      ),
    heal: (work, objects, signal) =>
      lock.shared(work.subscription, async () =>
        healBinding({ site: siteFor(running, work, { signal, gate: heals }), fights, objects }),
      ),
    release: (subscription, signal) =>
      lock.exclusive(subscription, async () => {
        assertReady(site.api.cluster, identity);
        return releaseBinding(site, subscription, untilClosed(running, signal));
      }),
    watch: (bindings, onDrift, onLost) => {
      listeners.onDrift = onDrift;
      if (onLost) listeners.onLost = onLost;
      startWatching(running, bindings);
    },
    close: async () => {
      closing.abort();
      await watches.closed();
    },
  };
};
