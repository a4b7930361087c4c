import type { FleetStatus } from '../../../controllers/status.ts';
import type { PersonAtCluster } from './person-at-cluster.ts';
import type { PersonsClone } from './persons-clone.ts';

/** What a step came to: read from the reconciler and the clusters, never known beforehand. */
export interface Outcome {
  /** Whether it came as the step tells. */
  readonly asTold: boolean;
  /** What happened, a line each. */
  readonly seen: readonly string[];
}

/** Where the tour is played. */
export interface Scene {
  /** Names of the clusters, in order. */
  readonly clusters: readonly string[];
  /** How a person calls kubectl here. */
  readonly kubectl: string;
  readonly clone: PersonsClone;
  status(): FleetStatus;
  /** Resolves with true once it holds; with false when it does not within the tour's patience. */
  until(condition: (status: FleetStatus) => boolean): Promise<boolean>;
  /** Calls at each change of the status; returns how to stop. */
  onChange(listener: () => void): () => void;
  /** A person's own way to a cluster, beside the reconciler's. */
  at(cluster: string): Promise<PersonAtCluster>;
  /** What each binding ran before a step began: digests by `subscription cluster`. */
  before(step: string): ReadonlyMap<string, string>;
  /** Monotonic milliseconds. */
  now(): number;
}

/** One step of the story. Every step has this shape and a file of its own. */
export interface TourStep {
  /** Short and unique: later steps look back by it. */
  readonly id: string;
  readonly title: string;
  /** What is about to happen, and why it is worth seeing. */
  readonly story: string;
  /** What a person would type for it. */
  commands(scene: Scene): readonly string[];
  play(scene: Scene): Promise<Outcome>;
}
