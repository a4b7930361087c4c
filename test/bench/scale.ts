import { join } from 'node:path';
import {
  type BenchOptions,
  type BenchResult,
  number,
  pause,
  removeFolder,
  temporaryFolder,
} from './harness.ts';
import { openRepository, type Repository } from './repository.ts';
import {
  emptyScaleFleet,
  fullScaleFleet,
  nothingChanged,
  oneObjectChanged,
  scaleClusters,
  scaleNamespace,
  scaleShape,
} from './scale-fleet.ts';
import type { BringTo, Rest, ScalePhase, StartLife } from './scale-reconciler.ts';
import { type PhaseCost, type ScaleRun, scaleRows } from './scale-rows.ts';
import type { SimulatorAccess, SimulatorSample, StartSimulator } from './simulator-process.ts';
import { startWorker, type Worker } from './worker.ts';

/** The last two take minutes; `--quick` leaves them out. */
const sizes = { quick: [100], full: [100, 300, 1000] } as const;
const restMs = { quick: 10_000, full: 30_000 } as const;
/** As `headwater run` polls unless told otherwise. */
const pollIntervalMs = 10_000;
/** A phase that takes longer has failed; milliseconds. */
const patienceMs = 400_000;
const shortMs = 90_000;
const namespaces = [scaleNamespace, 'headwater-system'];

interface Rig {
  readonly simulator: Worker;
  readonly repository: Repository;
  readonly life: StartLife;
  readonly clusters: readonly string[];
  readonly say: BenchOptions['say'];
}

const sampled = (rig: Rig): Promise<SimulatorSample> =>
  rig.simulator.ask('sample', { collect: false }, shortMs);

/** Runs a phase; its cost in both processes. */
const phase = async (rig: Rig, name: string, run: () => Promise<ScalePhase>): Promise<PhaseCost> => {
  const before = await sampled(rig);
  const ours = await run();
  const after = await sampled(rig);
  const seen = Object.entries(after.requests).map(
    ([verb, count]) => [verb, count - (before.requests[verb] ?? 0)] as const,
  );
  rig.say(`  ${name}: ${number(ours.ms)} ms`);
  return {
    name,
    ours,
    simulatorCpuMs: after.cpuMs - before.cpuMs,
    requests: Object.fromEntries(seen.filter(([, count]) => count > 0)),
    bytes: after.bytesIn + after.bytesOut - before.bytesIn - before.bytesOut,
    connections: after.connections - before.connections,
  };
};

const bring = (reconciler: Worker, to: BringTo): Promise<ScalePhase> =>
  reconciler.ask('bring', to, patienceMs + shortMs);

/** Waits until each cluster has a watch for each of the five kinds. */
const allWatched = async (rig: Rig): Promise<SimulatorSample> => {
  const wanted = rig.clusters.length * scaleShape.objectsEach;
  for (const until = performance.now() + patienceMs; ; await pause(100)) {
    const now = await sampled(rig);
    if (now.watches >= wanted) return now;
    if (performance.now() > until) throw new Error(`${now.watches} of ${wanted} watches are open`);
  }
};

/** From nothing to a fleet at rest. */
const firstLife = async (rig: Rig, reconciler: Worker, forMs: number) => {
  const bindings = rig.clusters.length * scaleShape.subscriptions;
  const { repository } = rig;
  const ask = async (commit: string, moved: number): Promise<ScalePhase> =>
    bring(reconciler, { how: 'ask', commit, bindings, moved });
  const empty = await repository.replace(emptyScaleFleet(rig.clusters));
  await reconciler.ask('start', rig.life, shortMs);
  const contact = await phase(rig, 'contact', () =>
    bring(reconciler, { how: 'start', commit: empty, bindings: 0 }),
  );
  const full = await repository.replace(fullScaleFleet(rig.clusters, 'one'));
  const first = await phase(rig, 'first apply', () => ask(full, bindings));
  await allWatched(rig);
  const one = await repository.change(oneObjectChanged('two'));
  const change = await phase(rig, 'one object', () => ask(one, rig.clusters.length));
  const none = await repository.change(nothingChanged('a note'));
  const nothing = await phase(rig, 'no change', () => ask(none, 0));
  const poll = await reconciler.ask<{ readonly ms: number }>('poll', {}, shortMs);
  await pause(2000);
  const before = await sampled(rig);
  const rest = await reconciler.ask<Rest>('rest', { ms: forMs }, forMs + shortMs);
  const atRest = await sampled(rig);
  const simulatorPercent = ((atRest.cpuMs - before.cpuMs) / forMs) * 100;
  await reconciler.ask('stop', {}, shortMs);
  return { head: none, phases: { contact, first, change, nothing }, poll, rest, atRest, simulatorPercent };
};

/** A new process on the state of the first. */
const secondLife = async (rig: Rig, reconciler: Worker, head: string): Promise<PhaseCost> => {
  const bindings = rig.clusters.length * scaleShape.subscriptions;
  return phase(rig, 'restart', async () => {
    const begun = performance.now();
    await reconciler.ask('start', rig.life, shortMs);
    const ours = await bring(reconciler, { how: 'start', commit: head, bindings, moved: 0 });
    await allWatched(rig);
    return { ...ours, ms: performance.now() - begun };
  });
};

/** Starts a worker, and ends it however the work ends. */
const withWorker = async <T>(worker: Worker, work: (worker: Worker) => Promise<T>): Promise<T> => {
  try {
    return await work(worker);
  } finally {
    await worker.stop();
  }
};

const runSize = async (size: number, options: BenchOptions): Promise<ScaleRun> => {
  options.say(`scale: ${size} simulated clusters × ${scaleShape.objects} objects`);
  const clusters = scaleClusters(size);
  const folder = temporaryFolder('scale');
  const repository = await openRepository();
  const forMs = options.quick ? restMs.quick : restMs.full;
  try {
    return await withWorker(startWorker('simulator-process.ts'), async (simulator) => {
      const asked: StartSimulator = { clusters, namespaces };
      const { kubeconfig } = await simulator.ask<SimulatorAccess>('start', asked, shortMs);
      const life: StartLife = {
        kubeconfig,
        url: repository.url,
        folder: join(folder, 'life'),
        pollIntervalMs,
        patienceMs,
      };
      const rig: Rig = { simulator, repository, life, clusters, say: options.say };
      const { head, ...lived } = await withWorker(startWorker('scale-reconciler.ts'), (reconciler) =>
        firstLife(rig, reconciler, forMs),
      );
      const restart = await withWorker(startWorker('scale-reconciler.ts'), (reconciler) =>
        secondLife(rig, reconciler, head),
      );
      return { size, restMs: forMs, ...lived, restart };
    });
  } finally {
    await repository.stop();
    removeFolder(folder);
  }
};

/** The whole reconciler against 100, 300 and 1,000 simulated clusters, each of the three in a process of its own. */
export const benchScale = async (options: BenchOptions): Promise<readonly BenchResult[]> => {
  const results: BenchResult[] = [];
  for (const size of options.quick ? sizes.quick : sizes.full) {
    const started = performance.now();
    const run = await runSize(size, options);
    const seconds = (performance.now() - started) / 1000;
    const { objects, stacks } = scaleShape;
    results.push({
      title: `scale, ${size} simulated clusters × ${objects} objects, ${stacks} stacks; took ${number(seconds)} s`,
      rows: scaleRows(run),
      raw: run,
    });
  }
  return results;
};
