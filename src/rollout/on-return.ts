import { enter, isGood, isInFlight, pinEffect } from './entry.ts';
import type { RolloutEffect, StepResult } from './event.ts';
import { type ClusterEntry, pinOf, type SubscriptionRecord } from './record.ts';
import { settle } from './settle.ts';

const mapEntries = (
  record: SubscriptionRecord,
  change: (entry: ClusterEntry) => ClusterEntry,
): SubscriptionRecord['clusters'] =>
  Object.fromEntries(Object.entries(record.clusters).map(([cluster, entry]) => [cluster, change(entry)]));

const allPins = (record: SubscriptionRecord): readonly RolloutEffect[] =>
  Object.entries(record.clusters).flatMap(([cluster, entry]) =>
    pinEffect(record.subscription, cluster, entry),
  );

/** Only what Soaked at its own epoch may be pruned: the digest of a newer pin may have Soaked long ago. */
const owedPrunes = (record: SubscriptionRecord): readonly RolloutEffect[] =>
  Object.entries(record.clusters).flatMap(([cluster, entry]): RolloutEffect[] => {
    const pin = pinOf(record.subscription, cluster, entry);
    return pin && isGood(entry) && entry.prunedEpoch !== pin.epoch ? [{ type: 'prune', pin }] : [];
  });

/** R2: nobody observed it while the process was down, so the run of Healthy evidence starts anew. */
const unobserved = (entry: ClusterEntry): ClusterEntry => {
  if (entry.state !== 'Healthy') return entry;
  const { healthySince: _since, evidence: _evidence, ...rest } = entry;
  return rest;
};

/** A new process: every pin is looked at, every prune that was not reported is done again (R18). */
export const onRestarted = (record: SubscriptionRecord, now: number): StepResult => {
  const settled = settle({ ...record, clusters: mapEntries(record, unobserved) }, [], now);
  if (record.paused) return settled;
  const { record: next, effects } = settled;
  return { record: next, effects: [...effects, ...allPins(next), ...owedPrunes(next)] };
};

/** A person has looked: the next target starts again. Deadlines stood still meanwhile (R5). */
export const onResume = (record: SubscriptionRecord, now: number): StepResult => {
  if (!record.paused) return { record, effects: [] };
  const { paused, ...rest } = record;
  const stoodStill = Math.max(0, now - paused.since);
  const clusters = mapEntries(record, (entry) => {
    if (entry.state === 'Dispatched') return enter(entry, 'Dispatched', now, { dispatchedAt: now });
    if (entry.dispatchedAt === undefined || !isInFlight(entry)) return entry;
    return { ...entry, dispatchedAt: entry.dispatchedAt + stoodStill };
  });
  const { record: next, effects } = settle({ ...rest, clusters }, [], now);
  return { record: next, effects: [...effects, ...allPins(next)] };
};
