import { byCodePoint } from '../../model/json.ts';
import type { StoredObject } from './stored-object.ts';

/** All objects of one kind in one cluster. */
export class Collection {
  readonly #objects = new Map<string, StoredObject>();
  /** In the order of keys; made when it is asked for. */
  #sorted: readonly StoredObject[] | undefined;

  get size(): number {
    return this.#objects.size;
  }

  get(key: string): StoredObject | undefined {
    return this.#objects.get(key);
  }

  set(stored: StoredObject): void {
    this.#objects.get(stored.key)?.encoded.clear();
    this.#objects.set(stored.key, stored);
    this.#sorted = undefined;
  }

  remove(key: string): void {
    this.#objects.get(key)?.encoded.clear();
    this.#objects.delete(key);
    this.#sorted = undefined;
  }

  /** In the order of keys; of one namespace where it is named. */
  list(namespace = ''): readonly StoredObject[] {
    this.#sorted ??= sortByKey([...this.#objects.values()]);
    return namespace === '' ? this.#sorted : this.#sorted.filter((stored) => stored.namespace === namespace);
  }
}

export const sortByKey = (objects: StoredObject[]): readonly StoredObject[] =>
  objects.sort((a, b) => byCodePoint(a.key, b.key));
