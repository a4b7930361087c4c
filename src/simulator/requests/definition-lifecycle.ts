import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { storageKeyOf } from '../resource-type.ts';
import type { StorageEvent } from '../storage/stored-object.ts';
import { definitionTypes } from '../types/definition-types.ts';
import { type ClusterState, rfc3339 } from './cluster-state.ts';
import { cleanupFinalizer, definitions, withCondition } from './definition-marks.ts';
import { deleteStored } from './delete-object.ts';
import { finalizersOf, isTerminating, withMeta } from './object-meta.ts';

const conditionIs = (definition: JsonObject, type: string, status: string): boolean => {
  const { conditions } = (isJsonObject(definition.status) ? definition.status : {}) as JsonObject;
  return ((conditions ?? []) as readonly JsonObject[]).some(
    (condition) => condition.type === type && condition.status === status,
  );
};

const accepted = (definition: JsonObject, now: string): JsonObject => {
  const spec = definition.spec as JsonObject;
  const versions = spec.versions as readonly JsonObject[];
  const status = isJsonObject(definition.status) ? definition.status : {};
  const stored = versions.filter((version) => version.storage === true).map((version) => version.name!);
  const named = {
    ...definition,
    status: { ...status, acceptedNames: spec.names!, storedVersions: status.storedVersions ?? stored },
  };
  const noConflict = withCondition(named, {
    type: 'NamesAccepted',
    status: 'True',
    lastTransitionTime: now,
    reason: 'NoConflicts',
    message: 'no conflicts found',
  });
  return withCondition(noConflict, {
    type: 'Established',
    status: 'True',
    lastTransitionTime: now,
    reason: 'InitialNamesAccepted',
    message: 'the initial names have been accepted',
  });
};

/** The controllers of apiextensions-apiserver in one: names, types, and the objects of a definition that goes. */
class DefinitionLifecycle {
  readonly #state: ClusterState;
  /** Definitions that wait for the last of their objects. */
  readonly #waiting = new Map<string, () => void>();

  constructor(state: ClusterState) {
    this.#state = state;
  }

  onEvent(event: StorageEvent): void {
    const { current } = event;
    const { types, rules } = this.#state;
    if (event.kind === 'deleted') {
      types.define(current.name, []);
      return;
    }
    types.define(current.name, definitionTypes(current.object, rules.structuralSchema));
    if (!conditionIs(current.object, 'Established', 'True')) this.#accept(current.name);
    if (isTerminating(current.object)) this.#empty(current.name);
  }

  stop(): void {
    for (const stop of this.#waiting.values()) stop();
    this.#waiting.clear();
  }

  /** Writes the definition's status as the API server's own controllers do. */
  #accept(name: string): void {
    const { store, rules, types } = this.#state;
    const live = store.get(storageKeyOf(definitions), '', name);
    const [type] = types.versions(storageKeyOf(definitions));
    if (live === undefined || type === undefined) return;
    const now = rfc3339(this.#state.now());
    const next = rules.fieldManager.update({
      manager: 'kube-apiserver',
      type,
      subresource: 'status',
      now,
      live: live.object,
      next: accepted(live.object, now),
    });
    store.put(storageKeyOf(definitions), next);
  }

  /** Deletes the definition's objects; when the last has gone, so does the definition's finalizer. */
  #empty(name: string): void {
    const { store, types } = this.#state;
    const live = store.get(storageKeyOf(definitions), '', name);
    if (live === undefined || !finalizersOf(live.object).includes(cleanupFinalizer)) return;
    const spec = live.object.spec as JsonObject;
    const plural = (spec.names as JsonObject).plural as string;
    const storageKey = storageKeyOf({ group: spec.group as string, plural });
    const [type] = types.versions(storageKey);
    if (type !== undefined) {
      for (const stored of store.list(storageKey)) {
        if (!isTerminating(stored.object)) deleteStored(this.#state, type, stored, { dryRun: false });
      }
    }
    if (store.count(storageKey) > 0) {
      if (!this.#waiting.has(name)) {
        this.#waiting.set(
          name,
          store.listen(storageKey, () => this.#finish(name, storageKey)),
        );
      }
      return;
    }
    this.#finish(name, storageKey);
  }

  #finish(name: string, storageKey: string): void {
    const { store } = this.#state;
    if (store.count(storageKey) > 0) return;
    this.#waiting.get(name)?.();
    this.#waiting.delete(name);
    const live = store.get(storageKeyOf(definitions), '', name);
    if (live === undefined) return;
    const left = finalizersOf(live.object).filter((finalizer) => finalizer !== cleanupFinalizer);
    if (left.length === 0)
      store.remove(storageKeyOf(definitions), live, withMeta(live.object, { finalizers: undefined }));
    else store.put(storageKeyOf(definitions), withMeta(live.object, { finalizers: left }));
  }
}

/** Serves what CustomResourceDefinitions define, from their first write to their last; ends with the returned function. */
export const keepDefinitions = (state: ClusterState): (() => void) => {
  const lifecycle = new DefinitionLifecycle(state);
  const stop = state.store.listen(storageKeyOf(definitions), (event) => lifecycle.onEvent(event));
  return () => {
    stop();
    lifecycle.stop();
  };
};
