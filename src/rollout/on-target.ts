import type { Diagnostic } from '../model/diagnostic.ts';
import { dispatch, enter, isGood, pinEffect } from './entry.ts';
import type { RolloutEffect, StepResult, TargetEvent } from './event.ts';
import { boundedDiagnostics, type ClusterEntry, type SubscriptionRecord } from './record.ts';
import { settle } from './settle.ts';

const fresh = (now: number): ClusterEntry => ({ state: 'Waiting', since: now, diagnostics: [] });

/** A cluster that never ran it, and what the others run is released: it gets that, and starts nothing (R9). */
const isJoiner = (record: SubscriptionRecord, entry: ClusterEntry | undefined): boolean =>
  entry?.pin === undefined && record.released !== undefined;

/** Some planned cluster's digest is neither its pin nor what the last rollout planned for it. */
export const startsRollout = (record: SubscriptionRecord, event: TargetEvent): boolean =>
  Object.entries(event.digests).some(([cluster, digest]) => {
    const entry = record.clusters[cluster];
    return (
      !isJoiner(record, entry) && digest !== entry?.pin?.digest && digest !== record.target?.digests[cluster]
    );
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
  const { waitsFor: waited, ...entry } = record.clusters[cluster] ?? fresh(now);
  const invalid = event.invalid[cluster];
  if (invalid) return enter(entry, 'Invalid', now, { diagnostics: boundedDiagnostics(invalid) });
  const digest = event.digests[cluster] as string;
  if (entry.pin?.digest === digest) {
    if (entry.evidence === 'Healthy' && isGood(entry)) return enter(entry, 'NoOp', now, { diagnostics: [] });
    return enter(entry, 'Dispatched', now, { dispatchedAt: now, diagnostics: [] });
  }
  const blocked = event.blocked[cluster] ?? [];
  // a joiner that was given this very digest waits for no release again (R18: the same event twice)
  const isReleased = waited?.includes('release') === false && record.target?.digests[cluster] === digest;
  const waitsFor = isJoiner(record, entry) && !isReleased ? ['release', ...blocked] : blocked;
  if (waitsFor.length > 0) return enter(entry, 'Waiting', now, { waitsFor, diagnostics: [] });
  return dispatch(entry, { commit: event.commit, digest }, now);
};

/** What needs no new plan although its Subscription has a commit to look at: it runs it, or is on its way. */
const isUnderWay = (entry: ClusterEntry | undefined): entry is ClusterEntry =>
  entry?.pin !== undefined && !['Waiting', 'Invalid', 'Left'].includes(entry.state);

/**
 * A commit that starts no rollout here: who is under way stays so; who joined, left, does not render, or waits
 * is taken from it, because the reason to wait may be gone with it (a dependency that was removed).
 */
const withoutRollout = (record: SubscriptionRecord, event: TargetEvent, now: number): SubscriptionRecord => {
  const planned = [...Object.keys(event.digests), ...Object.keys(event.invalid)].map((cluster) => {
    const entry = record.clusters[cluster];
    const keeps = isUnderWay(entry) && event.invalid[cluster] === undefined;
    return [cluster, keeps ? entry : planCluster(record, event, cluster, now)] as const;
  });
  const { target } = record;
  const digests = Object.entries(event.digests);
  const isSame = digests.every(([cluster, digest]) => target?.digests[cluster] === digest);
  // whoever is dispatched from the target is pinned to its commit, which must then render those digests
  const commit = isSame ? (target?.commit ?? event.commit) : event.commit;
  return {
    ...record,
    clusters: { ...record.clusters, ...Object.fromEntries(planned) },
    target: { commit, digests: event.digests, later: event.later },
    strategy: event.strategy,
    removed: false,
  };
};

const withRollout = (record: SubscriptionRecord, event: TargetEvent, now: number): SubscriptionRecord => {
  const planned = [...Object.keys(event.digests), ...Object.keys(event.invalid)];
  const clusters = Object.fromEntries(
    planned.map((cluster) => [cluster, planCluster(record, event, cluster, now)] as const),
  );
  return {
    ...record,
    clusters: { ...record.clusters, ...clusters },
    target: { commit: event.commit, digests: event.digests, later: event.later },
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
