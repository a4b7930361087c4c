import { type BenchOptions, type BenchResult, goalRow, number, type Row } from './harness.ts';
import { scaleClusters, scaleNamespace, scaleShape } from './scale-fleet.ts';
import { type Load, loadRequests, openLoad } from './simulator-load.ts';
import type { SimulatorAccess, SimulatorSample } from './simulator-process.ts';
import { startWorker, type Worker } from './worker.ts';

/** What the simulator shall hold: megabytes of memory, applies for a second of its CPU. */
const goals = { megabytesEach: 3, megabytesOfThousand: 3500, appliesACpuSecond: 2500 } as const;
const shortMs = 60_000;
/** Few clusters, so that connections and first contacts are not what is measured. */
const rate = { clusters: 8, connections: 4, warmRounds: 4, rounds: { quick: 4, full: 12 } } as const;
const sizes = { quick: 100, full: 1000 } as const;

interface Rate {
  readonly name: string;
  readonly applies: number;
  readonly cpuMs: number;
  readonly ms: number;
}

const megabytes = (bytes: number): number => bytes / 1024 / 1024;
const aSecond = ({ applies, cpuMs }: Rate): number => (applies * 1000) / cpuMs;

const sampled = (simulator: Worker, collect = false): Promise<SimulatorSample> =>
  simulator.ask('sample', { collect }, shortMs);

/** Runs against a simulator that ends with the work. */
const withSimulator = async <T>(
  clusters: number,
  connections: number,
  work: (simulator: Worker, load: Load) => Promise<T>,
): Promise<T> => {
  const simulator = startWorker('simulator-process.ts', ['--expose-gc']);
  try {
    const asked = { clusters: scaleClusters(clusters), namespaces: [scaleNamespace] };
    const load = openLoad(await simulator.ask<SimulatorAccess>('start', asked, shortMs), connections);
    try {
      return await work(simulator, load);
    } finally {
      await load.close();
    }
  } finally {
    await simulator.stop();
  }
};

const rated = async (
  simulator: Worker,
  name: string,
  applies: number,
  run: () => Promise<void>,
): Promise<Rate> => {
  const before = await sampled(simulator);
  const start = performance.now();
  await run();
  const ms = performance.now() - start;
  return { name, applies, ms, cpuMs: (await sampled(simulator)).cpuMs - before.cpuMs };
};

/** Creates, changes and repeats, each alone. */
const measureRates = async ({ quick, say }: BenchOptions): Promise<readonly Rate[]> => {
  const rounds = quick ? rate.rounds.quick : rate.rounds.full;
  say(`simulator: ${rate.clusters} clusters, ${rounds} rounds of ${scaleShape.objects} applies to each`);
  return withSimulator(rate.clusters, rate.connections, async (simulator, load) => {
    const send = async (release: (round: number) => string, first: number, count: number): Promise<void> => {
      for (let round = first; round < first + count; round += 1)
        await load.send(loadRequests(release(round), round * scaleShape.subscriptions));
    };
    // its own code is compiled by the first thousands
    for (const release of ['one', 'two', 'two']) await send(() => release, 0, rate.warmRounds);
    const applies = rounds * scaleShape.objects * rate.clusters;
    const first = rate.warmRounds;
    const measured: Rate[] = [];
    for (const [name, release] of [
      ['an object is created', 'one'],
      ['an object is changed', 'two'],
      ['nothing changes', 'two'],
    ] as const)
      measured.push(await rated(simulator, name, applies, () => send(() => release, first, rounds)));
    return measured;
  });
};

interface Memory {
  readonly size: number;
  readonly empty: SimulatorSample;
  readonly full: SimulatorSample;
  readonly fill: Rate;
}

/** Memory of many clusters that were filled over HTTP. */
const measureMemory = async ({ quick, say }: BenchOptions): Promise<Memory> => {
  const size = quick ? sizes.quick : sizes.full;
  say(`simulator: ${size} clusters × ${scaleShape.objects} objects`);
  return withSimulator(size, 1, async (simulator, load) => {
    const empty = await sampled(simulator, true);
    const requests = loadRequests('one');
    const fill = await rated(simulator, 'filling', size * requests.length, () => load.send(requests));
    return { size, empty, full: await sampled(simulator, true), fill };
  });
};

const rateRow = (one: Rate): Row => {
  const found = aSecond(one);
  return {
    name: `applies a second of its CPU: ${one.name}`,
    value: number(found),
    goal: `≥ ${goals.appliesACpuSecond}`,
    met: found >= goals.appliesACpuSecond,
    note: `${one.applies} applies; ${number((one.applies * 1000) / one.ms)}/s with the client on the same machine`,
  };
};

const memoryRows = ({ size, empty, full, fill }: Memory): readonly Row[] => [
  goalRow(
    'memory a cluster, all of the process shared out',
    megabytes(full.rssBytes) / size,
    goals.megabytesEach,
    {
      unit: 'MB',
      note: `heap in use: ${number(megabytes(full.heapBytes - empty.heapBytes) / size)} MB a cluster more than without the objects`,
    },
  ),
  goalRow(
    'memory of the process',
    megabytes(full.rssBytes),
    (goals.megabytesOfThousand * size) / sizes.full,
    {
      unit: 'MB',
      note: `heap in use ${number(megabytes(full.heapBytes))} MB; without the objects ${number(megabytes(empty.rssBytes))} and ${number(megabytes(empty.heapBytes))} MB`,
    },
  ),
  {
    name: 'filling them: applies a second of its CPU',
    value: number(aSecond(fill)),
    note: `${size} TLS handshakes included`,
  },
];

/** The simulator's own claims: memory of its clusters, and applies for its CPU, asked for by another process. */
export const benchSimulator = async (options: BenchOptions): Promise<readonly BenchResult[]> => {
  const rates = await measureRates(options);
  const memory = await measureMemory(options);
  const { size } = memory;
  return [
    {
      title: `simulator, ${rate.clusters} clusters and ${size} clusters × ${scaleShape.objects} objects`,
      rows: [...rates.map(rateRow), ...memoryRows(memory)],
      raw: { rates, memory },
    },
  ];
};
