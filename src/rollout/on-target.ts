import type { Diagnostic } from '../model/diagnostic.ts';
import { dispatch, enter, isPassed, pinEffect } from './entry.ts';
import type { RolloutEffect, StepResult, TargetEvent } from './event.ts';
import type { ClusterEntry, SubscriptionRecord } from './record.ts';
import { settle } from './settle.ts';

const fresh = (now: number): ClusterEntry => ({ state: 'Waiting', since: now, diagnostics: [] });

/** Some planned cluster's digest is neither its pin nor what the last rollout planned for it. */
const startsRollout = (record: SubscriptionRecord, event: TargetEvent): boolean =>
  Object.entries(event.digests).some(([cluster, digest]) => {
    const entry = record.clusters[cluster];
    const joiner = entry?.pin === undefined && record.released !== undefined;
    return !joiner && digest !== entry?.pin?.digest && digest !== record.target?.digests[cluster];
  });

const keptForApproval = (cluster: string): Diagnostic => ({
  code: 'PruneNeedsApproval',
  severity: 'warning',
  message: `no longer selects ${cluster}; its objects there are kept until their removal is approved`,
});

/** A cluster that the Subscription no longer selects: neither success nor failure (R10). */
const leave = (cluster: string, entry: ClusterEntry, now: number): ClusterEntry =>
  entry.state === 'Left' ? entry : enter(entry, 'Left', now, { diagnostics: [keptForApproval(cluster)] });

const planCluster = (
  record: SubscriptionRecord,
  event: TargetEvent,
  cluster: string,
  now: number,
): ClusterEntry => {
  const entry = record.clusters[cluster] ?? fresh(now);
  const invalid = event.invalid[cluster];
  if (invalid) return enter(entry, 'Invalid', now, { diagnostics: invalid });
  const digest = event.digests[cluster] as string;
  if (entry.pin?.digest === digest) {
    if (entry.evidence === 'Healthy' && isPassed(entry))
      return enter(entry, 'NoOp', now, { diagnostics: [] });
    return enter(entry, 'Dispatched', now, { dispatchedAt: now, diagnostics: [] });
  }
  if (entry.pin === undefined && record.released !== undefined) {
    return enter(entry, 'Waiting', now, { waitsFor: ['release'], diagnostics: [] });
  }
  const waitsFor = event.blocked[cluster] ?? [];
  if (waitsFor.length > 0) return enter(entry, 'Waiting', now, { waitsFor, diagnostics: [] });
  return dispatch(entry, { commit: event.commit, digest }, now);
};

/** A commit that starts no rollout here: only who joined, left, or does not render is taken from it. */
const withoutRollout = (record: SubscriptionRecord, event: TargetEvent, now: number): SubscriptionRecord => {
  const clusters = { ...record.clusters };
  const digests = { ...record.target?.digests };
  for (const [cluster, digest] of Object.entries(event.digests)) {
    const entry = clusters[cluster];
    if (!entry) {
      clusters[cluster] = enter(fresh(now), 'Waiting', now, { waitsFor: ['release'] });
      digests[cluster] = digest;
    } else if (entry.pin?.digest === digest && ['Invalid', 'Left'].includes(entry.state)) {
      clusters[cluster] = enter(entry, 'Dispatched', now, { dispatchedAt: now, diagnostics: [] });
    }
  }
  for (const [cluster, diagnostics] of Object.entries(event.invalid)) {
    clusters[cluster] = enter(clusters[cluster] ?? fresh(now), 'Invalid', now, { diagnostics });
  }
  const target = record.target ?? { commit: event.commit, digests: {} };
  return { ...record, clusters, target: { ...target, digests }, strategy: event.strategy, removed: false };
};

const withRollout = (record: SubscriptionRecord, event: TargetEvent, now: number): SubscriptionRecord => {
  const planned = [...Object.keys(event.digests), ...Object.keys(event.invalid)];
  const clusters = Object.fromEntries(
    planned.map((cluster) => [cluster, planCluster(record, event, cluster, now)] as const),
  );
  return {
    ...record,
    clusters: { ...record.clusters, ...clusters },
    target: { commit: event.commit, digests: event.digests },
    strategy: event.strategy,
    removed: false,
  };
};

const leavers = (
  record: SubscriptionRecord,
  event: TargetEvent,
  now: number,
): SubscriptionRecord['clusters'] =>
  Object.fromEntries(
    Object.entries(record.clusters)
      .filter(([cluster]) => event.digests[cluster] === undefined && event.invalid[cluster] === undefined)
      // a cluster that never ran it has nothing to keep
      .flatMap(([cluster, entry]) => (entry.pin ? [[cluster, leave(cluster, entry, now)] as const] : [])),
  );

/** Pins that are new, or that must be looked at again: the effects of a transition are read off its entries. */
const pinsToDispatch = (before: SubscriptionRecord, after: SubscriptionRecord): readonly RolloutEffect[] =>
  Object.entries(after.clusters)
    .filter(([cluster, entry]) => entry.state === 'Dispatched' && before.clusters[cluster] !== entry)
    .flatMap(([cluster, entry]) => pinEffect(after.subscription, cluster, entry));

export const onTarget = (record: SubscriptionRecord, event: TargetEvent, now: number): StepResult => {
  // while Paused a newer commit is shown and not started (R16)
  if (record.paused) return settle({ ...record, removed: false }, [], now);
  const moved = startsRollout(record, event)
    ? withRollout(record, event, now)
    : withoutRollout(record, event, now);
  const known = Object.fromEntries(
    Object.entries(moved.clusters).filter(([cluster]) => event.digests[cluster] ?? event.invalid[cluster]),
  );
  const next = { ...moved, clusters: { ...known, ...leavers(moved, event, now) } };
  return settle(next, pinsToDispatch(record, next), now);
};

/** Until removals can be approved, the objects of a deleted Subscription are kept, healed, and reported. */
export const onRemoved = (record: SubscriptionRecord, now: number): StepResult => {
  if (record.removed) return { record, effects: [] };
  const clusters = Object.fromEntries(
    Object.entries(record.clusters)
      .filter(([, entry]) => entry.pin)
      .map(([cluster, entry]) => [cluster, leave(cluster, entry, now)]),
  );
  return settle({ ...record, removed: true, clusters }, [], now);
};
