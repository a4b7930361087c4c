/** One life of the reconciler, in a process that hosts nothing else; another life on the same folder is a restart. */
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { pause } from './harness.ts';
import { type Expected, type Phase, type Reconciler, startReconciler } from './reconciler.ts';
import { serveParent } from './worker.ts';

export interface StartLife {
  readonly kubeconfig: string;
  readonly url: string;
  readonly folder: string;
  readonly pollIntervalMs: number;
  readonly patienceMs: number;
}

export interface BringTo extends Expected {
  /** `start`: what the start itself brings; `ask`: the branch is asked for now. */
  readonly how: 'start' | 'ask';
  readonly commit: string;
}

/** A phase, and the most that the process held meanwhile. */
export interface ScalePhase extends Phase {
  readonly peakRssBytes: number;
  /** How late the event loop was, p99; milliseconds. */
  readonly loopP99Ms: number;
}

export interface Rest {
  readonly cpuPercent: number;
  readonly rssBytes: number;
  readonly loopP99Ms: number;
  readonly requests: number;
}

const sampleMs = 100;
/** The monitor's timer; a quiet loop shows as this much, so it is taken off. */
const loopResolutionMs = 20;

let life: Reconciler | undefined;
let startedAt = 0;
let cpuAtStart = process.cpuUsage();

const cpuMsSince = (before: NodeJS.CpuUsage): number => {
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
};

const watchProcess = () => {
  let peak = process.memoryUsage.rss();
  const timer = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss());
  }, sampleMs);
  const delay = monitorEventLoopDelay({ resolution: loopResolutionMs });
  delay.enable();
  return (): { readonly peakRssBytes: number; readonly loopP99Ms: number } => {
    clearInterval(timer);
    delay.disable();
    const loopP99Ms = Math.max(0, delay.percentile(99) / 1e6 - loopResolutionMs);
    return { peakRssBytes: Math.max(peak, process.memoryUsage.rss()), loopP99Ms };
  };
};

const total = async (reconciler: Reconciler): Promise<number> =>
  Object.values(await reconciler.requests()).reduce((sum, count) => sum + count, 0);

const running = (): Reconciler => {
  if (life === undefined) throw new Error('not started');
  return life;
};

let startWatch: ReturnType<typeof watchProcess> | undefined;

const start = async ({ kubeconfig, ...options }: StartLife): Promise<void> => {
  startedAt = performance.now();
  cpuAtStart = process.cpuUsage();
  startWatch = watchProcess();
  life = await startReconciler({ ...options, fleet: { kubeconfig } });
};

const bring = async ({ how, commit, ...expected }: BringTo): Promise<ScalePhase> => {
  if (how === 'ask') {
    const done = watchProcess();
    return { ...(await running().bring(commit, expected)), ...done() };
  }
  const { requests } = await running().settled(commit, expected);
  const ms = performance.now() - startedAt;
  const watched = startWatch?.() ?? { peakRssBytes: 0, loopP99Ms: 0 };
  // a start counts from its beginning: all requests of this life belong to it
  const all = await running().requests();
  return { ms, cpuMs: cpuMsSince(cpuAtStart), requests: { ...requests, ...all }, ...watched };
};

/** A poll that finds the branch where it was. */
const poll = async (): Promise<{ readonly ms: number; readonly cpuMs: number }> => {
  const cpu = process.cpuUsage();
  const begun = performance.now();
  await running().headwater.reconcile();
  return { ms: performance.now() - begun, cpuMs: cpuMsSince(cpu) };
};

const rest = async ({ ms }: { readonly ms: number }): Promise<Rest> => {
  const before = await total(running());
  const done = watchProcess();
  const cpu = process.cpuUsage();
  await pause(ms);
  const cpuPercent = (cpuMsSince(cpu) / ms) * 100;
  const rssBytes = process.memoryUsage.rss();
  const { loopP99Ms } = done();
  return { cpuPercent, rssBytes, loopP99Ms, requests: (await total(running())) - before };
};

/** Ends this life as a signal would. */
const stop = async (): Promise<void> => {
  const ending = life;
  life = undefined;
  await ending?.stop();
};

serveParent({ start, bring, poll, rest, stop }, stop);
