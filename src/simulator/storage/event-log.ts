import type { StorageEvent } from './stored-object.ts';

/** The recent writes of one cluster: what a watch can start from and what an old LIST is made of. */
export class EventLog {
  readonly #capacity: number;
  #events: StorageEvent[] = [];
  /** Everything up to here is forgotten. */
  #compacted: number;

  constructor(capacity: number, start: number) {
    this.#capacity = capacity;
    this.#compacted = start;
  }

  /** The oldest revision at which the state is still known. */
  get compacted(): number {
    return this.#compacted;
  }

  append(event: StorageEvent): void {
    this.#events.push(event);
    // forgetting in halves keeps an append cheap
    if (this.#events.length >= this.#capacity * 2) this.#forget(this.#events.length - this.#capacity);
  }

  /** Forgets all events up to `revision`, as etcd's compaction does. */
  compact(revision: number): void {
    const kept = this.#events.findIndex((event) => event.revision > revision);
    this.#forget(kept < 0 ? this.#events.length : kept);
    this.#compacted = Math.max(this.#compacted, revision);
  }

  /** Writes after `revision`, in order; undefined when some of them are forgotten. */
  after(revision: number): readonly StorageEvent[] | undefined {
    if (revision < this.#compacted) return undefined;
    let from = this.#events.length;
    while (from > 0 && this.#events[from - 1]!.revision > revision) from -= 1;
    return this.#events.slice(from);
  }

  #forget(count: number): void {
    if (count === 0) return;
    this.#compacted = this.#events[count - 1]!.revision;
    this.#events = this.#events.slice(count);
  }
}
