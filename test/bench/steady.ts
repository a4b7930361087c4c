import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import {
  type BenchOptions,
  type BenchResult,
  cpuSince,
  goalRow,
  number,
  pause,
  removeFolder,
  temporaryFolder,
} from './harness.ts';
import { createNamespaces } from './namespaces.ts';
import { startReconciler } from './reconciler.ts';
import { openRepository } from './repository.ts';
import { fullFleet, objectsPerUnit, type UnitFleet } from './unit-fleet.ts';

/** As `headwater run` polls unless told otherwise. */
const pollIntervalMs = 10_000;
const goals = { requests: 0, cpuPercent: 2 } as const;

const total = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((sum, count) => sum + count, 0);

const shown = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([method, count]) => `${count} ${method}`)
    .join(', ') || 'none';

/** A fleet where nothing happens, and a restart of the reconciler on it. */
export const benchSteady = async ({ quick, say }: BenchOptions): Promise<readonly BenchResult[]> => {
  const restMs = quick ? 5000 : 20_000;
  const units: UnitFleet = {
    id: 'steady',
    namespace: 'steady',
    clusters: ['one', 'two', 'three', 'four'],
    units: quick ? 100 : 500,
  };
  const bindings = { bindings: units.units };
  say(`steady: ${units.units} units on ${units.clusters.length} control planes, ${restMs / 1000} s at rest`);
  const fleet = await startFleet({ clusters: units.clusters });
  const repository = await openRepository();
  const folder = temporaryFolder('steady');
  const options = { fleet, url: repository.url, folder, pollIntervalMs };
  try {
    await createNamespaces(fleet, [units.namespace]);
    const commit = await repository.replace(fullFleet(units, 'one'));
    const first = await startReconciler(options);
    await first.settled(commit, bindings);
    await pause(2000);
    const before = total(await first.requests());
    const cpu = process.cpuUsage();
    await pause(restMs);
    const cpuPercent = (cpuSince(cpu) / restMs) * 100;
    const requests = total(await first.requests()) - before;
    const megabytes = process.memoryUsage.rss() / 1024 / 1024;
    await first.stop();
    const start = performance.now();
    const second = await startReconciler(options);
    const restart = await second.settled(commit, bindings);
    await pause(1000);
    const restartMs = performance.now() - start - 1000;
    const again = await second.requests();
    await second.stop();
    const writes = total(again) - (again.GET ?? 0);
    const rows = [
      goalRow('at rest: requests', requests, goals.requests, {
        unit: '',
        note: `in ${restMs / 1000} s; watches not counted`,
      }),
      goalRow('at rest: CPU of a core', cpuPercent, goals.cpuPercent, { unit: '%' }),
      { name: 'at rest: memory', value: `${number(megabytes)} MB`, note: 'this process, bench included' },
      goalRow('restart: writes until steady', writes, 0, { unit: '' }),
      { name: 'restart: requests until steady', value: String(total(again)), note: shown(again) },
      { name: 'restart: until every binding is looked at', value: `${number(restartMs)} ms` },
    ];
    const title = `steady, ${units.units} units of ${objectsPerUnit} objects on ${units.clusters.length} control planes`;
    return [{ title, rows, raw: { requests, cpuPercent, megabytes, restart, again } }];
  } finally {
    await repository.stop();
    await fleet.stop();
    removeFolder(folder);
  }
};
