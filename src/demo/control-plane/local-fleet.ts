import { join } from 'node:path';
import { type Nursery, openNursery } from '../process/nursery.ts';
import type { ApiServer } from './api-server.ts';
import { hasDocker } from './binaries.ts';
import { ensureBinaries } from './build.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import { startKubelet } from './kubelet.ts';
import type { FleetOptions, LocalCluster, LocalFleet } from './local-cluster.ts';
import { type Servers, type ServersRequest, startServerProcesses } from './server-processes.ts';
import { fleetUsers, tokenOf } from './users.ts';

const nameRule = /^[a-z0-9]([a-z0-9.-]{0,61}[a-z0-9])?$/;
/** The Service network of a cluster is 10.<index>.0.0/24, and the fake kubelet's Pods have 10.200. */
const mostClusters = 100;

const checkNames = (names: readonly string[]): void => {
  const wrong = names.find((name) => !nameRule.test(name));
  if (wrong !== undefined) throw new Error(`not a cluster name: ${JSON.stringify(wrong)}`);
  if (new Set(names).size !== names.length) throw new Error('two clusters of a fleet have one name');
  if (names.length === 0 || names.length > mostClusters) throw new Error(`1 to ${mostClusters} clusters`);
};

interface Started extends Servers {
  readonly kubectl?: string;
}

const startServers = async (request: ServersRequest): Promise<Started> => {
  const { onProgress } = request.options;
  const found = await ensureBinaries(onProgress ? { onProgress } : {});
  if (found.ok) {
    const { kubectl } = found.binaries;
    return { ...(await startServerProcesses(request, found.binaries)), ...(kubectl ? { kubectl } : {}) };
  }
  const mayUseDocker = !process.env.KUBEBUILDER_ASSETS && (await hasDocker());
  if (!mayUseDocker) throw new Error(`no control plane: ${found.reasons.join('; ')}`);
  const { startK3s } = await import('./k3s.ts');
  return startK3s(request);
};

const clusterOf = (server: ApiServer): LocalCluster => ({
  name: server.name,
  url: server.url,
  caPem: server.caPem,
  adminToken: tokenOf(server.credentials, 'admin'),
  ...(server.auditLog === undefined ? {} : { auditLog: server.auditLog }),
  start: () => server.start(),
  stop: () => server.end('SIGTERM'),
  kill: () => server.end('SIGKILL'),
});

const connectionOf = (server: ApiServer, user: string) => ({
  cluster: server.name,
  url: server.url,
  caPem: server.caPem,
  token: tokenOf(server.credentials, user),
});

/** Writes one kubeconfig a user; returns the look-up of their paths. */
const writeKubeconfigs = (request: ServersRequest, servers: readonly ApiServer[]) => {
  const files = new Map(
    request.users.map(({ name }, index) => [name, join(request.nursery.folder, `user-${index}.kubeconfig`)]),
  );
  for (const [user, file] of files) {
    writeKubeconfig(
      file,
      servers.map((server) => connectionOf(server, user)),
    );
  }
  return (user: string): string => {
    const file = files.get(user);
    if (file === undefined) throw new Error(`this fleet has no user ${user}`);
    return file;
  };
};

const assemble = async (request: ServersRequest): Promise<LocalFleet> => {
  const { options, nursery } = request;
  const started = await startServers(request);
  const kubelets = options.kubelet
    ? started.servers.map((server) => startKubelet(connectionOf(server, 'kubelet')))
    : [];
  const kubeconfigOf = writeKubeconfigs(request, started.servers);
  const stop = async (): Promise<void> => {
    await Promise.all(kubelets.map((kubelet) => kubelet.stop()));
    await started.close();
    await nursery.close();
  };
  let stopping: Promise<void> | undefined;
  return {
    name: started.kind,
    clusters: new Map(started.servers.map((server) => [server.name, clusterOf(server)])),
    kubeconfig: kubeconfigOf('headwater'),
    adminKubeconfig: kubeconfigOf('admin'),
    kubeconfigOf,
    ...(started.kubectl === undefined ? {} : { kubectl: started.kubectl }),
    stop() {
      stopping ??= stop();
      return stopping;
    },
  };
};

/**
 * Starts a fleet of real API servers with RBAC on, throwaway credentials and one shared etcd; resolves once all
 * are ready, and rejects, with nothing left behind, when one is not. Nothing outlives this process, however it
 * ends (reaper.ts). Builds the binaries first where they are missing (build.ts).
 */
export const startFleet = async (options: FleetOptions): Promise<LocalFleet> => {
  checkNames(options.clusters);
  const users = fleetUsers(options.extraUsers);
  const nursery: Nursery = openNursery('headwater-fleet');
  try {
    return await assemble({ options, users, nursery });
  } catch (error) {
    await nursery.close();
    throw error;
  }
};
