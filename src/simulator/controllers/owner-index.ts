import type { JsonObject } from '../../model/json.ts';
import type { Change, ClusterObjects, TypeName } from '../storage/cluster-objects.ts';
import { knownTypes } from './known-types.ts';
import { nameOf, namespaceOf, ownersOf, uidOf } from './parts.ts';

export interface Place {
  readonly type: TypeName;
  readonly namespace: string;
  readonly name: string;
}

const placeOf = (type: TypeName, object: JsonObject): Place => ({
  type,
  namespace: namespaceOf(object),
  name: nameOf(object),
});

/** Which objects exist, and who depends on whom, by uid. */
export class OwnerIndex {
  readonly #places = new Map<string, Place>();
  readonly #dependents = new Map<string, Set<string>>();

  constructor(objects: ClusterObjects) {
    for (const type of knownTypes(objects)) {
      for (const object of objects.list(type)) this.#add(type, object);
    }
  }

  record({ kind, type, object, before }: Change): void {
    if (before !== undefined) this.#forget(before);
    if (kind === 'deleted') {
      this.#forget(object);
      this.#places.delete(uidOf(object));
    } else this.#add(type, object);
  }

  exists(uid: string): boolean {
    return this.#places.has(uid);
  }

  place(uid: string): Place | undefined {
    return this.#places.get(uid);
  }

  /** Uids of the objects that name this one as an owner. */
  dependents(uid: string): readonly string[] {
    return [...(this.#dependents.get(uid) ?? [])];
  }

  #add(type: TypeName, object: JsonObject): void {
    const uid = uidOf(object);
    if (!this.#places.has(uid)) this.#places.set(uid, placeOf(type, object));
    for (const owner of ownersOf(object)) {
      const key = String(owner.uid);
      const known = this.#dependents.get(key);
      if (known === undefined) this.#dependents.set(key, new Set([uid]));
      else known.add(uid);
    }
  }

  #forget(object: JsonObject): void {
    for (const owner of ownersOf(object)) {
      const known = this.#dependents.get(String(owner.uid));
      known?.delete(uidOf(object));
      if (known?.size === 0) this.#dependents.delete(String(owner.uid));
    }
  }
}
