import type { Nursery } from '../process/nursery.ts';
import { freePorts } from '../process/ports.ts';
import { type ApiServer, serverFolder, startApiServer } from './api-server.ts';
import type { Binaries } from './binaries.ts';
import { startControllerManager } from './controller-manager.ts';
import { startEtcd } from './etcd.ts';
import { writeKubeconfig } from './kubeconfig.ts';
import type { FleetOptions, FleetUser } from './local-cluster.ts';
import { issueTokens, tokenOf } from './users.ts';

/** What any way of running API servers is asked for. */
export interface ServersRequest {
  readonly options: FleetOptions;
  readonly users: readonly FleetUser[];
  readonly nursery: Nursery;
}

/** API servers of one fleet, however they run. */
export interface Servers {
  readonly kind: string;
  /** In the order of the request's cluster names. */
  readonly servers: readonly ApiServer[];
  /** Ends what the nursery does not: containers. */
  close(): Promise<void>;
}

const startControllers = (
  request: ServersRequest,
  binaries: Binaries,
  servers: readonly ApiServer[],
): void => {
  const { nursery } = request;
  if (binaries.kubeControllerManager === undefined) {
    throw new Error(
      'no kube-controller-manager: put it beside the others in KUBEBUILDER_ASSETS, or install Go 1.26',
    );
  }
  for (const server of servers) {
    const folder = serverFolder(nursery, server.name);
    const kubeconfig = `${folder}/controllers.kubeconfig`;
    const { name: cluster, url, caPem } = server;
    writeKubeconfig(kubeconfig, [{ cluster, url, caPem, token: tokenOf(server.credentials, 'controllers') }]);
    startControllerManager({ nursery, binary: binaries.kubeControllerManager, cluster, kubeconfig, folder });
  }
};

/** One etcd, and one kube-apiserver a cluster, as processes of this machine; all start at the same time. */
export const startServerProcesses = async (request: ServersRequest, binaries: Binaries): Promise<Servers> => {
  const { options, users, nursery } = request;
  const [clients, peers, ...ports] = await freePorts(options.clusters.length + 2);
  const etcd = await startEtcd({ nursery, binary: binaries.etcd, ports: [clients!, peers!] });
  const servers = await Promise.all(
    options.clusters.map((name, index) =>
      startApiServer({
        nursery,
        binary: binaries.kubeApiserver,
        name,
        index,
        port: ports[index]!,
        etcd,
        credentials: issueTokens(users),
        audit: options.audit ?? false,
      }),
    ),
  );
  if (options.controllers) startControllers(request, binaries, servers);
  return { kind: 'local control planes', servers, close: () => Promise.resolve() };
};
