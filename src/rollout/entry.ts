import type { RolloutEffect } from './event.ts';
import type { ClusterEntry, ClusterState, Revision } from './record.ts';

/** An entry that moves to a state; `since` moves only when the state does. */
export const enter = (
  entry: ClusterEntry,
  state: ClusterState,
  now: number,
  change: Partial<ClusterEntry> = {},
): ClusterEntry => ({ ...entry, ...change, state, since: entry.state === state ? entry.since : now });

/** States in which a cluster is still on its way to its pin. */
export const isInFlight = (entry: ClusterEntry): boolean =>
  ['Dispatched', 'Applied', 'Verifying', 'Healthy'].includes(entry.state);

/** Soaked on the pin that it has, or found so again. */
export const isGood = (entry: ClusterEntry): boolean => entry.state === 'Soaked' || entry.state === 'NoOp';

/** States in which the rollout wants nothing more of a cluster. */
export const isPassed = (entry: ClusterEntry): boolean => ['Soaked', 'NoOp', 'Left'].includes(entry.state);

export const isFailed = (entry: ClusterEntry): boolean =>
  ['Failed', 'TimedOut', 'Invalid'].includes(entry.state);

/** Moves a binding to another revision: the epoch grows by one, and evidence of the old one counts no more (R1). */
export const dispatch = (entry: ClusterEntry, revision: Revision, now: number): ClusterEntry => {
  const { evidence: _evidence, healthySince: _healthy, waitsFor: _waits, ...kept } = entry;
  return {
    ...kept,
    pin: { ...revision, epoch: (entry.pin?.epoch ?? 0) + 1 },
    state: 'Dispatched',
    since: now,
    dispatchedAt: now,
    diagnostics: [],
  };
};

export const pinEffect = (
  subscription: string,
  cluster: string,
  entry: ClusterEntry,
): readonly RolloutEffect[] =>
  entry.pin ? [{ type: 'pin', pin: { subscription, cluster, ...entry.pin } }] : [];
