import { join } from 'node:path';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import { auditCounts, countsSince } from './audit-count.ts';
import { type BareLoop, openBareLoop, prepare, type Written } from './bare-loop.ts';
import {
  type BenchOptions,
  type BenchResult,
  cpuSince,
  goalRow,
  median,
  number,
  type Row,
  removeFolder,
  spread,
  temporaryFolder,
} from './harness.ts';
import { createNamespaces } from './namespaces.ts';
import { type Phase, startReconciler } from './reconciler.ts';
import { openRepository, type Repository } from './repository.ts';
import { allObjects, emptyFleet, fullFleet, objectsPerUnit, type UnitFleet } from './unit-fleet.ts';

interface Rig {
  readonly fleet: LocalFleet;
  readonly repository: Repository;
  readonly bare: BareLoop;
  readonly units: number;
  readonly folder: string;
}

interface Ours {
  readonly install: Phase;
  readonly change: Phase;
}

interface Bare {
  readonly install: number;
  readonly change: number;
  /** CPU milliseconds of its client, both phases. */
  readonly cpuMs: number;
}

const goals = { ratio: 1.25, cpuMs: 0.6, requests: 5 } as const;
const phases = ['install', 'change'] as const;
const widths = [8, 16, 32] as const;
/** After so long no further pair begins, once there are enough; milliseconds for one shape. */
const budgetMs = 110_000;

const unitFleet = (rig: Rig, id: string, units = rig.units): UnitFleet => ({
  id,
  namespace: id,
  clusters: [...rig.fleet.clusters.keys()],
  units,
});

/** The whole reconciler, from a first contact with nothing to do, through an install and a change of everything. */
const runOurs = async (rig: Rig, fleet: UnitFleet, onInstalled?: () => void): Promise<Ours> => {
  await createNamespaces(rig.fleet, [fleet.namespace]);
  const ready = await rig.repository.replace(emptyFleet(fleet));
  const folder = join(rig.folder, fleet.id);
  const bindings = { bindings: fleet.units };
  const reconciler = await startReconciler({ fleet: rig.fleet, url: rig.repository.url, folder });
  try {
    await reconciler.bring(ready, { bindings: 0 });
    const install = await reconciler.bring(await rig.repository.replace(fullFleet(fleet, 'one')), bindings);
    onInstalled?.();
    const change = await reconciler.bring(await rig.repository.change(allObjects(fleet, 'two')), bindings);
    return { install, change };
  } finally {
    await reconciler.stop();
  }
};

const runBare = async (rig: Rig, fleet: UnitFleet, width: number): Promise<Bare> => {
  await createNamespaces(rig.fleet, [fleet.namespace]);
  const written: Written = new Map();
  const first = prepare(fleet, 'one', written);
  const cpu = process.cpuUsage();
  const install = await rig.bare.send(first, width, written);
  let cpuMs = cpuSince(cpu);
  const second = prepare(fleet, 'two', written);
  const cpuAgain = process.cpuUsage();
  const change = await rig.bare.send(second, width, written);
  cpuMs += cpuSince(cpuAgain);
  return { install, change, cpuMs };
};

/** Each width once on a part of the units; the best is what ours is compared with. */
const bestWidth = async (rig: Rig, { quick, say }: BenchOptions): Promise<number> => {
  const units = Math.max(40, Math.round(rig.units / 4));
  // the first contact of the pools, and of the optimiser with this code, is nobody's figure
  await runBare(rig, unitFleet(rig, 'warm-bare', 40), 8);
  const tried: { readonly width: number; readonly ms: number }[] = [];
  for (const width of quick ? [16] : widths) {
    const { install, change } = await runBare(rig, unitFleet(rig, `width-${width}`, units), width);
    tried.push({ width, ms: install + change });
    say(`  bare loop, ${width} in flight: ${number((units * 10 * 1000) / (install + change))} requests/s`);
  }
  return tried.toSorted((a, b) => a.ms - b.ms)[0]!.width;
};

const openRig = async (clusters: readonly string[], units: number, audit = false): Promise<Rig> => {
  const fleet = await startFleet({ clusters, audit });
  const repository = await openRepository();
  return { fleet, repository, bare: openBareLoop(fleet), units, folder: temporaryFolder('apply') };
};

const closeRig = async (rig: Rig): Promise<void> => {
  await rig.bare.close();
  await rig.repository.stop();
  await rig.fleet.stop();
  removeFolder(rig.folder);
};

const sum = (counts: Readonly<Record<string, number>>): number =>
  Object.values(counts).reduce((total, count) => total + count, 0);

interface Pair {
  readonly ours: Ours;
  readonly bare: Bare;
}

