import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { type ClusterMetrics, type ClusterSeries, clusterSeries } from './cluster-series.ts';

export type { ApplyMetricResult, ClusterMetrics, HealResult, RequestMethod } from './cluster-series.ts';

export type FetchResult = 'changed' | 'unchanged' | 'failed';

/** Every state that a binding is counted under. */
export const bindingStates = ['Waiting', 'Applied', 'Verifying', 'Healthy', 'Failed', 'Unreachable'] as const;
export type BindingMetricState = (typeof bindingStates)[number];

export interface Metrics {
  /** The Content-Type of `text()`. */
  readonly contentType: string;
  /** The exposition text; some 3 µs a series. */
  text(): Promise<string>;
  /** From the moment a commit was seen until one binding's objects of it were applied. */
  commitApplied(seconds: number): void;
  /** From the event that showed a drift until the heal's response. */
  driftHealTook(seconds: number): void;
  gitFetched(result: FetchResult, seconds: number): void;
  /** How many bindings are in each state; a state that is not named has none. */
  bindings(counts: Readonly<Partial<Record<BindingMetricState, number>>>): void;
  /** The same series for the same name, until it is forgotten. */
  cluster(name: string): ClusterMetrics;
  /** The cluster left the fleet: its series go. */
  forgetCluster(name: string): void;
}

export interface MetricsOptions {
  /** For `headwater_build_info`. */
  readonly version: string;
  /** Memory, CPU, event loop and garbage collection of this process; default true. */
  readonly process?: boolean;
}

const seconds = {
  commitToApplied: [0.1, 0.25, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 900, 3600],
  heal: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60],
  fetch: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120],
} as const;

const clusterFamilies = (registers: Registry[]) => ({
  applies: new Counter({
    name: 'headwater_apply_total',
    help: 'Objects that an apply dealt with, by its result.',
    labelNames: ['cluster', 'result'],
    registers,
  }),
  driftFound: new Counter({
    name: 'headwater_drift_found_total',
    help: 'Objects found to differ from what was applied.',
    labelNames: ['cluster'],
    registers,
  }),
  driftHealed: new Counter({
    name: 'headwater_drift_healed_total',
    help: 'Drifts by what became of them.',
    labelNames: ['cluster', 'result'],
    registers,
  }),
  reachable: new Gauge({
    name: 'headwater_cluster_reachable',
    help: '1 while the API server of the cluster answers, else 0.',
    labelNames: ['cluster'],
    registers,
  }),
  requests: new Counter({
    name: 'headwater_requests_total',
    help: 'Requests to API servers, by method and class of the answer (none: no answer came).',
    labelNames: ['cluster', 'method', 'code'],
    registers,
  }),
});

/** Histograms carry no cluster: buckets times clusters is what makes a scrape slow. */
const fleetFamilies = (registers: Registry[]) => ({
  commitToApplied: new Histogram({
    name: 'headwater_commit_to_applied_seconds',
    help: 'From a commit being seen until a binding of it was applied.',
    buckets: [...seconds.commitToApplied],
    registers,
  }),
  heal: new Histogram({
    name: 'headwater_drift_heal_seconds',
    help: 'From a drift being seen until it was healed.',
    buckets: [...seconds.heal],
    registers,
  }),
  fetches: new Counter({
    name: 'headwater_git_fetch_total',
    help: 'Fetches of the repository, by result.',
    labelNames: ['result'],
    registers,
  }),
  fetchTime: new Histogram({
    name: 'headwater_git_fetch_seconds',
    help: 'How long a fetch of the repository took.',
    buckets: [...seconds.fetch],
    registers,
  }),
  bindings: new Gauge({
    name: 'headwater_bindings',
    help: 'Bindings by state.',
    labelNames: ['state'],
    registers,
  }),
  build: new Gauge({
    name: 'headwater_build_info',
    help: 'Always 1; the labels say what runs.',
    labelNames: ['version'],
    registers,
  }),
});

/** The process's metrics, in a registry of their own: two of them can stand side by side in one process. */
export const createMetrics = (options: MetricsOptions): Metrics => {
  const registry = new Registry();
  const perCluster = clusterFamilies([registry]);
  const fleet = fleetFamilies([registry]);
  const clusters = new Map<string, ClusterSeries>();
  fleet.build.set({ version: options.version }, 1);
  if (options.process !== false) collectDefaultMetrics({ register: registry });
  const setBindings: Metrics['bindings'] = (counts) => {
    for (const state of bindingStates) fleet.bindings.set({ state }, counts[state] ?? 0);
  };
  setBindings({});
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    commitApplied: (took) => fleet.commitToApplied.observe(took),
    driftHealTook: (took) => fleet.heal.observe(took),
    gitFetched: (result, took) => {
      fleet.fetches.inc({ result });
      fleet.fetchTime.observe(took);
    },
    bindings: setBindings,
    cluster: (name) => {
      const known = clusters.get(name);
      if (known !== undefined) return known;
      const made = clusterSeries(perCluster, name);
      clusters.set(name, made);
      return made;
    },
    forgetCluster: (name) => {
      clusters.get(name)?.remove();
      clusters.delete(name);
    },
  };
};
