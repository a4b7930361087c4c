import type { ClusterContact, ClusterEngine, HeadView, OwnedRecord } from '../src/cluster/engine.ts';
import type { Evidence, Pin } from '../src/model/binding.ts';
import type { DesiredState } from '../src/model/desired.ts';
import type { Diagnostic } from '../src/model/diagnostic.ts';
import type { Json } from '../src/model/json.ts';
import type { ResourceId } from '../src/model/resource.ts';
import type { SubscriptionRecord } from '../src/rollout/record.ts';
import { bytesKey, ownedKey } from '../src/store/keys.ts';
import type { Store, StoredRecord } from '../src/store/store.ts';
import type { Logger } from '../src/telemetry/logger.ts';
import type { Metrics } from '../src/telemetry/metrics.ts';
import { checkIdentity } from './cluster-identity.ts';
import { ClusterLoop, type ClusterStatus } from './cluster-loop.ts';
import type { Runtime } from './runtime.ts';

export interface BindingLoopOptions {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly openEngine: (cluster: string) => Promise<ClusterEngine>;
  /** What the head renders for a binding; undefined before a first plan. */
  readonly headState: (binding: { subscription: string; cluster: string }) => DesiredState | undefined;
  /** Renders a pinned commit again when its bytes were lost; only the recorded digest counts. */
  readonly renderAgain: (pin: Pin) => Promise<DesiredState | readonly Diagnostic[]>;
  /** Whether git gives an object that this binding holds to another Subscription there. */
  readonly claimedElsewhere: (pin: Pin, id: ResourceId) => boolean;
  /** What the head says of a binding's objects, whatever its pin says. */
  readonly headOf: (pin: Pin) => HeadView;
  readonly recordOf: (subscription: string) => SubscriptionRecord | undefined;
  readonly onEvidence: (evidence: Evidence) => void;
  readonly onPruned: (pin: Pin, diagnostics: readonly Diagnostic[]) => void;
  readonly onContact: (cluster: string, contact: ClusterContact) => Promise<void>;
  readonly onClusterStatus: (cluster: string, status: ClusterStatus) => void;
  readonly fleet: () => string;
}

/** Bindings that one cluster syncs side by side; the engine bounds the requests themselves. */
const bindingsAtOnce = 64;

