import type { FleetOptions } from '../../../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../../../src/demo/control-plane/local-fleet.ts';
import { startSimulated } from '../start-simulated.ts';
import { type ClusterPair, sideOf } from './cluster-pair.ts';

/** One real API server and one simulated one. */
export const startRealAndSimulated = async (
  options: Omit<FleetOptions, 'clusters'> = {},
): Promise<ClusterPair> => {
  const clusters = ['proof'];
  const [real, simulated] = await Promise.all([
    startFleet({ ...options, clusters }),
    startSimulated({ ...options, clusters }),
  ]);
  return {
    real: sideOf(real, 'proof'),
    simulated: sideOf(simulated, 'proof'),
    async stop() {
      await Promise.all([real.stop(), simulated.stop()]);
    },
  };
};
