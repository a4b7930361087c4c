import type { JsonObject } from '../../model/json.ts';
import type { Change } from '../storage/cluster-objects.ts';
import { type Controller, type MakeController, manager, type Surroundings } from './controller.ts';
import { OwnerIndex } from './owner-index.ts';
import { isDeleting, metadataOf, ownersOf, uidOf } from './parts.ts';

const foreground = 'foregroundDeletion';
const orphan = 'orphan';

const finalizersOf = (object: JsonObject): readonly string[] => {
  const { finalizers } = metadataOf(object);
  return Array.isArray(finalizers) ? (finalizers as readonly string[]) : [];
};

class Collector {
  readonly #surroundings: Surroundings;
  readonly #index: OwnerIndex;

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
    this.#index = new OwnerIndex(surroundings.objects);
  }

  /** Keys are uids: of what changed, and of whoever depends on what went or is owned by it. */
  keysOf(change: Change): readonly string[] {
    const owners = ownersOf(change.object).map((owner) => String(owner.uid));
    const uid = uidOf(change.object);
    this.#index.record(change);
    if (change.kind === 'deleted') return [...this.#index.dependents(uid), ...owners];
    if (isDeleting(change.object)) return [uid, ...owners];
    return owners.some((owner) => !this.#index.exists(owner)) ? [uid] : [];
  }

  reconcile(uid: string): void {
    const object = this.#object(uid);
    if (object === undefined) return;
    if (isDeleting(object)) this.#helpDelete(uid, object);
    else this.#checkOwners(uid, object);
  }

  #object(uid: string): JsonObject | undefined {
    const place = this.#index.place(uid);
    if (place === undefined) return undefined;
    const object = this.#surroundings.objects.get(place.type, place.namespace, place.name);
    return object !== undefined && uidOf(object) === uid ? object : undefined;
  }

  #patchMetadata(uid: string, metadata: JsonObject): void {
    const place = this.#index.place(uid);
    if (place !== undefined) this.#surroundings.objects.patch(place.type, place, { metadata }, { manager });
  }

  #delete(uid: string, propagationPolicy: string): void {
    const place = this.#index.place(uid);
    if (place !== undefined) this.#surroundings.objects.delete(place.type, place, { propagationPolicy, uid });
  }

  #dropFinalizer(uid: string, object: JsonObject, finalizer: string): void {
    const finalizers = finalizersOf(object).filter((one) => one !== finalizer);
    this.#patchMetadata(uid, { finalizers });
  }

  #helpDelete(uid: string, object: JsonObject): void {
    const finalizers = finalizersOf(object);
    if (finalizers.includes(orphan)) {
      for (const dependent of this.#index.dependents(uid)) this.#disown(dependent, [uid]);
      this.#dropFinalizer(uid, object, orphan);
    } else if (finalizers.includes(foreground)) this.#deleteInForeground(uid, object);
  }

  /** Dependents first; those that block keep their owner until they are gone. */
  #deleteInForeground(uid: string, object: JsonObject): void {
    let blocking = 0;
    for (const dependent of this.#index.dependents(uid)) {
      const known = this.#object(dependent);
      const reference = known && ownersOf(known).find((owner) => owner.uid === uid);
      if (known === undefined || reference === undefined) continue;
      if (!isDeleting(known)) {
        const hasOwn = this.#index.dependents(dependent).length > 0;
        this.#delete(dependent, hasOwn ? 'Foreground' : 'Background');
      }
      if (reference.blockOwnerDeletion === true && this.#object(dependent) !== undefined) blocking += 1;
    }
    if (blocking === 0) this.#dropFinalizer(uid, object, foreground);
  }

  #disown(uid: string, owners: readonly string[]): void {
    const object = this.#object(uid);
    if (object === undefined) return;
    const kept = ownersOf(object).filter((owner) => !owners.includes(String(owner.uid)));
    this.#patchMetadata(uid, { ownerReferences: kept.length === 0 ? null : kept });
  }

  #checkOwners(uid: string, object: JsonObject): void {
    const owners = ownersOf(object).map((owner) => String(owner.uid));
    const gone = owners.filter((owner) => !this.#index.exists(owner));
    if (gone.length === 0) return;
    if (gone.length < owners.length) this.#disown(uid, gone);
    else this.#delete(uid, 'Background');
  }
}

/** Deletes what no living owner holds, in the background, in the foreground before its owner, or not at all when orphaned. */
export const garbageCollector: MakeController = (surroundings): Controller => {
  const collector = new Collector(surroundings);
  return {
    name: 'garbage',
    keysOf: (change) => collector.keysOf(change),
    reconcile: (uid) => collector.reconcile(uid),
  };
};
