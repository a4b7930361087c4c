import { afterAll, beforeAll, it } from 'vitest';
import { allCases } from './support/simulator/cases/all-cases.ts';
import { type ClusterPair, openTargets } from './support/simulator/cluster-pair.ts';
import { compareCase, expectSame } from './support/simulator/compare.ts';
import { startRealAndSimulated } from './support/simulator/real-and-simulated.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

describeOnControlPlanes('the simulator answers as a real API server does', () => {
  let clusters: ClusterPair;
  let pair: ReturnType<typeof openTargets>;

  beforeAll(async () => {
    clusters = await startRealAndSimulated();
    pair = openTargets(clusters);
  });
  afterAll(async () => {
    await pair?.close();
    await clusters?.stop();
  });

  it.concurrent.each(allCases)('$name', async (told) => {
    expectSame(told, await compareCase(pair, told));
  });
});
