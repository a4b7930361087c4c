import type { ClusterContact, ClusterEngine } from '../src/cluster/engine.ts';
import type { GitSource } from '../src/git/source.ts';
import type { Evidence } from '../src/model/binding.ts';
import { bindingKey } from '../src/model/binding.ts';
import { type Diagnostic, HeadwaterError } from '../src/model/diagnostic.ts';
import type { Fleet } from '../src/repository/fleet.ts';
import type { RolloutEffect } from '../src/rollout/event.ts';
import { movedClusters, type SubscriptionRecord } from '../src/rollout/record.ts';
import { clusterKey } from '../src/store/keys.ts';
import type { Store } from '../src/store/store.ts';
import type { Logger } from '../src/telemetry/logger.ts';
import type { Metrics } from '../src/telemetry/metrics.ts';
import { type BindingCounts, createBindingCounts } from './binding-counts.ts';
import { BindingLoop } from './binding-loop.ts';
import { BranchState } from './branch-state.ts';
import { type CommitPlanner, createCommitPlanner, type HeadCommit } from './commit-plan.ts';
import { HandOvers } from './hand-overs.ts';
import { type InstallationRecord, openInstallation } from './installation.ts';
import { headCommit, pendingDiagnostics } from './pending-overrides.ts';
import { PinnedBytes } from './pinned-bytes.ts';
import { createPlanLog } from './plan-log.ts';
import { adoptionsOf } from './rebuild.ts';
import { renderAgain } from './render-again.ts';
import { sweep } from './retention.ts';
import { RolloutLoop } from './rollout-loop.ts';
import type { Runtime } from './runtime.ts';
import { bindingStatuses, clusterStatuses, type FleetStatus } from './status.ts';
import { removedFrom, targetsOf, unblockedClusters, waitersOf } from './targets.ts';
import { waitAtMost } from './wait-at-most.ts';

export interface ManagerOptions {
  readonly source: GitSource;
  /** Shown in status; without userinfo. */
  readonly url: string;
  readonly branch: string;
  readonly store: Store;
  readonly runtime: Runtime;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly openEngine: (options: {
    readonly cluster: string;
    readonly context: string;
    readonly fleet: string;
    readonly secretKey: string;
  }) => Promise<ClusterEngine>;
  /** Called after each change of what status shows. */
  readonly onStatus?: () => void;
}

/** A plan waits so long for first contacts when nothing is known of what the clusters run; milliseconds. */
const firstContactMs = 10_000;

/** While fleet.yaml cannot be read, the fleet's id and its guards are unknown: nothing may move. */
const assertReadable = (fleet: Fleet): void => {
  const [problem] = fleet.brokenFiles.get(fleet.config.document?.file ?? 'fleet.yaml') ?? [];
  if (problem) throw new HeadwaterError(problem, { retryable: false });
};

/** Wires the loops: commit → plan → rollout → pins → clusters, and evidence back. */
export class Manager {
  /** Commits come in by it, one after another. */
  readonly branch: BranchState;
  readonly #options: ManagerOptions;
  readonly #planner: CommitPlanner;
  readonly #rollouts: RolloutLoop;
  readonly #bindings: BindingLoop;
  readonly #abort = new AbortController();
  readonly #handOvers = new HandOvers();
  readonly #health: BindingCounts;
  readonly #bytes: PinnedBytes;
  readonly #logProblems: ReturnType<typeof createPlanLog>;
  #installation: InstallationRecord | undefined;
  #planned: HeadCommit | undefined;
  #waiters: ReturnType<typeof waitersOf> = new Map();
  #diagnostics: readonly Diagnostic[] = [];

