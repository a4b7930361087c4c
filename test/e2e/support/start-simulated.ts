import { ensureBinaries } from '../../../src/demo/control-plane/build.ts';
import type { FleetOptions, LocalFleet } from '../../../src/demo/control-plane/local-cluster.ts';
import { startSimulatedFleet } from '../../../src/simulator/simulated-fleet.ts';

/** A simulated fleet in the place of a local one, with the kubectl that was built beside the real servers. */
export const startSimulated = async (options: FleetOptions): Promise<LocalFleet> => {
  const { clusters, controllers, audit, extraUsers } = options;
  const found = await ensureBinaries();
  const fleet = await startSimulatedFleet({
    clusters,
    ...(controllers === undefined ? {} : { controllers }),
    ...(audit === undefined ? {} : { audit }),
    ...(extraUsers === undefined ? {} : { extraUsers }),
  });
  const kubectl = found.ok ? found.binaries.kubectl : undefined;
  return kubectl === undefined ? fleet : { ...fleet, kubectl };
};
