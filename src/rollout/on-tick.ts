import { enter } from './entry.ts';
import type { RolloutEffect, StepResult } from './event.ts';
import { judge } from './on-evidence.ts';
import type { ClusterEntry, SubscriptionRecord } from './record.ts';
import { settle } from './settle.ts';

const underWay: ReadonlySet<ClusterEntry['state']> = new Set(['Dispatched', 'Applied', 'Verifying']);

/** It stands still while Paused (R5), and while Unreachable, which is none of these states. */
const deadlineOf = (record: SubscriptionRecord, entry: ClusterEntry): number | undefined =>
  record.paused === undefined && entry.dispatchedAt !== undefined && underWay.has(entry.state)
    ? entry.dispatchedAt + record.strategy.progressDeadlineMs
    : undefined;

const timeOut = (entry: ClusterEntry, now: number): ClusterEntry =>
  enter(entry, 'TimedOut', now, {
    diagnostics: [
      ...entry.diagnostics,
      { code: 'NotHealthy', severity: 'error', message: 'not Healthy within its progressDeadline' },
    ],
  });

const wakeOf = (record: SubscriptionRecord, entry: ClusterEntry): number | undefined =>
  entry.state === 'Healthy' && entry.healthySince !== undefined
    ? entry.healthySince + record.strategy.stabilisationMs
    : deadlineOf(record, entry);

/**
 * When a tick is next needed: the earliest end of a stabilisation or of a deadline. Every step asks, in a fleet of
 * a thousand clusters tens of thousands of times: no array is made.
 */
export const nextWake = (record: SubscriptionRecord): number | undefined => {
  let earliest: number | undefined;
  for (const cluster in record.clusters) {
    const at = wakeOf(record, record.clusters[cluster]!);
    if (at !== undefined && (earliest === undefined || at < earliest)) earliest = at;
  }
  return earliest;
};

/** Time passed: Healthy long enough is Soaked, Dispatched too long is TimedOut. */
export const onTick = (record: SubscriptionRecord, now: number): StepResult => {
  let next = record;
  const effects: RolloutEffect[] = [];
  for (const [cluster, entry] of Object.entries(record.clusters)) {
    const deadline = deadlineOf(record, entry);
    if (deadline !== undefined && now >= deadline) {
      next = { ...next, clusters: { ...next.clusters, [cluster]: timeOut(entry, now) } };
    } else if (entry.state === 'Healthy') {
      const judged = judge(next, cluster, now);
      next = judged.record;
      effects.push(...judged.effects);
    }
  }
  return settle(next, effects, now);
};
