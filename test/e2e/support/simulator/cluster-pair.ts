import type {
  FleetOptions,
  LocalCluster,
  LocalFleet,
} from '../../../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../../../src/demo/control-plane/local-fleet.ts';
import { openTarget, type TargetPair } from './target.ts';

/** One cluster of a fleet. */
export interface ClusterSide {
  readonly fleet: LocalFleet;
  readonly cluster: LocalCluster;
}

/** A real cluster and a simulated one. */
export interface ClusterPair {
  readonly real: ClusterSide;
  readonly simulated: ClusterSide;
  stop(): Promise<void>;
}

export const sideOf = (fleet: LocalFleet, name: string): ClusterSide => {
  const cluster = fleet.clusters.get(name);
  if (!cluster) throw new Error(`the fleet has no cluster ${name}`);
  return { fleet, cluster };
};

/** Two real clusters: what differs between them is noise of a comparison. */
export const startTwoReal = async (options: Omit<FleetOptions, 'clusters'> = {}): Promise<ClusterPair> => {
  const fleet = await startFleet({ ...options, clusters: ['real', 'second'] });
  return { real: sideOf(fleet, 'real'), simulated: sideOf(fleet, 'second'), stop: () => fleet.stop() };
};

/** Both, seen from the wire; whoever opens them closes them. */
export const openTargets = ({ real, simulated }: ClusterPair): TargetPair & { close(): Promise<void> } => {
  const targets = { real: openTarget(real.cluster), simulated: openTarget(simulated.cluster) };
  return {
    ...targets,
    close: async () => {
      await Promise.all([targets.real.close(), targets.simulated.close()]);
    },
  };
};
