import type { Evidence } from '../model/binding.ts';
import { enter, isPassed } from './entry.ts';
import type { RolloutEffect, StepResult } from './event.ts';
import { boundedDiagnostics, type ClusterEntry, pinOf, type SubscriptionRecord } from './record.ts';
import { settle } from './settle.ts';

/** After it Soaked, evidence is shown and moves nothing; a rollout is judged once for each digest. */
const isJudged = (entry: ClusterEntry): boolean => isPassed(entry) || entry.state === 'Invalid';

const onHealthy = (
  record: SubscriptionRecord,
  cluster: string,
  entry: ClusterEntry,
  now: number,
): StepResult => {
  const healthySince = entry.healthySince ?? now;
  const soaked = now >= healthySince + record.strategy.stabilisationMs;
  const next = enter(entry, soaked ? 'Soaked' : 'Healthy', now, {
    healthySince,
    ...(soaked && entry.pin && { lastGood: { commit: entry.pin.commit, digest: entry.pin.digest } }),
  });
  const pin = pinOf(record.subscription, cluster, next);
  const prune: readonly RolloutEffect[] = soaked && pin ? [{ type: 'prune', pin }] : [];
  return { record: { ...record, clusters: { ...record.clusters, [cluster]: next } }, effects: prune };
};

/** R5: a deadline stands still while Unreachable, so a cluster that returns has the time that it had left. */
const deadlineAfter = (entry: ClusterEntry, now: number): Partial<ClusterEntry> =>
  entry.state === 'Unreachable' && entry.evidence !== 'Unreachable' && entry.dispatchedAt !== undefined
    ? { dispatchedAt: entry.dispatchedAt + Math.max(0, now - entry.since) }
    : {};

/** Judges one cluster's newest evidence; a tick judges it again when its time has come. */
export const judge = (record: SubscriptionRecord, cluster: string, now: number): StepResult => {
  const entry = record.clusters[cluster];
  if (!entry || isJudged(entry) || entry.evidence === undefined) return { record, effects: [] };
  if (entry.evidence === 'Healthy') return onHealthy(record, cluster, entry, now);
  const { healthySince: _reset, ...rest } = entry;
  const next = enter({ ...rest, ...deadlineAfter(entry, now) }, entry.evidence, now);
  return { record: { ...record, clusters: { ...record.clusters, [cluster]: next } }, effects: [] };
};

/** R1: a report that does not echo this binding's epoch and digest is dropped. */
export const onEvidence = (record: SubscriptionRecord, evidence: Evidence, now: number): StepResult => {
  const entry = record.clusters[evidence.cluster];
  const pin = entry?.pin;
  if (!entry || pin?.epoch !== evidence.epoch || pin.digest !== evidence.digest)
    return { record, effects: [] };
  const waiting = entry.state === 'Waiting';
  const diagnostics =
    isJudged(entry) && entry.state !== 'Soaked' && entry.state !== 'NoOp'
      ? entry.diagnostics
      : boundedDiagnostics(evidence.diagnostics);
  const seen: ClusterEntry = { ...entry, evidence: evidence.state, diagnostics };
  const next = { ...record, clusters: { ...record.clusters, [evidence.cluster]: seen } };
  // a Waiting cluster still runs its old pin: its evidence is shown and judges no rollout
  if (waiting) return { record: next, effects: [] };
  const judged = judge(next, evidence.cluster, now);
  return settle(judged.record, judged.effects, now);
};
