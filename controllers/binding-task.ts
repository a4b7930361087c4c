import type { ApplyReport, BindingWork, ClusterEngine, Drift, PruneGuards } from '../src/cluster/engine.ts';
import type { EvidenceState, Pin } from '../src/model/binding.ts';
import type { DesiredObject, DesiredState } from '../src/model/desired.ts';
import { type Diagnostic, HeadwaterError, isError } from '../src/model/diagnostic.ts';
import { resourceKey } from '../src/model/resource.ts';
import { isAway, superseded } from './binding-failure.ts';
import type { BindingHost } from './binding-host.ts';
import { JobChain } from './job-chain.ts';
import { OwnedRecords } from './owned-records.ts';
import { backoff } from './runtime.ts';

const retryDelay = { baseMs: 1000, maxMs: 120_000 };
const healthDelay = { baseMs: 500, maxMs: 15_000 };

const healthEvidence: Readonly<Record<string, EvidenceState>> = {
  Current: 'Healthy',
  Failed: 'Failed',
  InProgress: 'Verifying',
  Terminating: 'Verifying',
  Unknown: 'Verifying',
};

type Job = (pin: Pin, engine: ClusterEngine) => Promise<void>;

/**
 * One binding on one cluster. Its jobs (sync, heal, health, prune) run one after another, so that none of them
 * sees the half of another; different bindings run side by side.
 */
export class BindingTask {
  readonly #host: BindingHost;
  #pin: Pin | undefined;
  #work: BindingWork | undefined;
  /** Everything of `#work` was applied, as far as the last attempt tells. */
  #applied = false;
  /** The last failure was the cluster's, it was reached again since, and no attempt succeeded yet. */
  #blamedCluster = false;
  readonly #owned: OwnedRecords;
  #drifts = new Map<string, Drift>();
  readonly #jobs = new JobChain();
  #attempt = 0;
  #polls = 0;
  #cancelRetry: (() => void) | undefined;
  #cancelPoll: (() => void) | undefined;
  /** Asked for and not yet done: a cluster that was away gets it when it is back. */
  #pruneWanted: { readonly pin: Pin; readonly guards: PruneGuards } | undefined;
  #stopped = false;

