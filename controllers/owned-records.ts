import type { ObjectOutcome, OwnedRecord } from '../src/cluster/engine.ts';
import type { Pin } from '../src/model/binding.ts';
import { type ResourceId, resourceKey } from '../src/model/resource.ts';

const sameRecord = (a: OwnedRecord, b: OwnedRecord): boolean =>
  a.ownedHash === b.ownedHash &&
  a.restHash === b.restHash &&
  a.digest === b.digest &&
  a.uid === b.uid &&
  a.completed === b.completed;

export interface OwnedRecordsOptions {
  readonly save: (pin: Pin, owned: ReadonlyMap<string, OwnedRecord>) => Promise<void>;
  readonly onError: (error: unknown) => void;
}

/**
 * What is known of one binding's objects in its cluster. It is stored behind the binding's back: no job waits for
 * the disk, what changes during a save shares the next, and what a crash loses costs one apply an object.
 */
export class OwnedRecords {
  readonly #options: OwnedRecordsOptions;
  #records: Map<string, OwnedRecord> | undefined;
  #unsaved: Pin | undefined;
  #saving: Promise<void> | undefined;

  constructor(options: OwnedRecordsOptions) {
    this.#options = options;
  }

  get records(): ReadonlyMap<string, OwnedRecord> {
    return this.#records ?? new Map();
  }

  /** As they were stored; what this process knows is newer. */
  load(records: ReadonlyMap<string, OwnedRecord>): void {
    this.#records ??= new Map(records);
  }

  remember(pin: Pin, outcomes: readonly ObjectOutcome[]): void {
    this.#records ??= new Map();
    const records = this.#records;
    for (const { id, owned } of outcomes) {
      if (!owned) continue;
      const key = resourceKey(id);
      const known = records.get(key);
      if (known && sameRecord(known, owned)) continue;
      records.set(key, owned);
      this.#unsaved = pin;
    }
    this.#saveSoon();
  }

  forget(pin: Pin, ids: readonly ResourceId[]): void {
    for (const id of ids) if (this.#records?.delete(resourceKey(id))) this.#unsaved = pin;
    this.#saveSoon();
  }

  /** Resolves when everything that was remembered is stored. */
  async saved(): Promise<void> {
    await this.#saving;
  }

  #saveSoon(): void {
    if (!this.#unsaved || this.#saving) return;
    this.#saving = this.#save().finally(() => {
      this.#saving = undefined;
      // something may have come between the last look and now
      this.#saveSoon();
    });
  }

  async #save(): Promise<void> {
    while (this.#unsaved) {
      const pin = this.#unsaved;
      this.#unsaved = undefined;
      await this.#options.save(pin, this.records).catch(this.#options.onError);
    }
  }
}
