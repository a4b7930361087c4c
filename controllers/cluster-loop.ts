import PQueue from 'p-queue';
import type {
  BindingWork,
  ClusterContact,
  ClusterEngine,
  Drift,
  PruneGuards,
} from '../src/cluster/engine.ts';
import type { Pin } from '../src/model/binding.ts';
import type { DesiredState } from '../src/model/desired.ts';
import type { Diagnostic } from '../src/model/diagnostic.ts';
import { HeadwaterError } from '../src/model/diagnostic.ts';
import type { BindingHost } from './binding-host.ts';
import { BindingTask } from './binding-task.ts';
import { backoff } from './runtime.ts';
import { waitAtMost } from './wait-at-most.ts';

export type ClusterStatus =
  | { readonly state: 'Connecting' }
  | { readonly state: 'Reachable'; readonly version: string }
  | { readonly state: 'Unreachable'; readonly diagnostic: Diagnostic; readonly since: number }
  /** Reached, and not to be written to. */
  | { readonly state: 'Refused'; readonly diagnostic: Diagnostic };

type OfThisLoop = 'engine' | 'schedule' | 'onUnreachable' | 'onSuperseded' | 'onWorkChanged' | 'signal';

export interface ClusterLoopOptions {
  readonly cluster: string;
  readonly open: () => Promise<ClusterEngine>;
  /** What the tasks report; engine, schedule and failures are this loop's own. */
  readonly host: Omit<BindingHost, OfThisLoop>;
  /** Decides whether this is the cluster that it was; throws ClusterIdentityChanged when it is not. */
  readonly onContact: (contact: ClusterContact) => Promise<void>;
  readonly onStatus: (status: ClusterStatus) => void;
  readonly onDrift: (drift: Drift) => void;
  /** Bindings that are synced side by side. */
  readonly concurrency: number;
}

const reconnectDelay = { baseMs: 500, maxMs: 30_000 };
/** A refused cluster is looked at again this often: its kubeconfig may have been mended. Milliseconds. */
const refusedRetryMs = 10_000;
/** How long a stop waits for requests in flight, and then for connections to close. Milliseconds. */
const stopGraceMs = 1500;
/** A cluster is asked at most this often why it holds a newer epoch than we know of. Milliseconds. */
const askAgainMs = 10_000;
/** Between two adjustments of the watches. Milliseconds. */
const watchSpacingMs = 200;
/** A connection that held for so long was a good one: the next attempts start at once again. Milliseconds. */
const steadyMs = 60_000;

/** One cluster's bulkhead: its connection, its queue, its backoff. What happens here costs no other cluster anything. */
export class ClusterLoop {
  readonly #options: ClusterLoopOptions;
  readonly #abort = new AbortController();
  readonly #queue: PQueue;
  readonly #tasks = new Map<string, BindingTask>();
  #engine: ClusterEngine | undefined;
  #connected = false;
  #connectedAt = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #attempt = 0;
  #watchQueued = false;
  #watchedAt = Number.NEGATIVE_INFINITY;
  #status: ClusterStatus = { state: 'Connecting' };
  #connecting: Promise<void> | undefined;
  #stopping: Promise<void> | undefined;
  #cancelTimer: (() => void) | undefined;

  constructor(options: ClusterLoopOptions) {
    this.#options = options;
    this.#queue = new PQueue({ concurrency: options.concurrency });
  }

  get status(): ClusterStatus {
    return this.#status;
  }

  /** Tries to reach the cluster; resolves when the first attempt is over, whatever its outcome. */
  start(): Promise<void> {
    return this.#connect();
  }

  setPin(pin: Pin): void {
    const task = this.#taskOf(pin.subscription);
    if (this.#status.state === 'Unreachable' || this.#status.state === 'Refused') {
      this.#report(pin, this.#status.diagnostic);
    }
    task.setPin(pin);
  }

  prune(pin: Pin, guards: PruneGuards): void {
    this.#taskOf(pin.subscription).prune(pin, guards);
  }

  headMoved(headState: (pin: Pin) => DesiredState | undefined): void {
    for (const task of this.#tasks.values()) {
      const head = task.pin && headState(task.pin);
      if (head) task.treatAs(head);
    }
  }

  /** Gives every pin, and every prune that is not yet done, to the loop that takes this one's place. */
  handOver(next: ClusterLoop): void {
    for (const { pin, pruneWanted } of this.#tasks.values()) {
      if (pin) next.setPin(pin);
      if (pruneWanted) next.prune(pruneWanted.pin, pruneWanted.guards);
    }
  }

