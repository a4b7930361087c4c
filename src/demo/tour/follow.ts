import { isHealthy, isHealthyAt } from '../fleet-health.ts';
import { changedClusters } from './digests.ts';
import type { Scene } from './tour-step.ts';

/** How a pushed commit went through the fleet. */
export interface Followed {
  /** Whether every binding became Healthy at it. */
  readonly done: boolean;
  /** Milliseconds from the end of the push until a cluster's changed bindings were Healthy; in that order. */
  readonly clusters: ReadonlyMap<string, number>;
}

/** Watches a commit from now on, right after its push, until the whole fleet is Healthy at it. */
export const followCommit = async (scene: Scene, commit: string, step: string): Promise<Followed> => {
  const pushed = scene.now();
  const before = scene.before(step);
  const clusters = new Map<string, number>();
  const look = (): void => {
    const status = scene.status();
    if (status.source.commit !== commit) return;
    for (const cluster of changedClusters(before, status)) {
      const healthy = status.bindings.filter((binding) => binding.cluster === cluster).every(isHealthy);
      if (healthy && !clusters.has(cluster)) clusters.set(cluster, scene.now() - pushed);
    }
  };
  const unlisten = scene.onChange(look);
  const done = await scene.until((status) => isHealthyAt(status, commit));
  unlisten();
  look();
  return { done, clusters };
};

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

/** One line on who followed and when. */
export const followedText = ({ clusters }: Followed): string => {
  const times = [...clusters.values()];
  if (times.length === 0) return 'no cluster changed';
  const names = [...clusters.keys()].toSorted();
  const shown = names.length <= 12 ? names.join(', ') : `${names.length} clusters`;
  const first = seconds(Math.min(...times));
  const when =
    names.length === 1
      ? `after ${first}`
      : `the first after ${first}, the last after ${seconds(Math.max(...times))}`;
  return `${shown} changed and Healthy, ${when} from the push`;
};