/** Pins → clusters. Knows pins and bytes; never commits to come, stages or targets. */
export class BindingLoop {
  readonly #options: BindingLoopOptions;
  readonly #clusters = new Map<string, ClusterLoop>();
  /** Versions of the owned records, by key, as last read or written. */
  readonly #ownedVersions = new Map<string, string>();
  #identities: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(options: BindingLoopOptions) {
    this.#options = options;
  }

  /** Opens a cluster if it is new; resolves when its first contact was tried. */
  async ensureCluster(cluster: string): Promise<void> {
    if (this.#stopped || this.#clusters.has(cluster)) return;
    const loop = this.#createCluster(cluster);
    this.#clusters.set(cluster, loop);
    await loop.start();
  }

  setPin(pin: Pin): void {
    void this.ensureCluster(pin.cluster);
    this.#clusters.get(pin.cluster)?.setPin(pin);
  }

  prune(pin: Pin): void {
    const strategy = this.#options.recordOf(pin.subscription)?.strategy;
    if (!strategy) return;
    const { maxDeletes, protect } = strategy;
    const claimedElsewhere = (id: ResourceId): boolean => this.#options.claimedElsewhere(pin, id);
    const guards = { maxDeletes, protect, claimedElsewhere };
    this.#clusters.get(pin.cluster)?.prune(pin, guards);
  }

  clusters(): ReadonlyMap<string, ClusterStatus> {
    return new Map([...this.#clusters].map(([name, loop]) => [name, loop.status]));
  }

  /** Another commit is the head: bindings that run what it renders are treated as it says. */
  headMoved(): void {
    for (const loop of this.#clusters.values()) loop.headMoved((pin) => this.#options.headState(pin));
  }

  /** Starts a cluster's connection anew, with every pin that it has. False when it was never opened. */
  async reopen(cluster: string): Promise<boolean> {
    const before = this.#clusters.get(cluster);
    if (!before) return false;
    await before.stop();
    // another reopen was faster, or everything stops
    if (this.#stopped || this.#clusters.get(cluster) !== before) return true;
    const next = this.#createCluster(cluster);
    this.#clusters.set(cluster, next);
    // before the first await: a newer pin must come after these
    before.handOver(next);
    await next.start();
    return true;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all([...this.#clusters.values()].map((loop) => loop.stop()));
  }

  /** One at a time: two names that lead to one cluster must not both be the first. */
  #identify(cluster: string, uid: string): Promise<void> {
    const checked = this.#identities.then(() => checkIdentity(this.#options.store, cluster, uid));
    this.#identities = checked.catch(() => undefined);
    return checked;
  }

  #createCluster(cluster: string): ClusterLoop {
    const { runtime, logger, metrics } = this.#options;
    const log = logger.child({ cluster });
    const series = metrics.cluster(cluster);
    return new ClusterLoop({
      cluster,
      concurrency: bindingsAtOnce,
      open: () => this.#options.openEngine(cluster),
      onContact: async (contact) => {
        await this.#identify(cluster, contact.uid);
        await this.#options.onContact(cluster, contact);
      },
      onStatus: (status) => {
        series.reachable(status.state === 'Reachable');
        this.#options.onClusterStatus(cluster, status);
      },
      onDrift: (drift) => {
        if (drift.cause === 'status') return;
        series.driftFound();
        const { subscription, id, cause, manager, operation } = drift;
        log.info({ subscription, resource: id, cause, manager, operation }, 'drift found');
      },
      host: {
        runtime,
        loadWork: (pin) => this.#loadWork(pin),
        saveOwned: (pin, owned) => this.#saveOwned(pin, owned),
        onEvidence: (pin, state, diagnostics) => {
          const { subscription, epoch, digest } = pin;
          this.#options.onEvidence({ subscription, cluster, epoch, digest, state, diagnostics });
        },
        onPruned: (pin, diagnostics) => this.#options.onPruned(pin, diagnostics),
        onApplied: (pin, report, cause) => {
          for (const { result } of report.outcomes) series.applied(result);
          const written = report.outcomes.filter(
            ({ result }) => result === 'created' || result === 'configured',
          );
          const { subscription, epoch } = pin;
          log.debug({ subscription, epoch, cause, written: written.length }, 'binding applied');
        },
        onHealed: (pin, drift, healed) => {
          const ms = runtime.monotonic() - drift.seenAt;
          series.driftHealed(healed ? 'healed' : 'failed');
          metrics.driftHealTook(ms / 1000);
          log.info(
            { subscription: pin.subscription, resource: drift.id, ms: Math.round(ms), healed },
            'drift healed',
          );
        },
        onBug: (error) => log.error({ err: error }, 'unexpected error'),
      },
    });
  }

  #knowOwned(key: string, stored: StoredRecord | undefined): void {
    if (stored) this.#ownedVersions.set(key, stored.version);
    else this.#ownedVersions.delete(key);
  }

  async #loadWork(pin: Pin): ReturnType<ConstructorParameters<typeof ClusterLoop>[0]['host']['loadWork']> {
    const { store } = this.#options;
    const state = await this.#loadState(pin);
    if (!('objects' in state)) return state;
    const key = ownedKey(pin.cluster, pin.subscription);
    const owned = await store.read(key);
    this.#knowOwned(key, owned);
    const record = this.#options.recordOf(pin.subscription);
    const lastGood = record?.clusters[pin.cluster]?.lastGood;
    return {
      fleet: this.#options.fleet(),
      subscription: pin.subscription,
      commit: pin.commit,
      epoch: pin.epoch,
      // bytes are shared by every binding that renders to them
      state: { ...state, subscription: pin.subscription, cluster: pin.cluster },
      ...(lastGood && { lastGood }),
      ...(record && { maxDeletes: record.strategy.maxDeletes }),
      head: this.#options.headOf(pin),
      owned: new Map(Object.entries((owned?.value ?? {}) as unknown as Record<string, OwnedRecord>)),
    };
  }

  /** A digest says what objects are, not how they are treated: where the head renders the same, its word counts. */
  async #loadState(pin: Pin): Promise<DesiredState | readonly Diagnostic[]> {
    const head = this.#options.headState(pin);
    // a plan's states render their objects when asked: an engine is given one that holds them
    if (head?.digest === pin.digest) return { ...head };
    const stored = await this.#options.store.read(bytesKey(pin.digest));
    return stored ? (stored.value as unknown as DesiredState) : this.#options.renderAgain(pin);
  }

  async #saveOwned(pin: Pin, owned: ReadonlyMap<string, OwnedRecord>): Promise<void> {
    const { store, logger } = this.#options;
    const key = ownedKey(pin.cluster, pin.subscription);
    const value = Object.fromEntries(owned) as unknown as Json;
    const outcome = await store.write(key, value, this.#ownedVersions.get(key));
    if (outcome !== 'conflict') {
      this.#ownedVersions.set(key, outcome.version);
      return;
    }
    // only this process writes it, and only from this binding's chain; a lost hash costs one apply
    logger.warn({ key }, 'owned records were written by another process');
    this.#knowOwned(key, await store.read(key));
  }
}
