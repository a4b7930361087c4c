import { HeadwaterError } from '../src/model/diagnostic.ts';
import { encodeRecord } from '../src/rollout/codec.ts';
import type { RolloutEffect, RolloutEvent } from '../src/rollout/event.ts';
import { emptyRecord, type SubscriptionRecord } from '../src/rollout/record.ts';
import { step } from '../src/rollout/step.ts';
import { keyPrefixes, subscriptionRecordKey } from '../src/store/keys.ts';
import type { Store } from '../src/store/store.ts';
import { readRecord } from './read-record.ts';
import type { Runtime } from './runtime.ts';

export interface RolloutLoopOptions {
  readonly store: Store;
  readonly runtime: Runtime;
  readonly onEffect: (effect: Exclude<RolloutEffect, { type: 'wake' }>) => void;
  /** After each stored change. */
  readonly onChange: (record: SubscriptionRecord, before: SubscriptionRecord) => void;
  readonly onError: (subscription: string, error: unknown) => void;
}

const endOfTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const storeRetryMs = 1000;

const writtenByOthers = (subscription: string): HeadwaterError =>
  new HeadwaterError(
    {
      code: 'StateLocked',
      severity: 'error',
      message: `another process wrote the record of ${subscription}`,
    },
    { retryable: false },
  );

/** One Subscription's record in memory, what the store has of it, and the events that wait for it. */
interface Slot {
  record: SubscriptionRecord;
  text: string;
  /** What the last write tried, whether or not it is known to be done. */
  attempted: string;
  version: string | undefined;
  readonly queue: RolloutEvent[];
  running: Promise<void> | undefined;
  cancelWake: (() => void) | undefined;
  cancelRetry: (() => void) | undefined;
}

/**
 * Feeds events to the state machine. Records are stored before their effects are carried out, so that a crash
 * between the two repeats an effect and never loses one. Events that arrive during a write share the next one.
 */
export class RolloutLoop {
  readonly #options: RolloutLoopOptions;
  readonly #slots = new Map<string, Slot>();
  readonly #records = new Map<string, SubscriptionRecord>();
  #stopped = false;

  constructor(options: RolloutLoopOptions) {
    this.#options = options;
  }

  /** Reads every record; call once, before anything else. Rejects with StateUnreadable. */
  async load(): Promise<void> {
    const { store } = this.#options;
    for (const key of await store.list(keyPrefixes.subscriptions)) {
      const stored = await store.read(key);
      if (!stored) continue;
      const record = readRecord(key, stored.value);
      const slot = this.#slotOf(record.subscription);
      this.#records.set(record.subscription, record);
      Object.assign(slot, { record, text: JSON.stringify(stored.value), version: stored.version });
    }
  }

  /** As stored; a live view. */
  records(): ReadonlyMap<string, SubscriptionRecord> {
    return this.#records;
  }

  /** Steps the Subscription's machine; resolves once the outcome is stored and its effects are handed on. */
  async send(subscription: string, event: RolloutEvent): Promise<void> {
    if (this.#stopped) return;
    const slot = this.#slotOf(subscription);
    slot.queue.push(event);
    await this.#pump(slot);
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    for (const slot of this.#slots.values()) {
      slot.cancelWake?.();
      slot.cancelRetry?.();
    }
    await Promise.all([...this.#slots.values()].map((slot) => slot.running));
  }

  #slotOf(subscription: string): Slot {
    const known = this.#slots.get(subscription);
    if (known) return known;
    const record = emptyRecord(subscription, this.#options.runtime.now());
    const slot: Slot = {
      record,
      text: '',
      attempted: '',
      version: undefined,
      queue: [],
      running: undefined,
      cancelWake: undefined,
      cancelRetry: undefined,
    };
    this.#slots.set(subscription, slot);
    return slot;
  }

  async #pump(slot: Slot): Promise<void> {
    // a write failed a moment ago: what comes meanwhile shares its next attempt
    if (slot.cancelRetry) return;
    slot.running ??= this.#drain(slot)
      .then(
        () => true,
        (error: unknown) => this.#retryLater(slot, error),
      )
      .then(async (drained) => {
        slot.running = undefined;
        // an event may have come between the last look and now
        if (drained && slot.queue.length > 0) await this.#pump(slot);
      });
    await slot.running;
  }

  /** A failed write keeps its events; they are stepped again from the stored record. */
  #retryLater(slot: Slot, error: unknown): boolean {
    this.#options.onError(slot.record.subscription, error);
    slot.cancelRetry = this.#options.runtime.after(storeRetryMs, () => {
      slot.cancelRetry = undefined;
      void this.#pump(slot);
    });
    return false;
  }

  async #drain(slot: Slot): Promise<void> {
    while (slot.queue.length > 0) {
      // what one turn tells of a binding (applied, and healthy at once) is one step and one write
      await endOfTurn();
      const events = slot.queue.slice();
      const before = slot.record;
      const effects: RolloutEffect[] = [];
      let record = before;
      for (const event of events) {
        const result = step(record, event, this.#options.runtime.now());
        record = result.record;
        effects.push(...result.effects);
      }
      await this.#persist(slot, record);
      slot.record = record;
      this.#records.set(record.subscription, record);
      slot.queue.splice(0, events.length);
      for (const effect of effects) this.#carryOut(slot, effect);
      if (record !== before) this.#options.onChange(record, before);
    }
  }

  async #persist(slot: Slot, record: SubscriptionRecord): Promise<void> {
    const { store } = this.#options;
    const value = encodeRecord(record);
    const text = JSON.stringify(value);
    if (text === slot.text) return;
    const key = subscriptionRecordKey(record.subscription);
    const before = slot.attempted;
    slot.attempted = text;
    let outcome = await store.write(key, value, slot.version);
    if (outcome === 'conflict') {
      // a write that was done, and whose version could not be read, is found again as our own
      const found = await store.read(key);
      if (found && JSON.stringify(found.value) === before)
        outcome = await store.write(key, value, found.version);
    }
    if (outcome === 'conflict') throw writtenByOthers(record.subscription);
    slot.version = outcome.version;
    slot.text = text;
  }

  #carryOut(slot: Slot, effect: RolloutEffect): void {
    if (effect.type !== 'wake') {
      this.#options.onEffect(effect);
      return;
    }
    slot.cancelWake?.();
    const { runtime } = this.#options;
    slot.cancelWake = runtime.after(effect.at - runtime.now(), () => {
      void this.send(slot.record.subscription, { type: 'tick' });
    });
  }
}
