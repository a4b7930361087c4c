import { goalRow, number, type Row } from './harness.ts';
import { scaleShape } from './scale-fleet.ts';
import type { Rest, ScalePhase } from './scale-reconciler.ts';
import type { SimulatorSample } from './simulator-process.ts';

/** What a phase cost in the reconciler's process and in the simulator's. */
export interface PhaseCost {
  readonly name: string;
  readonly ours: ScalePhase;
  readonly simulatorCpuMs: number;
  /** As the simulated API servers counted them, by verb. */
  readonly requests: Readonly<Record<string, number>>;
  /** On all sockets between the two, both ways, TLS included. */
  readonly bytes: number;
  readonly connections: number;
}

/** Everything measured on a fleet of one size. */
export interface ScaleRun {
  readonly size: number;
  readonly restMs: number;
  readonly phases: Readonly<Record<'contact' | 'first' | 'change' | 'nothing', PhaseCost>>;
  readonly poll: { readonly ms: number };
  readonly rest: Rest;
  readonly atRest: SimulatorSample;
  readonly simulatorPercent: number;
  readonly restart: PhaseCost;
}

interface Budget {
  readonly firstMs: number;
  readonly changeMs: number;
  readonly nothingMs: number;
  readonly restMegabytes: number;
}

/** The design's budget, for one core and servers that take no time. */
const budgets = {
  small: { firstMs: 6000, changeMs: 150, nothingMs: 20, restMegabytes: 150 },
  large: { firstMs: 30_000, changeMs: 500, nothingMs: 100, restMegabytes: 400 },
} as const satisfies Record<string, Budget>;
const goals = { applyCpuMs: 0.25, restCpuPercent: 2, loopMs: 50, restRequests: 0, restartWrites: 0 } as const;

/** The budget has 100 and 1,000 clusters; what lies between is on the straight line between the two. */
const budgetOf = (size: number): Budget => {
  const part = Math.min(1, Math.max(0, (size - 100) / 900));
  const at = (key: keyof Budget): number =>
    Math.round(budgets.small[key] + part * (budgets.large[key] - budgets.small[key]));
  return {
    firstMs: at('firstMs'),
    changeMs: at('changeMs'),
    nothingMs: at('nothingMs'),
    restMegabytes: at('restMegabytes'),
  };
};

const megabytes = (bytes: number): number => bytes / 1024 / 1024;

const requestsText = (requests: PhaseCost['requests']): string =>
  Object.entries(requests)
    .map(([verb, count]) => `${count} ${verb}`)
    .join(', ') || 'no request';

const seconds = (ms: number): string => `${number(ms / 1000)} s`;

const costRow = ({ name, ours, simulatorCpuMs, requests, bytes, connections }: PhaseCost): Row => ({
  name: `${name}: CPU of ours / the simulator`,
  value: `${seconds(ours.cpuMs)} / ${seconds(simulatorCpuMs)}`,
  note: [
    requestsText(requests),
    `${number(megabytes(bytes))} MB`,
    `${connections} new connections`,
    `peak ${number(megabytes(ours.peakRssBytes))} MB`,
    `loop p99 ${number(ours.loopP99Ms)} ms`,
  ].join('; '),
});

const wallRow = (cost: PhaseCost, goalMs?: number): Row =>
  goalMs === undefined
    ? { name: cost.name, value: seconds(cost.ours.ms) }
    : goalRow(cost.name, cost.ours.ms / 1000, goalMs / 1000, { unit: 's' });

const writes = (requests: PhaseCost['requests']): number =>
  ['create', 'update', 'patch', 'delete'].reduce((sum, verb) => sum + (requests[verb] ?? 0), 0);

const restRows = ({ rest, atRest, simulatorPercent, restMs, size }: ScaleRun): readonly Row[] => {
  const during = `${restMs / 1000} s`;
  const { restMegabytes } = budgetOf(size);
  return [
    goalRow('at rest: CPU of a core', rest.cpuPercent, goals.restCpuPercent, {
      unit: '%',
      note: `${during}; the simulator ${number(simulatorPercent)} %`,
    }),
    goalRow('at rest: memory', megabytes(rest.rssBytes), restMegabytes, {
      unit: 'MB',
      note: `${atRest.watches} watches; the simulator ${number(megabytes(atRest.rssBytes))} MB`,
    }),
    goalRow('at rest: requests', rest.requests, goals.restRequests, { unit: '' }),
    goalRow('at rest: event loop p99', rest.loopP99Ms, goals.loopMs, { unit: 'ms' }),
  ];
};

/** What the bench prints of a fleet of one size. */
export const scaleRows = (run: ScaleRun): readonly Row[] => {
  const { contact, first, change, nothing } = run.phases;
  const budget = budgetOf(run.size);
  const objects = run.size * scaleShape.objects;
  return [
    wallRow(contact),
    costRow(contact),
    wallRow(first, budget.firstMs),
    costRow(first),
    goalRow('first apply: CPU of ours an object', first.ours.cpuMs / objects, goals.applyCpuMs, {
      unit: 'ms',
    }),
    wallRow(change, budget.changeMs),
    costRow(change),
    wallRow(nothing, budget.nothingMs),
    costRow(nothing),
    { name: 'a poll that finds nothing new', value: `${number(run.poll.ms)} ms` },
    ...restRows(run),
    wallRow(run.restart),
    costRow(run.restart),
    goalRow('restart: writes', writes(run.restart.requests), goals.restartWrites, { unit: '' }),
  ];
};
