import { resolve } from 'node:path';
import { type Demo, startDemo } from '../../demo/demo.ts';
import { isHealthy } from '../../demo/fleet-health.ts';
import { realClusters, simulatedClusters } from '../../demo/start-clusters.ts';
import { createLogger, type LogLevel } from '../../telemetry/logger.ts';
import { type DemoPlan, readDemoFlags } from '../demo-flags.ts';
import { guideText, healthyText, startFacts } from '../demo-guide.ts';
import { exitCodes } from '../exit-codes.ts';
import { createLiveTable, type LiveTable } from '../live-table.ts';
import { logStream } from '../log-stream.ts';
import { onHangUp } from '../on-hang-up.ts';
import { checkOpenFiles } from '../open-files.ts';
import { examplesFolder } from '../package-files.ts';
import type { DemoFlags, Terminal } from '../program.ts';
import { stopSignal } from '../until-stopped.ts';
import { packageVersion } from '../version.ts';

/** A line a cluster is welcome for a dozen of them, and drowns everything else for a thousand. */
const fewClusters = 20;
const progressEveryMs = 2000;

const logLevel = ({ tour, clusters }: DemoPlan): LogLevel => {
  if (tour) return 'silent';
  return clusters.length <= fewClusters ? 'info' : 'warn';
};

interface Stage {
  readonly plan: DemoPlan;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly table?: LiveTable;
}

const start = (stage: Stage, onStatus: () => void): Promise<Demo> => {
  const { plan, terminal, signal, table } = stage;
  return startDemo({
    startClusters: plan.real ? realClusters : simulatedClusters,
    clusters: plan.clusters,
    examples: resolve(examplesFolder()),
    logger: createLogger({ level: logLevel(plan), ...(table && { destination: logStream(table) }) }),
    version: packageVersion(),
    onProgress: (line) => terminal.err(`${line}\n`),
    onStatus,
    signal,
  });
};

/** Says when the fleet is Healthy for the first time, and every two seconds how far it is. */
const tellWhenHealthy = async ({ plan, terminal, signal, table }: Stage, demo: Demo): Promise<void> => {
  const tell = (text: string): void => (table ? table.log(text) : terminal.out(text));
  const progress = setInterval(() => {
    const { bindings } = demo.headwater.status();
    terminal.err(`${bindings.filter(isHealthy).length} of ${bindings.length} bindings are Healthy\n`);
  }, progressEveryMs);
  // the live table shows the same
  if (table) clearInterval(progress);
  const healthy = await demo.healthy(signal);
  clearInterval(progress);
  if (!healthy) return;
  const facts = { bindings: demo.headwater.status().bindings.length, ms: performance.now() };
  tell(healthyText(facts, plan.json));
};

const aborted = (signal: AbortSignal): Promise<void> =>
  new Promise((done) => {
    if (signal.aborted) done();
    else signal.addEventListener('abort', () => done(), { once: true });
  });

/** Until Ctrl-C, or until the tour is over. */
const show = async (stage: Stage, demo: Demo): Promise<number> => {
  const { plan, terminal, signal } = stage;
  if (plan.tour) {
    const { playTour } = await import('../play-tour.ts');
    return playTour(demo, { ...plan.tour, terminal, signal });
  }
  terminal.out(plan.json ? startFacts(demo) : guideText(demo));
  await tellWhenHealthy(stage, demo);
  await aborted(signal);
  return exitCodes.ok;
};

/** `npm start`: the main job on embedded defaults. */
export const demo = async (flags: DemoFlags, terminal: Terminal): Promise<number> => {
  const plan = readDemoFlags(flags, process.stdin.isTTY === true && process.stdout.isTTY === true);
  if (!plan.real) checkOpenFiles(plan.clusters.length);
  const stopped = stopSignal();
  const abort = new AbortController();
  void stopped.received.then(() => abort.abort());
  onHangUp(() => abort.abort());
  const { signal } = abort;
  let running: Demo | undefined;
  const withTable = process.stdout.isTTY === true && !plan.tour && !plan.json;
  const table = withTable ? createLiveTable(process.stdout, () => running?.headwater.status()) : undefined;
  const stage: Stage = { plan, terminal, signal, ...(table && { table }) };
  try {
    running = await start(stage, () => table?.changed());
    return await show(stage, running);
  } catch (error) {
    if (!signal.aborted) throw error;
    return exitCodes.ok;
  } finally {
    table?.stop();
    terminal.err('stopping\n');
    await running?.stop();
    stopped.close();
  }
};
