import { type BenchOptions, type BenchResult, goalRow, median, number, type Row } from './harness.ts';
import { type LayersCase, layersShape } from './layers-fleet.ts';
import type { LayersDiffs, LayersFloor, LayersPlans, Times } from './layers-process.ts';
import { type LayersEditName, layersEdits, writeLayersRepository } from './layers-repository.ts';
import { startWorker } from './worker.ts';

/** From the issue of the layers: times the floor, milliseconds, and bytes. */
const goals = { cold: 3, localization: 50, globalization: 1000, peakMegabytes: 1000 } as const;
const patienceMs = 600_000;

const editNames = Object.keys(layersEdits) as readonly LayersEditName[];

interface Measured {
  readonly floor: LayersFloor;
  readonly plans: LayersPlans;
  readonly diffs: LayersDiffs;
}

/** The floor is taken in a process of its own, before and not beside the plans. */
const measure = async (which: LayersCase, repeats: number): Promise<Measured> => {
  const { folder } = writeLayersRepository(which);
  const ask = async <T>(verb: string): Promise<T> => {
    const worker = startWorker('layers-process.ts');
    try {
      return await worker.ask<T>(verb, { folder, repeats, edits: editNames }, patienceMs);
    } finally {
      await worker.stop();
    }
  };
  return {
    floor: await ask<LayersFloor>('floor'),
    plans: await ask<LayersPlans>('plan'),
    diffs: await ask<LayersDiffs>('diff'),
  };
};

const middle = (times: readonly Times[]): number => median(times.map(({ ms }) => ms));

const noteOf = (times: readonly Times[]): string =>
  `CPU ${number(median(times.map(({ cpuMs }) => cpuMs)))} ms; first ${number(times[0]?.ms ?? 0)} ms`;

const editRow = (name: string, times: readonly Times[], goal: number | undefined): Row => {
  const shown = `re-render: one line of one ${name}`;
  return goal === undefined
    ? { name: shown, value: `${number(middle(times))} ms`, note: noteOf(times) }
    : goalRow(shown, middle(times), goal, { unit: 'ms', note: noteOf(times) });
};

const rowsOf = (which: LayersCase, { floor, plans, diffs }: Measured): readonly Row[] => {
  const floorMs = middle(floor.read) + middle(floor.clone);
  const cold = middle(plans.cold);
  const isShared = which === 'shared';
  return [
    {
      name: `floor: the same blobs read, ${floor.objects} distinct objects cloned`,
      value: `${number(floorMs)} ms`,
      note: `read ${number(middle(floor.read))} ms, structuredClone ${number(middle(floor.clone))} ms`,
    },
    {
      name: `cold: load and plan, ${plans.bindings} bindings`,
      value: `${number(cold)} ms`,
      note: noteOf(plans.cold),
    },
    isShared
      ? goalRow('cold / floor', cold / floorMs, goals.cold, { unit: '×' })
      : { name: 'cold / floor', value: `${number(cold / floorMs)} ×` },
    ...Object.entries(plans.edits).map(([name, times]) =>
      editRow(name, times, isShared && name !== 'feed' ? goals[name as 'localization'] : undefined),
    ),
    goalRow('peak memory of the process', plans.peakBytes / 1e6, goals.peakMegabytes, { unit: 'MB' }),
    ...Object.entries(diffs.edits).map(([name, times]) => ({
      name: `diff: one line of one ${name}, both sides read and planned cold`,
      value: `${number(middle(times))} ms`,
      note: noteOf(times),
    })),
    { name: 'peak memory of the diffs', value: `${number(diffs.peakBytes / 1e6)} MB` },
  ];
};

/** 100 feeds × 10 objects on 1,000 clusters: with 20 stacks of layers, and with one for each cluster. */
export const benchLayers = async ({ quick, say }: BenchOptions): Promise<readonly BenchResult[]> => {
  const { feeds, objects, clusters, stacks } = layersShape;
  const results: BenchResult[] = [];
  for (const which of quick ? (['shared'] as const) : (['shared', 'distinct'] as const)) {
    const kinds = which === 'shared' ? `${stacks} stacks` : `${clusters} stacks`;
    const title = `layers, ${feeds} feeds × ${objects} objects on ${clusters} clusters, ${kinds}`;
    say(title);
    const measured = await measure(which, which === 'distinct' ? 1 : quick ? 3 : 5);
    results.push({ title, rows: rowsOf(which, measured), raw: measured });
  }
  return results;
};
