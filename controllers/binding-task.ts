import type {
  ApplyReport,
  BindingWork,
  ClusterEngine,
  Drift,
  ObjectOutcome,
  OwnedRecord,
  PruneGuards,
} from '../src/cluster/engine.ts';
import type { EvidenceState, Pin } from '../src/model/binding.ts';
import type { DesiredObject } from '../src/model/desired.ts';
import { type Diagnostic, HeadwaterError, isError } from '../src/model/diagnostic.ts';
import { resourceKey } from '../src/model/resource.ts';
import type { BindingHost } from './binding-host.ts';
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

/** The cluster did not answer, or not us: nothing is known of the objects (Unreachable is not Failed). */
const isAway = ({ code }: Diagnostic): boolean => code === 'ClusterUnreachable' || code === 'ClusterAuth';

const sameRecord = (a: OwnedRecord, b: OwnedRecord): boolean =>
  a.ownedHash === b.ownedHash && a.digest === b.digest && a.uid === b.uid && a.completed === b.completed;

type Job = (pin: Pin, engine: ClusterEngine) => Promise<void>;

/**
 * One binding on one cluster. Its jobs (sync, heal, health, prune) run one after another, so that none of them
 * sees the half of another; different bindings run side by side.
 */
export class BindingTask {
  readonly #host: BindingHost;
  #pin: Pin | undefined;
  #work: BindingWork | undefined;
  #owned = new Map<string, OwnedRecord>();
  #drifts = new Map<string, Drift>();
  #chain: Promise<void> = Promise.resolve();
  #attempt = 0;
  #polls = 0;
  #cancelTimer: (() => void) | undefined;
  #healthQueued = false;
  #syncQueued = false;
  /** Asked for and not yet done: a cluster that was away gets it when it is back. */
  #pruneWanted: { readonly pin: Pin; readonly guards: PruneGuards } | undefined;
  #stopped = false;

  constructor(host: BindingHost) {
    this.#host = host;
  }

  get pin(): Pin | undefined {
    return this.#pin;
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
    this.#enqueue((pin, engine) => this.#heal(pin, engine), { direct: true });
  }

  /** After a reconnect: everything is looked at again. */
  restart(): void {
    this.#attempt = 0;
    this.#queueAll();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#cancelTimer?.();
    await this.#chain;
  }

