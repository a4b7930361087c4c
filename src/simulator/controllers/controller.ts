import type { JsonObject } from '../../model/json.ts';
import type { Change, ClusterObjects } from '../storage/cluster-objects.ts';

/** The name under which the real controllers write. */
export const manager = 'kube-controller-manager';

export interface ControllerOptions {
  /** How long a container takes from its Pod's creation until it is ready. */
  readonly readyAfterMs: number;
  /** Calls once after so many milliseconds; the returned function takes the call back. */
  schedule(ms: number, call: () => void): () => void;
  /** Milliseconds since 1970. */
  now(): number;
  /** `none`: workloads have a status but no Pods, for large fleets. Default `all`. */
  readonly pods?: 'all' | 'none';
}

/** What every controller works with. */
export interface Surroundings {
  readonly objects: ClusterObjects;
  readonly options: ControllerOptions;
  /** Looks at a key again after so many milliseconds, or sooner when something changes. */
  later(key: string, ms: number): void;
  /** RFC 3339, whole seconds. */
  time(): string;
}

/** One loop: which keys a change concerns, and what to do about a key. Level-triggered: the key alone must be enough. */
export interface Controller {
  readonly name: string;
  /** `namespace/name` of what must be looked at; for a change of whatever kind. */
  keysOf(change: Change): readonly string[];
  reconcile(key: string): void;
}

/** A controller gets its surroundings with a `later` of its own. */
export type MakeController = (surroundings: Surroundings) => Controller;

export const keyOf = (object: JsonObject): string => {
  const metadata = object.metadata as JsonObject;
  return `${metadata.namespace ?? ''}/${metadata.name}`;
};

export const placeOf = (key: string): { readonly namespace: string; readonly name: string } => {
  const slash = key.indexOf('/');
  return { namespace: key.slice(0, slash), name: key.slice(slash + 1) };
};

export const isType = (change: Change, group: string, plural: string): boolean =>
  change.type.plural === plural && change.type.group === group;
