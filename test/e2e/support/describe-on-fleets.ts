import type { FleetOptions, LocalFleet } from '../../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../../src/demo/control-plane/local-fleet.ts';
import { startSimulated } from './start-simulated.ts';
import { describeOnControlPlanes } from './with-control-planes.ts';

export type StartFleet = (options: FleetOptions) => Promise<LocalFleet>;

/**
 * The same block on real API servers and on simulated ones, with the same assertions. HEADWATER_FLEET=real or
 * =simulated runs one of them only. Both need the built kubectl.
 */
export const describeOnFleets = (name: string, body: (startFleet: StartFleet) => void): void => {
  const wanted = process.env.HEADWATER_FLEET;
  if (wanted !== 'simulated') describeOnControlPlanes(`${name} (real API servers)`, () => body(startFleet));
  if (wanted !== 'real') describeOnControlPlanes(`${name} (simulated)`, () => body(startSimulated));
};