  constructor(host: BindingHost) {
    this.#host = host;
    this.#owned = new OwnedRecords({
      save: (pin, owned) => host.saveOwned(pin, owned),
      onError: (error) => host.onBug(error),
    });
  }

  get pin(): Pin | undefined {
    return this.#pin;
  }

  get pruneWanted(): { readonly pin: Pin; readonly guards: PruneGuards } | undefined {
    return this.#pruneWanted;
  }

  get work(): BindingWork | undefined {
    return this.#work;
  }

  /** The pin that the cluster shall run; the same pin again means: look again. */
  setPin(pin: Pin): void {
    if (!this.#isCurrent(pin)) this.#attempt = 0;
    this.#pin = pin;
    this.#queueSync();
  }

  /** The same objects, perhaps under other policies: those are no part of a digest, and move no pin. */
  treatAs(head: DesiredState): void {
    const state = this.#work?.state;
    if (state?.digest !== head.digest || state.treatment === head.treatment) return;
    this.#work = undefined;
    this.#queueSync();
  }

  prune(pin: Pin, guards: PruneGuards): void {
    this.#pruneWanted = { pin, guards };
    this.#queuePrune();
  }

  drift(drift: Drift): void {
    if (drift.cause === 'status') {
      this.#queueHealth();
      return;
    }
    this.#drifts.set(resourceKey(drift.id), drift);
    this.#queueHeal();
  }

  /** After a reconnect: everything is looked at again. */
  restart(): void {
    this.#attempt = 0;
    this.#queueAll();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelRetry?.();
    this.#cancelPoll?.();
    await this.#jobs.settled();
    await this.#owned.saved();
  }

  #isCurrent(pin: Pin): boolean {
    return !this.#stopped && this.#pin?.epoch === pin.epoch && this.#pin.digest === pin.digest;
  }

  /** What is loaded, if it is what this pin names: bytes of another pin tell nothing of this one (R1, I14). */
  #workOf(pin: Pin): BindingWork | undefined {
    const isOfPin = this.#work?.epoch === pin.epoch && this.#work.state.digest === pin.digest;
    return isOfPin ? this.#work : undefined;
  }

  #retryLater(): void {
    const { runtime } = this.#host;
    const ms = backoff(this.#attempt++, { ...retryDelay, random: runtime.random() });
    this.#cancelRetry?.();
    this.#cancelRetry = runtime.after(ms, () => this.#queueAll());
  }

  #pollLater(): void {
    const { runtime } = this.#host;
    const ms = backoff(this.#polls++, { ...healthDelay, random: runtime.random() });
    this.#cancelPoll?.();
    this.#cancelPoll = runtime.after(ms, () => this.#queueHealth());
  }

  /** Queues a job; one that fails never stops those behind it, one that finds the cluster away is dropped. */
  #enqueue(name: string, job: Job, options: { readonly direct: boolean }): void {
    const run = async (): Promise<void> => {
      const pin = this.#pin;
      const engine = this.#host.engine();
      if (this.#stopped || !pin || !engine) return;
      await job(pin, engine).catch((error: unknown) => this.#onFailure(pin, error));
    };
    // a heal is one small request: it does not wait behind a queue of first applies
    this.#jobs.add(name, run, options.direct ? undefined : (begin) => this.#host.schedule(begin));
  }

  #queueSync(): void {
    this.#cancelRetry?.();
    this.#enqueue('sync', (pin, engine) => this.#sync(pin, engine), { direct: false });
  }

  #queuePrune(): void {
    if (this.#pruneWanted) this.#enqueue('prune', (_pin, engine) => this.#prune(engine), { direct: false });
  }

  #queueAll(): void {
    this.#queueSync();
    this.#queuePrune();
  }

  #queueHeal(): void {
    this.#enqueue('heal', (pin, engine) => this.#heal(pin, engine), { direct: true });
  }

  #queueHealth(): void {
    this.#enqueue('health', (pin, engine) => this.#judgeHealth(pin, engine), { direct: true });
  }

  #onFailure(pin: Pin, error: unknown): void {
    if (this.#host.signal.aborted || this.#stopped) return;
    if (error instanceof HeadwaterError) {
      this.#report(pin, [error.diagnostic]);
      return;
    }
    this.#host.onBug(error);
    this.#retryLater();
  }

  /**
   * What failed is told, and tried again. A cluster that does not answer is the cluster's own affair, once: where
   * it was reached again and this binding still gets no answer, the binding is alone with it (an aggregated API
   * that is down, a kind that we may not list), and costs its neighbours nothing more.
   */
  #report(pin: Pin, diagnostics: readonly Diagnostic[]): void {
    const away = diagnostics.find(isAway);
    if (away && !this.#blamedCluster) {
      this.#blamedCluster = true;
      this.#host.onUnreachable(new HeadwaterError(away, { retryable: true }));
      return;
    }
    this.#host.onEvidence(pin, away?.code === 'ClusterUnreachable' ? 'Unreachable' : 'Failed', diagnostics);
    this.#retryLater();
  }

  async #load(pin: Pin): Promise<BindingWork | undefined> {
    const known = this.#workOf(pin);
    if (known) return known;
    const loaded = await this.#host.loadWork(pin);
    if (!('state' in loaded)) {
      this.#report(pin, loaded);
      return undefined;
    }
    this.#work = loaded;
    this.#applied = false;
    this.#owned.load(loaded.owned);
    this.#host.onWorkChanged();
    return loaded;
  }

  async #sync(pin: Pin, engine: ClusterEngine): Promise<void> {
    const work = await this.#load(pin);
    if (!work) return;
    const report = await engine.apply({ ...work, owned: this.#owned.records }, this.#host.signal);
    this.#owned.remember(pin, report.outcomes);
    this.#host.onApplied(pin, report, 'sync');
    if (!this.#isCurrent(pin)) return;
    this.#applied = !this.#failed(pin, report);
    if (!this.#applied) return;
    this.#blamedCluster = false;
    this.#attempt = 0;
    this.#polls = 0;
    this.#host.onEvidence(pin, 'Applied', report.diagnostics);
    await this.#judgeHealth(pin, engine);
  }

  #failed(pin: Pin, report: ApplyReport): boolean {
    if (report.superseded) {
      this.#host.onSuperseded();
      this.#report(pin, [superseded]);
      return true;
    }
    if (!report.diagnostics.some(isError)) return false;
    this.#report(pin, report.diagnostics);
    return true;
  }

  /** Health says something of a pin only once the whole of it was applied: before, the objects may be older ones. */
  async #judgeHealth(pin: Pin, engine: ClusterEngine): Promise<void> {
    const work = this.#workOf(pin);
    if (!work || !this.#applied || !this.#isCurrent(pin)) return;
    const report = await engine.health(work, this.#host.signal);
    const away = report.diagnostics.find(isAway);
    if (away) throw new HeadwaterError(away, { retryable: true });
    // a Job that was seen to complete is not run again after a restart
    this.#owned.remember(pin, report.owned ?? []);
    const state = healthEvidence[report.state] ?? 'Verifying';
    this.#host.onEvidence(pin, state, report.diagnostics);
    if (state === 'Healthy') this.#polls = 0;
    else this.#pollLater();
  }

  #takeDrifts(work: BindingWork): readonly { readonly drift: Drift; readonly object: DesiredObject }[] {
    const objects = new Map(work.state.objects.map((object) => [object.key, object]));
    const found = [...this.#drifts].flatMap(([key, drift]) => {
      const object = objects.get(key);
      const heals = work.state.policy.drift === 'heal' && object?.policy.drift === 'heal';
      return object && heals ? [{ drift, object }] : [];
    });
    this.#drifts.clear();
    return found;
  }

  /** Sends the pinned bytes of what drifted, and only of that. */
  async #heal(pin: Pin, engine: ClusterEngine): Promise<void> {
    const work = this.#workOf(pin);
    // the pin moved: its sync, which is on its way, puts right whatever drifted
    if (!work) return this.#drifts.clear();
    const found = this.#takeDrifts(work);
    // what is not healed is shown with the binding's health
    if (found.length === 0) return this.#judgeHealth(pin, engine);
    const report = await engine.heal(
      { ...work, owned: this.#owned.records },
      found.map(({ object }) => object),
      this.#host.signal,
    );
    this.#owned.remember(pin, report.outcomes);
    this.#host.onApplied(pin, report, 'heal');
    const failed = this.#failed(pin, report);
    if (failed) this.#applied = false;
    for (const { drift } of found) this.#host.onHealed(pin, drift, !failed);
    if (!failed) await this.#judgeHealth(pin, engine);
  }

  async #prune(engine: ClusterEngine): Promise<void> {
    const wanted = this.#pruneWanted;
    const work = wanted && this.#workOf(wanted.pin);
    if (!work || !this.#isCurrent(wanted.pin)) return;
    const { pin, guards } = wanted;
    const report = await engine.prune({ ...work, owned: this.#owned.records }, guards, this.#host.signal);
    this.#owned.forget(pin, report.deleted);
    if (this.#failed(pin, { outcomes: [], diagnostics: report.diagnostics, superseded: false })) return;
    if (this.#pruneWanted === wanted) this.#pruneWanted = undefined;
    this.#host.onPruned(pin, report.diagnostics);
  }
}
