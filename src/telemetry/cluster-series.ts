import type { Counter, Gauge } from 'prom-client';

export type ApplyMetricResult = 'created' | 'configured' | 'unchanged' | 'skipped' | 'failed';
/** What became of one drift: `reported` where healing is off, `delayed` where the fight detector holds it back. */
export type HealResult = 'healed' | 'failed' | 'reported' | 'delayed';
export type RequestMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** The series of one cluster, looked up once: incrementing one costs well under a microsecond. */
export interface ClusterMetrics {
  /** `count` objects came out of an apply with this result. */
  applied(result: ApplyMetricResult, count?: number): void;
  driftFound(): void;
  driftHealed(result: HealResult): void;
  reachable(isReachable: boolean): void;
  /** One request that was answered with this HTTP status; 0 when no answer came. */
  requested(method: RequestMethod, status: number): void;
}

export interface ClusterFamilies {
  readonly applies: Counter<'cluster' | 'result'>;
  readonly driftFound: Counter<'cluster'>;
  readonly driftHealed: Counter<'cluster' | 'result'>;
  readonly reachable: Gauge<'cluster'>;
  readonly requests: Counter<'cluster' | 'method' | 'code'>;
}

export interface ClusterSeries extends ClusterMetrics {
  /** Takes every series of the cluster away; calls that come later do nothing. */
  remove(): void;
}

const codeClass = (status: number): string =>
  status >= 100 && status <= 599 ? `${Math.floor(status / 100)}xx` : 'none';

/** Children by their label values; remembers what it made, because prom-client removes by exact labels only. */
const boundCounter = <Label extends string>(counter: Counter<'cluster' | Label>, cluster: string) => {
  const children = new Map<string, { inc(value?: number): void; remove(): void }>();
  return {
    inc: (labels: Record<Label, string>, value = 1): void => {
      const key = Object.values(labels).join('|');
      let child = children.get(key);
      if (child === undefined) {
        const all = { cluster, ...labels };
        const made = counter.labels(all);
        child = { inc: (by) => made.inc(by), remove: () => counter.remove(all) };
        children.set(key, child);
      }
      child.inc(value);
    },
    remove: (): void => {
      for (const child of children.values()) child.remove();
    },
  };
};

export const clusterSeries = (families: ClusterFamilies, cluster: string): ClusterSeries => {
  const applies = boundCounter(families.applies, cluster);
  const requests = boundCounter(families.requests, cluster);
  const healed = boundCounter(families.driftHealed, cluster);
  // from zero, so that the first drift is an increase and not a new series
  const found = families.driftFound.labels({ cluster });
  found.inc(0);
  let gone = false;
  return {
    applied: (result, count) => {
      if (!gone) applies.inc({ result }, count);
    },
    driftFound: () => {
      if (!gone) found.inc();
    },
    driftHealed: (result) => {
      if (!gone) healed.inc({ result });
    },
    reachable: (isReachable) => {
      if (!gone) families.reachable.set({ cluster }, isReachable ? 1 : 0);
    },
    requested: (method, status) => {
      if (!gone) requests.inc({ method, code: codeClass(status) });
    },
    remove: () => {
      gone = true;
      for (const bound of [applies, requests, healed]) bound.remove();
      families.driftFound.remove({ cluster });
      families.reachable.remove({ cluster });
    },
  };
};
