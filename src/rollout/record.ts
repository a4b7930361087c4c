import type { EvidenceState, Pin } from '../model/binding.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { defaultStrategy, type Strategy } from './strategy.ts';

/** One commit as one cluster has it. */
export interface Revision {
  readonly commit: string;
  readonly digest: string;
}

/** rollouts.md, "Cluster states"; those that need stages, holds or reverts come with them. */
export type ClusterState =
  | 'Waiting'
  | 'Dispatched'
  | 'Applied'
  | 'Verifying'
  | 'Healthy'
  | 'Soaked'
  | 'NoOp'
  | 'Invalid'
  | 'Failed'
  | 'TimedOut'
  | 'Unreachable'
  | 'Left';

/** One binding: what the cluster is pinned to and how far it is. Times are milliseconds since the epoch. */
export interface ClusterEntry {
  readonly pin?: Revision & { readonly epoch: number };
  readonly state: ClusterState;
  /** When `state` was entered. */
  readonly since: number;
  /** The newest evidence for this pin: what it is now, also long after it Soaked. */
  readonly evidence?: EvidenceState;
  readonly dispatchedAt?: number;
  /** Start of the present unbroken run of Healthy evidence. */
  readonly healthySince?: number;
  readonly lastGood?: Revision;
  /** The epoch whose prune is done. */
  readonly prunedEpoch?: number;
  /** What the last prune had to keep, and why; stands until the next one. */
  readonly kept?: readonly Diagnostic[];
  /** Subscriptions that must be Healthy here first (R19), or `release` for a joiner (R9). */
  readonly waitsFor?: readonly string[];
  readonly diagnostics: readonly Diagnostic[];
}

const maxDiagnostics = 5;

/** As many as an entry keeps: a record stays small whatever a render or a cluster says. */
export const boundedDiagnostics = (diagnostics: readonly Diagnostic[]): readonly Diagnostic[] =>
  diagnostics.slice(0, maxDiagnostics);

export interface RolloutTarget {
  readonly commit: string;
  /** By cluster. */
  readonly digests: Readonly<Record<string, string>>;
  /** What the ApplyLater overrides in them are (TargetEvent.later). */
  readonly later: string;
}

export type RolloutState = 'Pending' | 'Progressing' | 'Succeeded' | 'Halted' | 'Paused';

/** Everything that is kept of one Subscription: one record in the store. */
export interface SubscriptionRecord {
  readonly subscription: string;
  readonly state: RolloutState;
  readonly since: number;
  /** What the last rollout planned, however it ended. */
  readonly target?: RolloutTarget;
  /** The commit of the last target whose every cluster passed. */
  readonly released?: string;
  readonly paused?: { readonly reason: string; readonly since: number };
  /** The Subscription left git; its objects stay until a person approves their removal. */
  readonly removed: boolean;
  readonly strategy: Strategy;
  readonly clusters: Readonly<Record<string, ClusterEntry>>;
}

export const emptyRecord = (subscription: string, now: number): SubscriptionRecord => ({
  subscription,
  state: 'Pending',
  since: now,
  removed: false,
  strategy: defaultStrategy,
  clusters: {},
});

export const pinOf = (subscription: string, cluster: string, entry: ClusterEntry): Pin | undefined =>
  entry.pin && { subscription, cluster, ...entry.pin };

/** Clusters whose entry is not the very one that it was. */
export const movedClusters = (
  record: SubscriptionRecord,
  before: SubscriptionRecord | undefined,
): readonly string[] => {
  if (!before) return Object.keys(record.clusters);
  const left = Object.keys(before.clusters).filter((cluster) => !record.clusters[cluster]);
  const moved = Object.keys(record.clusters).filter(
    (cluster) => record.clusters[cluster] !== before.clusters[cluster],
  );
  return [...left, ...moved];
};