const phaseRows = (phase: (typeof phases)[number], pairs: readonly Pair[], units: number): readonly Row[] => {
  const objects = units * objectsPerUnit;
  const ours = pairs.map((pair) => pair.ours[phase].ms);
  const bare = pairs.map((pair) => pair.bare[phase]);
  const ratios = pairs.map((pair) => pair.ours[phase].ms / pair.bare[phase]);
  const cpu = pairs.map((pair) => pair.ours[phase].cpuMs / objects);
  // discovery and LISTs come once, whatever the number of units; the audit log counts them by kind
  const once = Math.max(...pairs.map((pair) => pair.ours[phase].requests.GET ?? 0));
  const requests = Math.max(
    ...pairs.map(({ ours: { [phase]: one } }) => (sum(one.requests) - (one.requests.GET ?? 0)) / units),
  );
  return [
    goalRow(`${phase}: time, ours / bare`, median(ratios), goals.ratio, {
      unit: '×',
      value: `${spread(ratios)} ×`,
      note: `${number(median(ours))} ms / ${number(median(bare))} ms`,
    }),
    {
      name: `${phase}: objects a second`,
      value: number((objects * 1000) / median(ours)),
      note: `bare loop ${spread(bare.map((ms) => (objects * 1000) / ms))}`,
    },
    goalRow(`${phase}: our CPU an object`, median(cpu), goals.cpuMs, {
      unit: 'ms',
      value: `${spread(cpu)} ms`,
    }),
    goalRow(`${phase}: requests a unit`, requests, goals.requests, {
      unit: '',
      note: `and ${once} GET in all, by its own metrics`,
    }),
  ];
};

const measureShape = async (clusters: readonly string[], options: BenchOptions): Promise<BenchResult> => {
  const { pairs, pairsAtLeast, quick, say } = options;
  const units = quick ? 100 : 500;
  const rig = await openRig(clusters, units);
  try {
    say(`apply: ${units} units on ${clusters.length} control plane(s)`);
    const width = await bestWidth(rig, options);
    await runOurs(rig, unitFleet(rig, 'warm-ours', 40));
    const done: Pair[] = [];
    const until = performance.now() + budgetMs;
    for (let pair = 1; pair <= pairs; pair += 1) {
      if (pair > pairsAtLeast && performance.now() > until) break;
      const ours = await runOurs(rig, unitFleet(rig, `ours-${pair}`));
      const bare = await runBare(rig, unitFleet(rig, `bare-${pair}`), width);
      done.push({ ours, bare });
      const ratio = phases.map((phase) => number(ours[phase].ms / bare[phase])).join(' and ');
      say(`  pair ${pair}: ours ${ratio} times the bare loop`);
    }
    const bareCpu = median(done.map(({ bare }) => bare.cpuMs / (2 * units * objectsPerUnit)));
    return {
      title: `apply, ${units} units of ${objectsPerUnit} objects on ${clusters.length} control plane(s), ${done.length} pairs`,
      rows: [
        ...phases.flatMap((phase) => phaseRows(phase, done, units)),
        { name: 'bare loop: CPU an object', value: `${number(bareCpu)} ms`, note: `${width} in flight` },
      ],
      raw: { width, pairs: done },
    };
  } finally {
    await closeRig(rig);
  }
};

/** A short run of its own, since an audit log costs the server time: what the API server itself counted. */
const countByAudit = async ({ quick, say }: BenchOptions): Promise<BenchResult> => {
  const units = quick ? 30 : 60;
  say(`apply: what the audit log counts, ${units} units`);
  const rig = await openRig(['audited'], units, true);
  try {
    let atInstall: Readonly<Record<string, number>> = {};
    await runOurs(rig, unitFleet(rig, 'audit'), () => {
      atInstall = auditCounts(rig.fleet);
    });
    const change = countsSince(auditCounts(rig.fleet), atInstall);
    const of = (counts: Readonly<Record<string, number>>, verbs: readonly string[]) =>
      Object.entries(counts).filter(([what]) => verbs.includes(what.split(' ')[0]!));
    const writes = ['patch', 'create', 'update', 'delete'];
    const lists = of(atInstall, ['list']).map(([what, count]) => `${what.split(' ')[1]} ${count}`);
    const mostLists = Math.max(0, ...of(atInstall, ['list']).map(([, count]) => count));
    const perUnit = (counts: Readonly<Record<string, number>>): number =>
      of(counts, writes).reduce((total, [, count]) => total + count, 0) / units;
    return {
      title: `apply, ${units} units, counted by the API server's audit log`,
      rows: [
        goalRow('install: writes a unit', perUnit(atInstall), goals.requests, { unit: '' }),
        goalRow('install: LISTs of one kind', mostLists, 1, {
          unit: '',
          note: lists.length > 0 ? lists.join(', ') : 'none: the watch brings what is there',
        }),
        goalRow('change: requests a unit, reads and all', sum(change) / units, goals.requests, { unit: '' }),
      ],
      raw: { install: atInstall, change },
    };
  } finally {
    await closeRig(rig);
  }
};

export const benchApply = async (options: BenchOptions): Promise<readonly BenchResult[]> => [
  await countByAudit(options),
  await measureShape(['one'], options),
  await measureShape(['one', 'two', 'three', 'four'], options),
];
