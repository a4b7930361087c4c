import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { type Headwater, startHeadwater } from '../../controllers/start.ts';
import type { FleetStatus } from '../../controllers/status.ts';
import { loadKubeconfig } from '../../src/cluster/connection/kubeconfig.ts';
import type { ClusterFleet } from '../../src/demo/cluster-fleet.ts';
import { openGitSource } from '../../src/git/open-source.ts';
import { openSqliteStore } from '../../src/store/sqlite-store.ts';
import { createLogger } from '../../src/telemetry/logger.ts';
import { cpuSince, pause } from './harness.ts';

/** What one phase of the reconciler cost. */
export interface Phase {
  /** From the start until the last change of any binding's state. */
  readonly ms: number;
  /** CPU of this process, which hosts nothing but the reconciler; until all was quiet. */
  readonly cpuMs: number;
  /** Requests to API servers by method, as its own metrics count them; watches not counted. */
  readonly requests: Readonly<Record<string, number>>;
}

/** What a fleet has when a commit has arrived everywhere. */
export interface Expected {
  readonly bindings: number;
  /** How many of them the commit concerns; a binding that it does not concern keeps its older one. All by default. */
  readonly moved?: number;
}

export interface Reconciler {
  readonly headwater: Headwater;
  /** Asks for the branch now and waits until all bindings are Healthy, and those that moved are at this commit. */
  bring(commit: string, expected: Expected): Promise<Phase>;
  /** Waits for the same without asking. */
  settled(commit: string, expected: Expected): Promise<Phase>;
  requests(): Promise<Readonly<Record<string, number>>>;
  stop(): Promise<void>;
}

export interface ReconcilerOptions {
  readonly fleet: Pick<ClusterFleet, 'kubeconfig'>;
  readonly url: string;
  /** State and clone live here; the same folder again is a restart. */
  readonly folder: string;
  readonly pollIntervalMs?: number;
  /** Milliseconds after which a phase that has not settled has failed. */
  readonly patienceMs?: number;
}

/** Without a change for so long, the state is looked at. The wait itself is not counted. */
const quietMs = 60;
/** The state of a large fleet takes milliseconds to look at: without news, only so often. */
const lookAgainMs = 500;
const patience = 90_000;

const isAt = (commit: string, { bindings, moved = bindings }: Expected, status: FleetStatus): boolean =>
  status.source.commit === commit &&
  status.bindings.length === bindings &&
  status.bindings.filter((binding) => binding.commit === commit).length >= moved &&
  status.clusters.every(({ state }) => state === 'Reachable') &&
  status.bindings.every(
    (binding) =>
      binding.health === 'Healthy' && binding.reason === '' && ['Soaked', 'NoOp'].includes(binding.state),
  );

const requestsOf = (metrics: string): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const [, labels = '', value] of metrics.matchAll(/^headwater_requests_total\{([^}]*)\} (\d+)$/gm)) {
    const method = /method="(\w+)"/.exec(labels)?.[1] ?? '?';
    counts[method] = (counts[method] ?? 0) + Number(value);
  }
  return counts;
};

const minus = (
  after: Readonly<Record<string, number>>,
  before: Readonly<Record<string, number>>,
): Readonly<Record<string, number>> =>
  Object.fromEntries(Object.entries(after).map(([key, value]) => [key, value - (before[key] ?? 0)]));

/** Logs are written as in production, and thrown away. */
const sink = (): Writable => new Writable({ write: (_chunk, _encoding, done) => done() });

/** The whole reconciler, in this process, as `headwater run` starts it. */
export const startReconciler = async (options: ReconcilerOptions): Promise<Reconciler> => {
  mkdirSync(options.folder, { recursive: true });
  const { contexts } = await loadKubeconfig({ file: options.fleet.kubeconfig });
  let lastChange = performance.now();
  const headwater = await startHeadwater({
    source: await openGitSource({
      url: options.url,
      branch: 'main',
      gitdir: join(options.folder, 'fleet.git'),
    }),
    url: options.url,
    branch: 'main',
    store: await openSqliteStore(join(options.folder, 'state.db')),
    contexts,
    logger: createLogger({ level: 'info', format: 'json', destination: sink() }),
    version: 'bench',
    listen: { hostname: '127.0.0.1', port: 0 },
    pollIntervalMs: options.pollIntervalMs ?? 0,
    onStatus: () => {
      lastChange = performance.now();
    },
  });
  const requests = async (): Promise<Readonly<Record<string, number>>> =>
    requestsOf(await (await fetch(`${headwater.url}/metrics`)).text());

  const quiet = async (commit: string, expected: Expected): Promise<void> => {
    let looked = { at: 0, change: 0 };
    for (const until = performance.now() + (options.patienceMs ?? patience); ; ) {
      await pause(quietMs / 2);
      const now = performance.now();
      const news = lastChange !== looked.change || now - looked.at >= lookAgainMs;
      if (news && now - lastChange >= quietMs) {
        if (isAt(commit, expected, headwater.status())) return;
        looked = { at: now, change: lastChange };
      }
      if (now > until) throw new Error(`not settled: ${describe(headwater.status())}`);
    }
  };
  /** Costs of what `begin` starts, until all is quiet at the commit. */
  const measured = async (
    begin: () => Promise<unknown>,
    commit: string,
    expected: Expected,
  ): Promise<Phase> => {
    const before = await requests();
    const cpu = process.cpuUsage();
    const start = performance.now();
    const begun = begin();
    await quiet(commit, expected);
    await begun;
    const cpuMs = cpuSince(cpu);
    return { ms: lastChange - start, cpuMs, requests: minus(await requests(), before) };
  };
  return {
    headwater,
    requests,
    stop: () => headwater.stop(),
    bring: (commit, expected) => measured(() => headwater.reconcile(), commit, expected),
    settled: (commit, expected) => measured(async () => undefined, commit, expected),
  };
};

const describe = (status: FleetStatus): string => {
  const states = Object.groupBy(
    status.bindings,
    ({ state, health, reason }) => `${state} ${health} ${reason}`,
  );
  const counts = Object.entries(states).map(([state, bindings]) => `${bindings?.length} × ${state.trim()}`);
  return [
    status.source.message ?? status.source.commit,
    ...counts,
    ...status.clusters.map(({ name, state, message }) => `${name} ${state} ${message ?? ''}`),
    ...status.diagnostics.slice(0, 3).map(({ message }) => message),
  ].join('; ');
};
