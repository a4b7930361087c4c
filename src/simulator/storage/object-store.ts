import type { JsonObject } from '../../model/json.ts';
import { Collection, sortByKey } from './collection.ts';
import { EventLog } from './event-log.ts';
import { objectKey, type StorageEvent, type StoredObject, storedObject } from './stored-object.ts';

export type StorageListener = (event: StorageEvent) => void;

export interface ObjectStoreOptions {
  /** How many writes are remembered at least: for watches that start in the past and for LIST's continue. */
  readonly rememberedEvents: number;
}

/** etcd as one API server sees it: objects by kind, one revision for all writes, and their recent history. */
export class ObjectStore {
  readonly #collections = new Map<string, Collection>();
  readonly #listeners = new Map<string, Set<StorageListener>>();
  readonly #everyListener = new Set<StorageListener>();
  readonly #log: EventLog;
  /** Events that wait while listeners of an earlier one run: a listener may write. */
  readonly #queue: StorageEvent[] = [];
  #delivering = false;
  #revision = 1;

  constructor(options: ObjectStoreOptions) {
    this.#log = new EventLog(options.rememberedEvents, this.#revision);
  }

  /** Of the last write. */
  get revision(): number {
    return this.#revision;
  }

  get compacted(): number {
    return this.#log.compacted;
  }

  get(storageKey: string, namespace: string, name: string): StoredObject | undefined {
    return this.#collections.get(storageKey)?.get(objectKey(namespace, name));
  }

  count(storageKey: string): number {
    return this.#collections.get(storageKey)?.size ?? 0;
  }

  /** Kinds that have, or had, objects. */
  storageKeys(): readonly string[] {
    return [...this.#collections.keys()];
  }

  list(storageKey: string, namespace = ''): readonly StoredObject[] {
    return this.#collections.get(storageKey)?.list(namespace) ?? [];
  }

  /** As it was at `revision`, from the present backwards; undefined when that is forgotten. */
  listAt(storageKey: string, namespace: string, revision: number): readonly StoredObject[] | undefined {
    const later = this.#log.after(revision)?.filter((event) => event.storageKey === storageKey);
    if (later === undefined) return undefined;
    const present = this.list(storageKey, namespace);
    if (later.length === 0) return present;
    const then = new Map(present.map((stored) => [stored.key, stored]));
    for (const { current, previous } of later.toReversed()) {
      if (namespace !== '' && current.namespace !== namespace) continue;
      if (previous === undefined) then.delete(current.key);
      else then.set(current.key, previous);
    }
    return sortByKey([...then.values()]);
  }

  /** Stores an object and tells the watches. */
  put(storageKey: string, object: JsonObject, untidy = false): StoredObject {
    this.#revision += 1;
    const current = storedObject(object, this.#revision, untidy);
    const collection = this.#collectionOf(storageKey);
    const previous = collection.get(current.key);
    collection.set(current);
    this.#tell({
      kind: previous === undefined ? 'added' : 'modified',
      storageKey,
      revision: this.#revision,
      current,
      previous,
    });
    return current;
  }

  /** Removes an object; `last` is what watches are told of it. Answers it with the delete's revision. */
  remove(storageKey: string, previous: StoredObject, last: JsonObject = previous.object): StoredObject {
    this.#revision += 1;
    const current = storedObject(last, this.#revision);
    this.#collectionOf(storageKey).remove(previous.key);
    this.#tell({ kind: 'deleted', storageKey, revision: this.#revision, current, previous });
    return current;
  }

  /** Writes of one kind after `revision`, in order; undefined when some of them are forgotten. */
  eventsAfter(storageKey: string, revision: number): readonly StorageEvent[] | undefined {
    return this.#log.after(revision)?.filter((event) => event.storageKey === storageKey);
  }

  /** Forgets the history up to now: older watches and continue tokens get 410. */
  compact(): void {
    this.#log.compact(this.#revision);
  }

  /** Hears of each write of one kind, in order; ends with the returned function. */
  listen(storageKey: string, listener: StorageListener): () => void {
    const listeners = this.#listeners.get(storageKey) ?? new Set();
    this.#listeners.set(storageKey, listeners);
    listeners.add(listener);
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(storageKey) === listeners) {
        this.#listeners.delete(storageKey);
      }
    };
  }

  listenToAll(listener: StorageListener): () => void {
    this.#everyListener.add(listener);
    return () => {
      this.#everyListener.delete(listener);
    };
  }

  #collectionOf(storageKey: string): Collection {
    const known = this.#collections.get(storageKey);
    if (known !== undefined) return known;
    const made = new Collection();
    this.#collections.set(storageKey, made);
    return made;
  }

  #tell(event: StorageEvent): void {
    this.#log.append(event);
    this.#queue.push(event);
    if (this.#delivering) return;
    this.#delivering = true;
    try {
      for (let next = this.#queue.shift(); next !== undefined; next = this.#queue.shift()) {
        for (const listener of this.#listeners.get(next.storageKey) ?? []) listener(next);
        for (const listener of this.#everyListener) listener(next);
      }
    } finally {
      this.#delivering = false;
    }
  }
}
