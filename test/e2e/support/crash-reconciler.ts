import { join } from 'node:path';
import { type Headwater, startHeadwater } from '../../../controllers/start.ts';
import { connectCluster } from '../../../src/cluster/connection/connect.ts';
import { contextNamed, loadKubeconfig } from '../../../src/cluster/connection/kubeconfig.ts';
import { createEngine } from '../../../src/cluster/create-engine.ts';
import { createDiscovery } from '../../../src/cluster/discovery/cached.ts';
import { openGitSource } from '../../../src/git/open-source.ts';
import { openSqliteStore } from '../../../src/store/sqlite-store.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { type CrashHook, crashingSource, crashingStore } from './crash-points.ts';

/** What two processes that follow each other share. */
export interface CrashPlace {
  readonly gitUrl: string;
  readonly branch: string;
  readonly credentials: { readonly username: string; readonly password: string };
  /** Holds the state file and the bare clone. */
  readonly folder: string;
  readonly kubeconfig: string;
  /** Where Node keeps what it compiled. */
  readonly cache: string;
}

export const stateFileOf = ({ folder }: CrashPlace): string => join(folder, 'state.db');

/** The product as it runs; with a hook also a process that may end at any point of `crashPoints`. */
export const startReconciler = async (place: CrashPlace, hook?: CrashHook): Promise<Headwater> => {
  const { gitUrl, branch, credentials, folder, kubeconfig } = place;
  const { contexts } = await loadKubeconfig({ file: kubeconfig });
  const store = await openSqliteStore(stateFileOf(place));
  const source = await openGitSource({ url: gitUrl, branch, gitdir: join(folder, 'fleet.git'), credentials });
  return startHeadwater({
    source: hook ? crashingSource(source, hook) : source,
    url: gitUrl,
    branch,
    store: hook ? crashingStore(store, hook) : store,
    contexts,
    logger: createLogger({
      level: process.env.HEADWATER_TEST_LOG === undefined ? 'silent' : 'debug',
      format: 'json',
    }),
    version: 'test',
    listen: { hostname: '127.0.0.1', port: 0 },
    pollIntervalMs: 0,
    ...(hook && { faults: hook }),
  });
};

/** Every binding is Healthy at what git says. */
export const isSettled = (headwater: Headwater): boolean => {
  const { bindings } = headwater.status();
  return (
    bindings.length > 0 &&
    bindings.every(({ state, health }) => ['Soaked', 'NoOp'].includes(state) && health === 'Healthy')
  );
};

/** The engine's own release of both Subscriptions, which no command of the product calls yet. */
export const releaseAll = async (place: CrashPlace, fleet: string, hook?: CrashHook): Promise<void> => {
  const context = contextNamed(await loadKubeconfig({ file: place.kubeconfig }), 'a');
  const api = await connectCluster({ cluster: 'a', context });
  const engine = createEngine({
    api,
    discovery: createDiscovery({ api }),
    fleet,
    installationKey: 'key',
    ...(hook && { faults: hook }),
  });
  const { signal } = new AbortController();
  await engine.connect(signal);
  for (const name of ['main', 'other']) await engine.release(`default/${name}`, signal);
  await engine.close();
  await api.close();
};
