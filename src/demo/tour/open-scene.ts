import { join } from 'node:path';
import { type Kubeconfig, loadKubeconfig } from '../../cluster/connection/kubeconfig.ts';
import type { Demo } from '../demo.ts';
import { waitForStatus } from '../status-changes.ts';
import { connectPerson, type PersonAtCluster } from './person-at-cluster.ts';
import { cloneForPerson } from './persons-clone.ts';
import type { Scene } from './tour-step.ts';

export interface OpenScene extends Scene {
  /** Takes down what each binding runs before a step begins. */
  mark(step: string, digests: ReadonlyMap<string, string>): void;
  close(): Promise<void>;
}

/** No step waits longer for the fleet; milliseconds. */
const patienceMs = 60_000;

/** Connections are opened once and kept, as a person's shell would not, but the tour's fleet may be large. */
const createPeople = (kubeconfig: Kubeconfig) => {
  const people = new Map<string, ReturnType<typeof connectPerson>>();
  return {
    at(cluster: string): Promise<PersonAtCluster> {
      const known = people.get(cluster) ?? connectPerson(kubeconfig, cluster);
      people.set(cluster, known);
      return known;
    },
    close: () => Promise.allSettled([...people.values()].map(async (person) => (await person).close())),
  };
};

/** A clone in the demo's folder, and a person's ways to the clusters. */
export const openScene = async (demo: Demo, signal: AbortSignal): Promise<OpenScene> => {
  const kubeconfig = await loadKubeconfig({ file: demo.fleet.adminKubeconfig });
  const people = createPeople(kubeconfig);
  const marks = new Map<string, ReadonlyMap<string, string>>();
  const status = () => demo.headwater.status();
  return {
    clusters: demo.clusters,
    kubectl: demo.fleet.kubectl ?? 'kubectl',
    clone: await cloneForPerson(demo.cloneUrl, join(demo.folder, 'clone')),
    status,
    until: (condition) =>
      waitForStatus({ status, changes: demo.changes, signal, timeoutMs: patienceMs }, condition),
    onChange: (listener) => demo.changes.listen(listener),
    at: people.at,
    before: (step) => marks.get(step) ?? new Map(),
    now: () => performance.now(),
    mark: (step, digests) => void marks.set(step, digests),
    close: async () => {
      await people.close();
    },
  };
};
