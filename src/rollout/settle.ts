import { dispatch, isFailed, isGood, isInFlight, isPassed, pinEffect } from './entry.ts';
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

const isJoining = (entry: ClusterEntry): boolean => entry.waitsFor?.includes('release') ?? false;

/** A joiner gets what was released, never a target in flight (R9); what it depends on comes first there, too (R19). */
const join = (
  target: NonNullable<SubscriptionRecord['target']>,
  at: { readonly cluster: string; readonly entry: ClusterEntry; readonly now: number },
): ClusterEntry | undefined => {
  const digest = target.digests[at.cluster];
  if (digest === undefined) return undefined;
  const waitsFor = at.entry.waitsFor?.filter((name) => name !== 'release') ?? [];
  if (waitsFor.length > 0) return { ...at.entry, waitsFor };
  return dispatch(at.entry, { commit: target.commit, digest }, at.now);
};

const releaseJoiners = (record: SubscriptionRecord, now: number): StepResult => {
  const { target } = record;
  if (!target) return { record, effects: [] };
  const joined = Object.entries(record.clusters).flatMap(([cluster, entry]): [string, ClusterEntry][] => {
    const next = isJoining(entry) ? join(target, { cluster, entry, now }) : undefined;
    return next ? [[cluster, next]] : [];
  });
  if (joined.length === 0) return { record, effects: [] };
  return {
    record: { ...record, clusters: { ...record.clusters, ...Object.fromEntries(joined) } },
    effects: joined
      .filter(([, entry]) => entry.state === 'Dispatched')
      .flatMap(([cluster, entry]) => pinEffect(record.subscription, cluster, entry)),
  };
};

/** What follows from the entries alone: the rollout's state, `released`, joiners; the end of every transition. */
export const settle = (
  record: SubscriptionRecord,
  effects: readonly RolloutEffect[],
  now: number,
): StepResult => {
  const planned = Object.values(record.clusters).filter((entry) => !isJoining(entry));
  const isOver =
    record.target !== undefined &&
    record.paused === undefined &&
    planned.length > 0 &&
    planned.every((entry) => isPassed(entry) || entry.state === 'Unreachable');
  const released = isOver && planned.some(isGood) ? { released: record.target.commit } : {};
  const joined = isOver ? releaseJoiners({ ...record, ...released }, now) : { record, effects: [] };
  const state = stateOf(joined.record);
  const settled = { ...joined.record, state, since: state === record.state ? record.since : now };
  return { record: settled, effects: [...effects, ...joined.effects] };
};
