import { startFleet } from '../../../../src/demo/control-plane/local-fleet.ts';
import { openTarget, type Target, type TargetPair } from './target.ts';

export interface StartedPair extends TargetPair {
  stop(): Promise<void>;
}

/** Two real API servers: what differs between them is noise of the comparison. */
export const startTwoReal = async (): Promise<StartedPair> => {
  const fleet = await startFleet({ clusters: ['real', 'second'] });
  const targetOf = (name: string): Target => {
    const cluster = fleet.clusters.get(name);
    if (!cluster) throw new Error(`the fleet has no cluster ${name}`);
    return openTarget(cluster);
  };
  const real = targetOf('real');
  const simulated = targetOf('second');
  return {
    real,
    simulated,
    async stop() {
      await Promise.all([real.close(), simulated.close()]);
      await fleet.stop();
    },
  };
};
