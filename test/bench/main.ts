/** `npm run bench -- [names…] [--pairs N] [--quick] [--output json]`: see README, Figures. */
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { benchApply } from './apply.ts';
import { benchCli } from './cli.ts';
import { benchDrift } from './drift.ts';
import { benchGit } from './git.ts';
import { type BenchOptions, type BenchResult, load, number, type Row } from './harness.ts';
import { benchLayers } from './layers.ts';
import { benchRender } from './render.ts';
import { benchScale } from './scale.ts';
import { benchSimulator } from './simulator.ts';
import { benchSteady } from './steady.ts';

type Bench = (options: BenchOptions) => Promise<readonly BenchResult[]>;

const benches: Readonly<Record<string, Bench>> = {
  apply: benchApply,
  drift: benchDrift,
  render: benchRender,
  layers: benchLayers,
  steady: benchSteady,
  git: benchGit,
  cli: benchCli,
  scale: benchScale,
  simulator: benchSimulator,
};

/** A bench that hangs is a failed bench: all of it ends, servers included. Milliseconds. */
const longest = { quick: 360_000, full: 1_800_000 } as const;

const readArguments = () => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      pairs: { type: 'string' },
      quick: { type: 'boolean', default: false },
      output: { type: 'string', default: 'text' },
    },
  });
  const unknown = positionals.filter((name) => !(name in benches));
  if (unknown.length > 0)
    throw new Error(`no such bench: ${unknown}; there are ${Object.keys(benches).join(', ')}`);
  const pairs = Number(values.pairs ?? (values.quick ? 1 : 5));
  if (!Number.isInteger(pairs) || pairs < 1 || pairs > 50) throw new Error('--pairs takes 1 to 50');
  if (!['text', 'json'].includes(values.output)) throw new Error('--output takes text or json');
  const names = positionals.length > 0 ? positionals : Object.keys(benches);
  const pairsAtLeast = values.pairs === undefined ? Math.min(3, pairs) : pairs;
  return { names, pairs, pairsAtLeast, quick: values.quick, json: values.output === 'json' };
};

const mark = ({ met }: Row): string => (met === undefined ? ' ' : met ? '✓' : '✗');

const print = ({ title, rows }: BenchResult): void => {
  const width = (pick: (row: Row) => string): number => Math.max(...rows.map((row) => pick(row).length));
  const nameWidth = width(({ name }) => name);
  const valueWidth = width(({ value }) => value);
  const goalWidth = width(({ goal = '' }) => goal);
  console.log(`\n${title}`);
  for (const row of rows) {
    const { name, value, goal = '', note = '' } = row;
    const cells = [name.padEnd(nameWidth), value.padEnd(valueWidth), mark(row), goal.padEnd(goalWidth), note];
    console.log(`  ${cells.join('  ').trimEnd()}`);
  }
};

const run = async (): Promise<void> => {
  const { names, json, ...asked } = readArguments();
  const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model.trim() ?? '' };
  const started = performance.now();
  const results: BenchResult[] = [];
  const loads = [load()];
  for (const name of names) {
    const found = await benches[name]!({ ...asked, say: (line) => console.error(line) });
    results.push(...found);
    loads.push(load());
    if (!json) for (const result of found) print(result);
  }
  const seconds = (performance.now() - started) / 1000;
  if (json) {
    console.log(JSON.stringify({ machine, ...asked, seconds, loads, results }, null, 2));
    return;
  }
  const shown = loads.map(number).join(', ');
  console.log(
    `\n${machine.cpus} × ${machine.model}, Node ${machine.node}; ${number(seconds)} s; load ${shown}`,
  );
};

// exit handlers remove folders; servers go with their parent
process.on('SIGINT', () => process.exit(130));
process.on('SIGTERM', () => process.exit(143));
const watchdog = setTimeout(
  () => {
    console.error('the bench did not end by itself');
    process.exit(1);
  },
  process.argv.includes('--quick') ? longest.quick : longest.full,
);
watchdog.unref();
await run();
