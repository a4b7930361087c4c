import type { ObjectOutcome, OwnedRecord } from '../src/cluster/engine.ts';
import type { Pin } from '../src/model/binding.ts';
import { type ResourceId, resourceKey } from '../src/model/resource.ts';

const sameRecord = (a: OwnedRecord, b: OwnedRecord): boolean =>
  a.ownedHash === b.ownedHash && a.digest === b.digest && a.uid === b.uid && a.completed === b.completed;

/** What is known of one binding's objects in its cluster; stored only when something of it changed. */
export class OwnedRecords {
  readonly #save: (pin: Pin, owned: ReadonlyMap<string, OwnedRecord>) => Promise<void>;
  #records = new Map<string, OwnedRecord>();

  constructor(save: (pin: Pin, owned: ReadonlyMap<string, OwnedRecord>) => Promise<void>) {
    this.#save = save;
  }

  get records(): ReadonlyMap<string, OwnedRecord> {
    return this.#records;
  }

  /** As they were stored. */
  load(records: ReadonlyMap<string, OwnedRecord>): void {
    this.#records = new Map(records);
  }

  async remember(pin: Pin, outcomes: readonly ObjectOutcome[]): Promise<void> {
    let changed = false;
    for (const { id, owned } of outcomes) {
      if (!owned) continue;
      const key = resourceKey(id);
      const known = this.#records.get(key);
      if (known && sameRecord(known, owned)) continue;
      this.#records.set(key, owned);
      changed = true;
    }
    if (changed) await this.#save(pin, this.#records);
  }

  async forget(pin: Pin, ids: readonly ResourceId[]): Promise<void> {
    for (const id of ids) this.#records.delete(resourceKey(id));
    if (ids.length > 0) await this.#save(pin, this.#records);
  }
}
