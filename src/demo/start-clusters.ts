import type { StartClusters } from './cluster-fleet.ts';

/** Simulated clusters in this process: no binaries, no containers, a few milliseconds each. */
export const simulatedClusters: StartClusters = async (clusters) => {
  const { startSimulatedFleet } = await import('../simulator/simulated-fleet.ts');
  return startSimulatedFleet({ clusters, controllers: true });
};

/** Real API servers on this machine, built first where they are missing. */
export const realClusters: StartClusters = async (clusters, onProgress) => {
  const { startFleet } = await import('./control-plane/local-fleet.ts');
  return startFleet({ clusters, controllers: true, kubelet: true, onProgress });
};