  constructor(options: ManagerOptions) {
    this.#options = options;
    this.#health = createBindingCounts(options.metrics);
    this.#bytes = new PinnedBytes(options.store);
    this.#logProblems = createPlanLog(options.logger);
    this.#planner = createCommitPlanner(options.source);
    this.#rollouts = new RolloutLoop({
      store: options.store,
      runtime: options.runtime,
      onEffect: (effect) => this.#carryOut(effect),
      onChange: (record, before) => this.#onRecord(record, before),
      onError: (subscription, err) =>
        options.logger.error({ subscription, err }, 'state could not be stored'),
    });
    this.#bindings = this.#createBindings();
    this.branch = new BranchState({
      runtime: options.runtime,
      logger: options.logger,
      signal: this.#abort.signal,
      planCommit: (commit) => this.#planCommit(commit),
      onChange: () => options.onStatus?.(),
    });
  }

  /** Goes on where the last process stopped; needs neither git nor clusters to be there. */
  async start(): Promise<void> {
    this.#installation = await openInstallation(this.#options.store);
    await this.#rollouts.load();
    const records = [...this.#rollouts.records().values()];
    for (const record of records) this.#health.moved(record, undefined);
    await Promise.all(
      records.map(({ subscription }) => this.#rollouts.send(subscription, { type: 'restarted' })),
    );
  }

  /** A person accepts that this name leads to another cluster from now on. False when there is no such cluster. */
  async acceptCluster(cluster: string): Promise<boolean> {
    if (!this.#bindings.clusters().has(cluster)) return false;
    await this.#options.store.remove(clusterKey(cluster), undefined);
    return this.#bindings.reopen(cluster);
  }

  async resume(subscription: string): Promise<boolean> {
    if (!this.#rollouts.records().get(subscription)?.paused) return false;
    await this.#rollouts.send(subscription, { type: 'resume' });
    const event = this.#planned && targetsOf(this.#planned, this.#rollouts.records()).get(subscription);
    if (event) await this.#rollouts.send(subscription, event);
    return true;
  }

  status(): FleetStatus {
    const installation = this.#installation?.current();
    const { url, branch } = this.#options;
    const { message } = this.branch;
    return {
      fleet: installation?.fleet ?? '',
      source: {
        url,
        branch,
        commit: installation?.head ?? '',
        ...(message !== undefined && { message }),
      },
      clusters: clusterStatuses(this.#bindings.clusters()),
      bindings: bindingStatuses(this.#rollouts.records().values()),
      diagnostics: this.#diagnostics,
    };
  }

  async stop(): Promise<void> {
    this.#abort.abort();
    await this.branch.settled();
    await this.#bindings.stop();
    await this.#rollouts.stop();
  }

  #createBindings(): BindingLoop {
    const { store, runtime, logger, metrics } = this.#options;
    return new BindingLoop({
      store,
      runtime,
      logger,
      metrics,
      fleet: () => this.#installation?.current().fleet ?? '',
      openEngine: (cluster) => this.#openEngine(cluster),
      headState: (binding) => this.#planned?.plan.bindings.get(bindingKey(binding))?.state,
      renderAgain: (pin) =>
        renderAgain(pin, { planner: this.#planner, bytes: this.#bytes, signal: this.#abort.signal }),
      claimedElsewhere: (pin, id) => this.#handOvers.isClaimed(pin, id),
      headOf: (pin) => this.#handOvers.headOf(pin),
      recordOf: (subscription) => this.#rollouts.records().get(subscription),
      onEvidence: (evidence) => this.#onEvidence(evidence),
      onPruned: (pin, diagnostics) => {
        const { cluster, epoch } = pin;
        void this.#rollouts.send(pin.subscription, { type: 'pruned', cluster, epoch, diagnostics });
      },
      onContact: (cluster, contact) => this.#onContact(cluster, contact),
      onClusterStatus: (cluster, status) => {
        const message = 'diagnostic' in status ? status.diagnostic.message : undefined;
        logger[status.state === 'Reachable' ? 'info' : 'warn'](
          { cluster, state: status.state, message },
          'cluster',
        );
        this.#options.onStatus?.();
      },
    });
  }

  #openEngine(cluster: string): Promise<ClusterEngine> {
    const installation = this.#installation?.current();
    if (!installation) throw new Error('the manager was not started');
    const context = installation.contexts[cluster] ?? cluster;
    const { fleet, secretKey } = installation;
    return this.#options.openEngine({ cluster, context, fleet, secretKey });
  }

  #carryOut(effect: Exclude<RolloutEffect, { type: 'wake' }>): void {
    switch (effect.type) {
      case 'pin':
        this.#bindings.setPin(effect.pin);
        return;
      case 'prune':
        if (this.#handOvers.mayPrune(effect.pin)) this.#bindings.prune(effect.pin);
        return;
      default:
        effect satisfies never;
    }
  }

  #onEvidence(evidence: Evidence): void {
    const entry = this.#rollouts.records().get(evidence.subscription)?.clusters[evidence.cluster];
    const first = entry?.state === 'Dispatched' && evidence.state === 'Applied';
    const seenAt = first && entry.pin ? this.branch.seenAt(entry.pin.commit) : undefined;
    if (seenAt !== undefined) {
      this.#options.metrics.commitApplied((this.#options.runtime.monotonic() - seenAt) / 1000);
    }
    void this.#rollouts.send(evidence.subscription, { type: 'evidence', evidence });
  }

  #onRecord(record: SubscriptionRecord, before: SubscriptionRecord): void {
    this.#options.onStatus?.();
    this.#health.moved(record, before);
    if (record.state !== before.state) {
      const { subscription, state } = record;
      const commit = record.target?.commit;
      this.#options.logger.info({ subscription, state, commit }, 'rollout');
    }
    this.#wakeWaiters(record.subscription, movedClusters(record, before));
  }

  #wakeWaiters(subscription: string, clusters: readonly string[]): void {
    const planned = this.#planned;
    if (!planned) return;
    for (const dependent of this.#waiters.get(subscription) ?? []) {
      const at = { subscription: dependent, clusters };
      for (const cluster of unblockedClusters(planned, this.#rollouts.records(), at)) {
        void this.#rollouts.send(dependent.key, { type: 'unblocked', cluster });
      }
    }
  }

  async #onContact(cluster: string, contact: ClusterContact): Promise<void> {
    const facts = {
      fleet: this.#installation?.current().fleet ?? '',
      cluster,
      headDigest: (subscription: string) =>
        this.#planned?.plan.bindings.get(bindingKey({ subscription, cluster }))?.state?.digest,
      records: this.#rollouts.records(),
    };
    for (const [subscription, event] of adoptionsOf(contact, facts)) {
      this.#options.logger.warn({ cluster, subscription }, 'what the cluster runs is taken from the cluster');
      await this.#rollouts.send(subscription, event);
    }
  }

  async #planCommit(commit: string): Promise<void> {
    const { runtime, source, logger } = this.#options;
    const planned = await this.#planner.plan(commit, this.#abort.signal);
    const { fleet, plan } = planned;
    assertReadable(fleet);
    const isNew = this.#installation?.isNew && this.#planned === undefined;
    const contexts = this.#installation?.current().contexts ?? {};
    await this.#installation?.planning(fleet);
    this.#planned = { ...planned, pending: this.#planned?.pending ?? new Map() };
    this.#handOvers.planned(planned);
    this.#waiters = waitersOf(fleet);
    this.#diagnostics = [...fleet.diagnostics, ...plan.diagnostics];
    this.#logProblems(this.#diagnostics);
    await this.#bytes.saveAll(plan);
    const contacts = Promise.all(fleet.clusters.map(({ name }) => this.#bindings.ensureCluster(name)));
    for (const { name, access } of fleet.clusters) {
      if (contexts[name] !== undefined && contexts[name] !== access.context) void this.#bindings.reopen(name);
    }
    // nothing is known of what the clusters run: they are asked before anything is planned for them (R21)
    if (isNew) await waitAtMost(contacts, { runtime, ms: firstContactMs, signal: this.#abort.signal });
    const records = this.#rollouts.records();
    const signal = this.#abort.signal;
    const head = await headCommit(planned, { planner: this.#planner, records, signal });
    this.#planned = head;
    this.#diagnostics = [...fleet.diagnostics, ...plan.diagnostics, ...pendingDiagnostics(head.pending)];
    this.#logProblems(this.#diagnostics);
    logger.info(
      { commit, bindings: plan.bindings.size, problems: this.#diagnostics.length },
      'commit planned',
    );
    await Promise.all([
      ...[...targetsOf(head, records)].map(([key, event]) => this.#rollouts.send(key, event)),
      ...removedFrom(head, records).map((key) => this.#rollouts.send(key, { type: 'removed' })),
    ]);
    this.#bindings.headMoved();
    const left = this.#handOvers.left(records);
    for (const pin of left.applies) this.#bindings.setPin(pin);
    for (const pin of left.prunes) this.#bindings.prune(pin);
    await this.#installation?.planned(commit);
    await sweep({ source, bytes: this.#bytes, planned }, records.values());
  }
}
