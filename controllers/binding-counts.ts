import { type ClusterEntry, movedClusters, type SubscriptionRecord } from '../src/rollout/record.ts';
import type { BindingMetricState, Metrics } from '../src/telemetry/metrics.ts';

/** Keeps `headwater_bindings` true at the cost of what changed, not of the fleet. */
export interface BindingCounts {
  moved(record: SubscriptionRecord, before: SubscriptionRecord | undefined): void;
}

const stateOf = (entry: ClusterEntry): BindingMetricState => entry.evidence ?? 'Waiting';

export const createBindingCounts = (metrics: Metrics): BindingCounts => {
  const counts: Partial<Record<BindingMetricState, number>> = {};
  const add = (entry: ClusterEntry | undefined, by: number): void => {
    if (!entry) return;
    const state = stateOf(entry);
    counts[state] = (counts[state] ?? 0) + by;
  };
  return {
    moved(record, before) {
      for (const cluster of movedClusters(record, before)) {
        add(before?.clusters[cluster], -1);
        add(record.clusters[cluster], 1);
      }
      metrics.bindings(counts);
    },
  };
};