  /** Safe to call twice. */
  stop(): Promise<void> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<void> {
    this.#abort.abort();
    this.#cancelTimer?.();
    // what still waits in the queue sees that it was stopped: clearing it would reject what its tasks wait for
    const over = Promise.all([...this.#tasks.values()].map((task) => task.stop()));
    const { runtime } = this.#options.host;
    // a cluster that hangs holds up no stop; what it was writing is looked at again at the next start
    await waitAtMost(
      over.then(() => this.#connecting),
      { runtime, ms: stopGraceMs },
    );
    await waitAtMost(this.#engine?.close() ?? Promise.resolve(), { runtime, ms: stopGraceMs });
  }

  #taskOf(subscription: string): BindingTask {
    const known = this.#tasks.get(subscription);
    if (known) return known;
    const task = new BindingTask({
      ...this.#options.host,
      signal: this.#abort.signal,
      engine: () => (this.#connected ? this.#engine : undefined),
      schedule: (job) => this.#queue.add(job),
      onUnreachable: (error) => this.#lost(error),
      onSuperseded: () => this.#askAgain(),
      onWorkChanged: () => this.#watchSoon(),
    });
    this.#tasks.set(subscription, task);
    return task;
  }

  #setStatus(status: ClusterStatus): void {
    this.#status = status;
    this.#options.onStatus(status);
  }

  #report(pin: Pin, diagnostic: Diagnostic): void {
    const state = diagnostic.code === 'ClusterIdentityChanged' ? 'Failed' : 'Unreachable';
    this.#options.host.onEvidence(pin, state, [diagnostic]);
  }

  #connect(): Promise<void> {
    this.#connecting ??= this.#tryConnect().finally(() => {
      this.#connecting = undefined;
    });
    return this.#connecting;
  }

  async #tryConnect(): Promise<void> {
    try {
      this.#engine ??= await this.#options.open();
      const contact = await this.#engine.connect(this.#abort.signal);
      await this.#options.onContact(contact);
      if (this.#abort.signal.aborted) return;
      this.#connected = true;
      this.#connectedAt = this.#options.host.runtime.monotonic();
      this.#setStatus({ state: 'Reachable', version: contact.version });
      for (const task of this.#tasks.values()) task.restart();
      this.#watchSoon();
    } catch (error) {
      this.#away(error);
    }
  }

  /** Not reached, or not allowed: every binding says so, and the next attempt is on its way. */
  #away(error: unknown): void {
    if (this.#abort.signal.aborted) return;
    if (!(error instanceof HeadwaterError)) this.#options.host.onBug(error);
    const diagnostic: Diagnostic =
      error instanceof HeadwaterError
        ? error.diagnostic
        : {
            code: 'ClusterUnreachable',
            severity: 'error',
            message: `${this.#options.cluster}: internal error`,
          };
    const refused = ['ClusterIdentityChanged', 'ClusterConfigRefused', 'ClusterUnknown'].includes(
      diagnostic.code,
    );
    const { runtime } = this.#options.host;
    this.#setStatus(
      refused ? { state: 'Refused', diagnostic } : { state: 'Unreachable', diagnostic, since: runtime.now() },
    );
    for (const task of this.#tasks.values()) if (task.pin) this.#report(task.pin, diagnostic);
    const ms = backoff(this.#attempt++, { ...reconnectDelay, random: runtime.random() });
    this.#cancelTimer = runtime.after(refused ? refusedRetryMs : ms, () => void this.#connect());
  }

  /** A request found the cluster gone: one reconnect for all its bindings. */
  #lost(error: HeadwaterError): void {
    if (!this.#connected) return;
    this.#connected = false;
    if (this.#options.host.runtime.monotonic() - this.#connectedAt >= steadyMs) this.#attempt = 0;
    this.#away(error);
  }

  /** Reads identity and parents again, as at first contact, without calling the cluster away. */
  #askAgain(): void {
    const now = this.#options.host.runtime.monotonic();
    if (!this.#connected || now - this.#askedAt < askAgainMs) return;
    this.#askedAt = now;
    this.#connected = false;
    void this.#connect();
  }

  /**
   * The watches are told all bindings, so in a rush they are told now and then. Nothing waits for it: an apply
   * claims its own objects and has their kinds watched.
   */
  #watchSoon(): void {
    if (this.#watchQueued) return;
    this.#watchQueued = true;
    const { runtime } = this.#options.host;
    const wait = this.#watchedAt + watchSpacingMs - runtime.monotonic();
    if (wait > 0) runtime.after(wait, () => this.#watch());
    else setImmediate(() => this.#watch());
  }

  #watch(): void {
    this.#watchQueued = false;
    if (!this.#connected || this.#abort.signal.aborted) return;
    this.#watchedAt = this.#options.host.runtime.monotonic();
    const works = [...this.#tasks.values()].flatMap((task): BindingWork[] => (task.work ? [task.work] : []));
    this.#engine?.watch(
      works,
      (drift) => this.#onDrift(drift),
      (error) => this.#lost(error),
    );
  }

  #onDrift(drift: Drift): void {
    this.#options.onDrift(drift);
    this.#tasks.get(drift.subscription)?.drift(drift);
  }
}
