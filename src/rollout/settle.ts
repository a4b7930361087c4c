import { dispatch, isFailed, isInFlight, isPassed, pinEffect } from './entry.ts';
import type { RolloutEffect, StepResult } from './event.ts';
import type { ClusterEntry, RolloutState, SubscriptionRecord } from './record.ts';

const stateOf = (record: SubscriptionRecord): RolloutState => {
  if (record.paused) return 'Paused';
  const entries = Object.values(record.clusters);
  if (record.target === undefined || entries.length === 0) return 'Pending';
  if (entries.some((entry) => isInFlight(entry) || entry.state === 'Waiting')) return 'Progressing';
  if (entries.some(isFailed)) return 'Halted';
  return entries.some(isPassed) ? 'Succeeded' : 'Progressing';
};

/** A joiner gets what was released, never a target in flight (R9): it is dispatched once the target is released. */
const releaseJoiners = (record: SubscriptionRecord, now: number): StepResult => {
  const target = record.target;
  if (!target) return { record, effects: [] };
  const joiners = Object.entries(record.clusters).filter(([, entry]) => entry.waitsFor?.includes('release'));
  const dispatched = joiners.flatMap(([cluster, entry]): [string, ClusterEntry][] => {
    const digest = target.digests[cluster];
    return digest === undefined ? [] : [[cluster, dispatch(entry, { commit: target.commit, digest }, now)]];
  });
  if (dispatched.length === 0) return { record, effects: [] };
  return {
    record: { ...record, clusters: { ...record.clusters, ...Object.fromEntries(dispatched) } },
    effects: dispatched.flatMap(([cluster, entry]) => pinEffect(record.subscription, cluster, entry)),
  };
};

const othersPassed = (record: SubscriptionRecord): boolean => {
  const planned = Object.values(record.clusters).filter((entry) => !entry.waitsFor?.includes('release'));
  return planned.length > 0 && planned.every((entry) => isPassed(entry) || entry.state === 'Unreachable');
};

/** What follows from the entries alone: the rollout's state, `released`, joiners; the end of every transition. */
export const settle = (
  record: SubscriptionRecord,
  effects: readonly RolloutEffect[],
  now: number,
): StepResult => {
  const released =
    record.target && !record.paused && othersPassed(record) ? { released: record.target.commit } : {};
  const joined =
    'released' in released ? releaseJoiners({ ...record, ...released }, now) : { record, effects: [] };
  const state = stateOf(joined.record);
  const settled = { ...joined.record, state, since: state === record.state ? record.since : now };
  return { record: settled, effects: [...effects, ...joined.effects] };
};
