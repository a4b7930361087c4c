import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Headwater, startHeadwater } from '../../controllers/start.ts';
import { loadKubeconfig } from '../cluster/connection/kubeconfig.ts';
import { openGitSource } from '../git/open-source.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { ClusterFleet, StartClusters } from './cluster-fleet.ts';
import { isFleetHealthy } from './fleet-health.ts';
import { type GitServer, startGitServer } from './git-server/git-server.ts';
import { writeRepository } from './repository/write-repository.ts';
import { createStatusChanges, type StatusChanges, waitForStatus } from './status-changes.ts';

export interface DemoOptions {
  readonly startClusters: StartClusters;
  /** Names of the clusters. */
  readonly clusters: readonly string[];
  /** The folder of examples-repo. */
  readonly examples: string;
  readonly logger: Logger;
  readonly version: string;
  readonly onStatus?: () => void;
  readonly onProgress: (line: string) => void;
  /** Gives the start up; what had been started by then is ended. */
  readonly signal?: AbortSignal;
}

export interface Demo {
  readonly headwater: Headwater;
  readonly fleet: ClusterFleet;
  readonly clusters: readonly string[];
  readonly cloneUrl: string;
  /** The demo's own temporary folder; it goes with the demo. */
  readonly folder: string;
  readonly changes: Pick<StatusChanges, 'listen'>;
  /** True once every binding is Healthy, false when the signal came first. */
  healthy(signal?: AbortSignal): Promise<boolean>;
  stop(): Promise<void>;
}

/** The demo polls fast, because a person watches it; milliseconds. */
export const demoPollMs = 1000;

interface Part {
  stop(): Promise<void>;
}

/** Parts that were started, in order; ended in the other one. */
interface Parts extends Part {
  add(part: Part): void;
}

const createParts = (): Parts => {
  const parts: Part[] = [];
  return {
    add: (part) => void parts.push(part),
    async stop() {
      for (const part of parts.splice(0).toReversed()) await part.stop();
    },
  };
};

const startPart = async <T extends Part>(parts: Parts, start: () => Promise<T>): Promise<T> => {
  const part = await start();
  parts.add(part);
  return part;
};

/** git works in processes of its own meanwhile. Where one fails, the other is waited for, so that it can be ended. */
const startBoth = async <A, B>(one: Promise<A>, other: Promise<B>): Promise<readonly [A, B]> => {
  await Promise.allSettled([one, other]);
  return Promise.all([one, other]);
};

/**
 * Everything in one process and one temporary folder: a git server, clusters, the reconciler. Rejects, with nothing left
 * behind, when a part does not start or the signal is given meanwhile.
 */
export const startDemo = async (options: DemoOptions): Promise<Demo> => {
  const { clusters, onProgress, signal } = options;
  const folder = await mkdtemp(join(tmpdir(), 'headwater-demo-'));
  const parts = createParts();
  parts.add({ stop: () => rm(folder, { recursive: true, force: true }) });
  try {
    const [git, fleet] = await startBoth(
      startPart(parts, () => startGit(options, folder)),
      startPart(parts, () => {
        onProgress(`starting ${clusters.length} clusters`);
        return options.startClusters(clusters, onProgress);
      }),
    );
    signal?.throwIfAborted();
    onProgress('starting the reconciler');
    const changes = createStatusChanges();
    const headwater = await startReconciler(options, folder, { git, fleet, changes });
    parts.add(headwater);
    const status = (): ReturnType<Headwater['status']> => headwater.status();
    return {
      headwater,
      fleet,
      clusters,
      cloneUrl: git.cloneUrl('fleet'),
      folder,
      changes,
      healthy: (until) => waitForStatus({ status, changes, ...(until && { signal: until }) }, isFleetHealthy),
      stop: parts.stop,
    };
  } catch (error) {
    await parts.stop();
    throw error;
  }
};

const startGit = async (options: DemoOptions, folder: string): Promise<GitServer> => {
  const { examples, clusters } = options;
  options.onProgress('starting a git server with examples-repo');
  const from = join(folder, 'first-commit');
  const [git] = await Promise.all([startGitServer(), writeRepository({ folder: from, examples, clusters })]);
  try {
    await git.createRepository('fleet', { from });
  } catch (error) {
    await git.stop();
    throw error;
  }
  await rm(from, { recursive: true });
  return git;
};

const startReconciler = async (
  options: DemoOptions,
  folder: string,
  parts: { readonly git: GitServer; readonly fleet: ClusterFleet; readonly changes: StatusChanges },
): Promise<Headwater> => {
  const url = parts.git.url('fleet');
  const { contexts } = await loadKubeconfig({ file: parts.fleet.kubeconfig });
  return startHeadwater({
    source: await openGitSource({ url, branch: 'main', gitdir: join(folder, 'fleet.git') }),
    url,
    branch: 'main',
    store: await openSqliteStore(join(folder, 'state.db')),
    contexts,
    logger: options.logger,
    version: options.version,
    listen: { hostname: '127.0.0.1', port: 0 },
    pollIntervalMs: demoPollMs,
    onStatus: () => {
      parts.changes.changed();
      options.onStatus?.();
    },
  });
};
