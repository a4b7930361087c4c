import { dispatch, pinEffect } from './entry.ts';
import type { RolloutEvent, StepResult } from './event.ts';
import { boundedDiagnostics, type ClusterEntry, type SubscriptionRecord } from './record.ts';
import { settle } from './settle.ts';

type Of<T extends RolloutEvent['type']> = Extract<RolloutEvent, { type: T }>;

const withEntry = (record: SubscriptionRecord, cluster: string, entry: ClusterEntry): SubscriptionRecord => ({
  ...record,
  clusters: { ...record.clusters, [cluster]: entry },
});

/** What the cluster waited for is Healthy there at what this target's commit renders (R19). */
export const onUnblocked = (record: SubscriptionRecord, cluster: string, now: number): StepResult => {
  const entry = record.clusters[cluster];
  const digest = record.target?.digests[cluster];
  if (!entry || !record.target || digest === undefined || record.paused) return { record, effects: [] };
  if (entry.state !== 'Waiting' || entry.waitsFor?.includes('release')) return { record, effects: [] };
  const next = dispatch(entry, { commit: record.target.commit, digest }, now);
  return settle(withEntry(record, cluster, next), pinEffect(record.subscription, cluster, next), now);
};

/** The prune of an epoch is over; what it had to keep is shown. */
export const onPruned = (record: SubscriptionRecord, event: Of<'pruned'>): StepResult => {
  const entry = record.clusters[event.cluster];
  if (!entry || entry.pin?.epoch !== event.epoch) return { record, effects: [] };
  const { kept: _kept, ...rest } = entry;
  const kept = boundedDiagnostics(event.diagnostics);
  const next = { ...rest, prunedEpoch: event.epoch, ...(kept.length > 0 && { kept }) };
  return { record: withEntry(record, event.cluster, next), effects: [] };
};

/** The store was lost: the cluster's own word on what it runs is taken (R21), never older than what is known. */
export const onAdopted = (record: SubscriptionRecord, event: Of<'adopted'>, now: number): StepResult => {
  const entry = record.clusters[event.cluster];
  if (entry?.pin && entry.pin.epoch >= event.pin.epoch) return { record, effects: [] };
  const next: ClusterEntry = {
    pin: event.pin,
    state: 'Dispatched',
    since: now,
    dispatchedAt: now,
    ...(event.lastGood && { lastGood: event.lastGood }),
    diagnostics: [],
  };
  const target = {
    commit: record.target?.commit ?? event.pin.commit,
    digests: { ...record.target?.digests, [event.cluster]: event.pin.digest },
    later: record.target?.later ?? '',
  };
  const adopted = { ...withEntry(record, event.cluster, next), target };
  const paused = event.pause ? { paused: { reason: event.pause, since: now } } : {};
  const settled = settle({ ...adopted, ...paused }, [], now);
  if (settled.record.paused) return settled;
  return {
    ...settled,
    effects: [...settled.effects, ...pinEffect(record.subscription, event.cluster, next)],
  };
};
