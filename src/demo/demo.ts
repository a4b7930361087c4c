import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Headwater, startHeadwater } from '../../controllers/start.ts';
import { loadKubeconfig } from '../cluster/connection/kubeconfig.ts';
import { openGitSource } from '../git/open-source.ts';
import { openSqliteStore } from '../store/sqlite-store.ts';
import type { Logger } from '../telemetry/logger.ts';
import type { ClusterFleet } from './cluster-fleet.ts';
import { type GitServer, startGitServer } from './git-server/git-server.ts';

export interface DemoOptions {
  readonly startFleet: () => Promise<ClusterFleet>;
  /** The folder whose files are the repository's first commit. */
  readonly examples: string;
  readonly logger: Logger;
  readonly version: string;
  readonly onStatus?: () => void;
  readonly onProgress: (line: string) => void;
}

export interface Demo {
  readonly headwater: Headwater;
  readonly fleet: ClusterFleet;
  readonly cloneUrl: string;
  stop(): Promise<void>;
}

/** The demo polls fast, because a person watches it; milliseconds. */
const pollIntervalMs = 1000;

/** Everything in one process and one temporary folder: a git server, clusters, the reconciler. */
export const startDemo = async (options: DemoOptions): Promise<Demo> => {
  const folder = await mkdtemp(join(tmpdir(), 'headwater-demo-'));
  const started: { stop(): Promise<void> }[] = [{ stop: () => rm(folder, { recursive: true, force: true }) }];
  const stop = async (): Promise<void> => {
    for (const part of started.toReversed()) await part.stop();
    started.length = 0;
  };
  try {
    options.onProgress('starting a git server with examples-repo');
    const git: GitServer = await startGitServer();
    started.push(git);
    await git.createRepository('fleet', { from: options.examples });
    options.onProgress('starting the clusters');
    const fleet = await options.startFleet();
    started.push(fleet);
    options.onProgress('starting the reconciler');
    const headwater = await startReconciler(options, folder, { git, fleet });
    started.push(headwater);
    return { headwater, fleet, cloneUrl: git.cloneUrl('fleet'), stop };
  } catch (error) {
    await stop();
    throw error;
  }
};

const startReconciler = async (
  options: DemoOptions,
  folder: string,
  parts: { readonly git: GitServer; readonly fleet: ClusterFleet },
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
    pollIntervalMs,
    ...(options.onStatus && { onStatus: options.onStatus }),
  });
};