  #isCurrent(pin: Pin): boolean {
    return !this.#stopped && this.#pin?.epoch === pin.epoch && this.#pin.digest === pin.digest;
  }

  #later(ms: number, callback: () => void): void {
    this.#cancelTimer?.();
    this.#cancelTimer = this.#host.runtime.after(ms, callback);
  }

  #retryLater(): void {
    const { runtime } = this.#host;
    this.#later(backoff(this.#attempt++, { ...retryDelay, random: runtime.random() }), () =>
      this.#queueAll(),
    );
  }

  /** Jobs of this binding in order; a job that fails never stops the ones behind it. */
  #enqueue(job: Job, options: { readonly direct: boolean }): void {
    this.#chain = this.#chain.then(async () => {
      const pin = this.#pin;
      const engine = this.#host.engine();
      if (this.#stopped || !pin || !engine) return;
      const run = (): Promise<void> =>
        job(pin, engine).catch((error: unknown) => this.#onFailure(pin, error));
      // a heal is one small request: it does not wait behind a queue of first applies
      await (options.direct ? run() : this.#host.schedule(run));
    });
  }

  #queueSync(): void {
    if (this.#syncQueued) return;
    this.#syncQueued = true;
    this.#cancelTimer?.();
    const clear = (): void => {
      this.#syncQueued = false;
    };
    this.#enqueue(
      async (pin, engine) => {
        clear();
        await this.#sync(pin, engine);
      },
      { direct: false },
    );
    // a job that found the cluster away was dropped: the reconnect queues a new one
    this.#chain = this.#chain.then(clear);
  }

  #queuePrune(): void {
    if (!this.#pruneWanted) return;
    this.#enqueue((_pin, engine) => this.#prune(engine), { direct: false });
  }

  #queueAll(): void {
    this.#queueSync();
    this.#queuePrune();
  }

  #queueHealth(): void {
    if (this.#healthQueued) return;
    this.#healthQueued = true;
    const clear = (): void => {
      this.#healthQueued = false;
    };
    this.#enqueue(
      async (pin, engine) => {
        clear();
        await this.#judgeHealth(pin, engine);
      },
      { direct: true },
    );
    this.#chain = this.#chain.then(clear);
  }

  #onFailure(pin: Pin, error: unknown): void {
    if (this.#host.signal.aborted || this.#stopped) return;
    if (error instanceof HeadwaterError) {
      if (isAway(error.diagnostic)) {
        this.#host.onUnreachable(error);
        return;
      }
      this.#host.onEvidence(pin, 'Failed', [error.diagnostic]);
    } else {
      this.#host.onBug(error);
    }
    this.#retryLater();
  }

  async #load(pin: Pin): Promise<boolean> {
    if (this.#work?.epoch === pin.epoch && this.#work.state.digest === pin.digest) return true;
    const loaded = await this.#host.loadWork(pin);
    if (!('state' in loaded)) {
      this.#host.onEvidence(pin, 'Failed', loaded);
      this.#retryLater();
      return false;
    }
    this.#work = loaded;
    this.#owned = new Map(loaded.owned);
    this.#host.onWorkChanged();
    return true;
  }

  async #remember(pin: Pin, outcomes: readonly ObjectOutcome[]): Promise<void> {
    let changed = false;
    for (const { id, owned } of outcomes) {
      if (!owned) continue;
      const key = resourceKey(id);
      const known = this.#owned.get(key);
      if (known && sameRecord(known, owned)) continue;
      this.#owned.set(key, owned);
      changed = true;
    }
    if (changed) await this.#host.saveOwned(pin, this.#owned);
  }

  async #sync(pin: Pin, engine: ClusterEngine): Promise<void> {
    if (!(await this.#load(pin)) || !this.#work) return;
    const report = await engine.apply({ ...this.#work, owned: this.#owned }, this.#host.signal);
    await this.#remember(pin, report.outcomes);
    this.#host.onApplied(pin, report, 'sync');
    if (!this.#isCurrent(pin)) return;
    if (this.#failed(pin, report)) return;
    this.#attempt = 0;
    this.#polls = 0;
    this.#host.onEvidence(pin, 'Applied', report.diagnostics);
    await this.#judgeHealth(pin, engine);
  }

  #failed(pin: Pin, report: ApplyReport): boolean {
    if (!report.superseded && !report.diagnostics.some(isError)) return false;
    const away = report.diagnostics.find(isAway);
    if (away) {
      this.#host.onUnreachable(new HeadwaterError(away, { retryable: true }));
      return true;
    }
    this.#host.onEvidence(pin, 'Failed', report.diagnostics);
    this.#retryLater();
    return true;
  }

  async #judgeHealth(pin: Pin, engine: ClusterEngine): Promise<void> {
    if (!this.#work || !this.#isCurrent(pin)) return;
    const report = await engine.health(this.#work, this.#host.signal);
    const away = report.diagnostics.find(isAway);
    if (away) throw new HeadwaterError(away, { retryable: true });
    // a Job that was seen to complete is not run again after a restart
    await this.#remember(pin, report.owned ?? []);
    const state = healthEvidence[report.state] ?? 'Verifying';
    this.#host.onEvidence(pin, state, report.diagnostics);
    if (state === 'Healthy') {
      this.#polls = 0;
      return;
    }
    const { runtime } = this.#host;
    this.#later(backoff(this.#polls++, { ...healthDelay, random: runtime.random() }), () =>
      this.#queueHealth(),
    );
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
    if (!this.#work) return;
    const found = this.#takeDrifts(this.#work);
    if (found.length === 0) return;
    const work = { ...this.#work, owned: this.#owned };
    const report = await engine.heal(
      work,
      found.map(({ object }) => object),
      this.#host.signal,
    );
    await this.#remember(pin, report.outcomes);
    this.#host.onApplied(pin, report, 'heal');
    const failed = this.#failed(pin, report);
    for (const { drift } of found) this.#host.onHealed(pin, drift, !failed);
    if (!failed) await this.#judgeHealth(pin, engine);
  }

  async #prune(engine: ClusterEngine): Promise<void> {
    const wanted = this.#pruneWanted;
    if (!this.#work || !wanted || !this.#isCurrent(wanted.pin)) return;
    const { pin, guards } = wanted;
    const report = await engine.prune({ ...this.#work, owned: this.#owned }, guards, this.#host.signal);
    for (const id of report.deleted) this.#owned.delete(resourceKey(id));
    if (report.deleted.length > 0) await this.#host.saveOwned(pin, this.#owned);
    if (this.#failed(pin, { outcomes: [], diagnostics: report.diagnostics, superseded: false })) return;
    if (this.#pruneWanted === wanted) this.#pruneWanted = undefined;
    this.#host.onPruned(pin, report.diagnostics);
  }
}
