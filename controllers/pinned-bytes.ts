import type { DesiredState } from '../src/model/desired.ts';
import type { Json } from '../src/model/json.ts';
import type { FleetPlan } from '../src/render/plan-fleet.ts';
import { bytesKey, keyPrefixes } from '../src/store/keys.ts';
import type { Store } from '../src/store/store.ts';

/** The rendered objects of each digest, kept by it: a digest is written once, by whichever process rendered it. */
export class PinnedBytes {
  readonly #store: Store;
  /** Keys that the store is known to hold; undefined until it was asked. */
  #stored: Promise<Set<string>> | undefined;

  constructor(store: Store) {
    this.#store = store;
  }

  async save(state: DesiredState): Promise<void> {
    this.#stored ??= this.#store.list(keyPrefixes.bytes).then(
      (keys) => new Set(keys),
      (error: unknown) => {
        this.#stored = undefined;
        throw error;
      },
    );
    const stored = await this.#stored;
    const key = bytesKey(state.digest);
    if (stored.has(key)) return;
    // whoever wrote them first wrote the same: the key is their digest
    await this.#store.write(key, { ...state } as unknown as Json, undefined);
    stored.add(key);
  }

  /** Side by side, so that they share commits of the store: one after the other, each waits for the disk. */
  async saveAll(plan: FleetPlan): Promise<void> {
    const states = [...plan.bindings.values()].flatMap(({ state }) => state ?? []);
    const byDigest = new Map(states.map((state) => [state.digest, state]));
    await Promise.all([...byDigest.values()].map((state) => this.save(state)));
  }

  /** Removes every digest but these. */
  async keepOnly(digests: ReadonlySet<string>): Promise<void> {
    const wanted = new Set([...digests].map(bytesKey));
    const unwanted = (await this.#store.list(keyPrefixes.bytes)).filter((key) => !wanted.has(key));
    const stored = await this.#stored;
    for (const key of unwanted) stored?.delete(key);
    await Promise.all(unwanted.map((key) => this.#store.remove(key, undefined)));
  }
}
