import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Headwater, type HeadwaterOptions, startHeadwater } from '../../../controllers/start.ts';
import type { BindingStatus } from '../../../controllers/status.ts';
import { loadKubeconfig } from '../../../src/cluster/connection/kubeconfig.ts';
import type { FleetOptions, LocalFleet } from '../../../src/demo/control-plane/local-cluster.ts';
import { type GitServer, startGitServer } from '../../../src/demo/git-server/git-server.ts';
import { openGitSource } from '../../../src/git/open-source.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import type { StartFleet } from './describe-on-fleets.ts';
import { type Changes, cloneWorkingCopy, type WorkingCopy } from './working-copy.ts';

/** A git server, real or simulated clusters, a person's clone, and a reconciler that can be stopped and started. */
export interface Site {
  readonly folder: string;
  readonly git: GitServer;
  readonly fleet: LocalFleet;
  readonly copy: WorkingCopy;
  readonly stateFile: string;
  /** Starts the reconciler with polling off: only `push` and `reconcile` make it look. */
  start(options?: Partial<HeadwaterOptions>): Promise<Headwater>;
  headwater(): Headwater;
  stopHeadwater(): Promise<void>;
  /** Commits, pushes, has the reconciler look, and gives the commit. */
  push(message: string, changes: Changes): Promise<string>;
  /** Waits until every binding is Healthy at what git says. */
  settled(options?: { readonly timeoutMs?: number }): Promise<readonly BindingStatus[]>;
  stop(): Promise<void>;
}

export interface SiteOptions extends FleetOptions {
  /** Real or simulated clusters. */
  readonly startFleet: StartFleet;
}

export const openSite = async ({ startFleet, ...options }: SiteOptions): Promise<Site> => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-site-'));
  const git = await startGitServer({ credentials: { username: 'ci', password: 'a-test-password' } });
  await git.createRepository('fleet');
  const fleet = await startFleet(options);
  const copy = await cloneWorkingCopy(git.cloneUrl('fleet'));
  const stateFile = join(folder, 'state.db');
  let running: Headwater | undefined;

  const headwater = (): Headwater => {
    if (!running) throw new Error('the reconciler was not started');
    return running;
  };
  const stopHeadwater = async (): Promise<void> => {
    await running?.stop();
    running = undefined;
  };
  const start = async (overrides: Partial<HeadwaterOptions> = {}): Promise<Headwater> => {
    const { contexts } = await loadKubeconfig({ file: fleet.kubeconfig });
    running = await startHeadwater({
      source: await openGitSource({
        url: git.url('fleet'),
        branch: 'main',
        gitdir: join(folder, 'fleet.git'),
        credentials: { username: 'ci', password: 'a-test-password' },
      }),
      url: git.url('fleet'),
      branch: 'main',
      store: await openSqliteStore(stateFile),
      contexts,
      logger: createLogger({
        level: process.env.HEADWATER_TEST_LOG === undefined ? 'silent' : 'debug',
        format: 'json',
      }),
      version: 'test',
      listen: { hostname: '127.0.0.1', port: 0 },
      pollIntervalMs: 0,
      ...overrides,
    });
    return running;
  };
  const settled: Site['settled'] = async ({ timeoutMs = 30_000 } = {}) => {
    const isSettled = (binding: BindingStatus): boolean =>
      ['Soaked', 'NoOp'].includes(binding.state) && binding.health === 'Healthy' && binding.reason === '';
    await until(
      () => {
        const { bindings } = headwater().status();
        return bindings.length > 0 && bindings.every(isSettled);
      },
      { timeoutMs, describe: () => JSON.stringify(headwater().status(), null, 1) },
    );
    return headwater().status().bindings;
  };
  return {
    folder,
    git,
    fleet,
    copy,
    stateFile,
    start,
    headwater,
    stopHeadwater,
    async push(message, changes) {
      const commit = await copy.commitAndPush(message, changes);
      await headwater().reconcile();
      return commit;
    },
    settled,
    async stop() {
      await stopHeadwater();
      copy.remove();
      await fleet.stop();
      await git.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

/** Asks until the answer is true; fails after `timeoutMs` with what `describe` says. */
export const until = async (
  condition: () => boolean | Promise<boolean>,
  options: { readonly timeoutMs: number; readonly everyMs?: number; readonly describe?: () => string },
): Promise<void> => {
  const deadline = performance.now() + options.timeoutMs;
  while (!(await condition())) {
    if (performance.now() > deadline) {
      throw new Error(`not within ${options.timeoutMs} ms: ${options.describe?.() ?? condition.toString()}`);
    }
    await new Promise((resolve) => setTimeout(resolve, options.everyMs ?? 20));
  }
};
