import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { freePorts } from '../process/ports.ts';
import { type ApiServer, auditFlags, auditPolicy, serverFolder, waitReady } from './api-server.ts';
import type { Servers, ServersRequest } from './server-processes.ts';
import { issueTokens, tokenFile, tokenOf } from './users.ts';

const image = 'rancher/k3s:v1.36.3-k3s1';
/** Where a cluster's folder is mounted in its container. */
const inside = '/etc/headwater';
const docker = promisify(execFile);

/**
 * Without a scheduler no Pod gets a node, so that our fake kubelet plays them all and no image is ever pulled;
 * k3s' own node stays, since the library waits for its controller.
 */
const command = (audit: boolean): readonly string[] => [
  'server',
  '--disable-scheduler',
  '--disable=traefik,servicelb,metrics-server,coredns,local-storage',
  '--tls-san=127.0.0.1',
  ...[
    `token-auth-file=${inside}/tokens.csv`,
    'disable-admission-plugins=ServiceAccount',
    ...(audit ? auditFlags(`${inside}/audit-policy.json`, `${inside}/audit.log`) : []),
  ].map((flag) => `--kube-apiserver-arg=${flag}`),
];

const caOf = (kubeconfig: string): string => {
  const found = /certificate-authority-data:\s*(\S+)/.exec(kubeconfig)?.[1];
  if (found === undefined) throw new Error('the kubeconfig of k3s names no certificate authority');
  return Buffer.from(found, 'base64').toString('utf8');
};

interface Container extends ApiServer {
  remove(): Promise<void>;
}

const startOne = async (request: ServersRequest, name: string, port: number): Promise<Container> => {
  // a development tool: a machine that has binaries never loads it
  const { K3sContainer } = await import('@testcontainers/k3s');
  const audit = request.options.audit ?? false;
  const credentials = issueTokens(request.users);
  const folder = serverFolder(request.nursery, name);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  writeFileSync(join(folder, 'tokens.csv'), tokenFile(credentials), { mode: 0o600 });
  writeFileSync(join(folder, 'audit-policy.json'), auditPolicy, { mode: 0o600 });

  // a fixed port of the host, so that a restart finds the address that kubeconfigs hold
  const container = await new K3sContainer(image)
    .withCommand([...command(audit)])
    .withExposedPorts({ container: 6443, host: port })
    // this replaces the library's own mounts, so the control groups that k3s needs are named again
    .withBindMounts([
      { source: '/sys/fs/cgroup', target: '/sys/fs/cgroup' },
      { source: folder, target: inside },
    ])
    .start();
  const url = `https://${container.getHost()}:${port}`;
  const caPem = caOf(container.getKubeConfig());
  const id = container.getId();
  const ready = (): Promise<void> =>
    waitReady({ url, token: tokenOf(credentials, 'admin'), caPem: () => caPem }, 120_000, () => undefined);
  await ready();

  return {
    name,
    url,
    caPem,
    credentials,
    ...(audit ? { auditLog: join(folder, 'audit.log') } : {}),
    async start() {
      await docker('docker', ['start', id]);
      await ready();
    },
    async end(signal) {
      await docker('docker', signal === 'SIGKILL' ? ['kill', id] : ['stop', '--time', '15', id]);
    },
    remove: async () => {
      await docker('docker', ['rm', '--force', '--volumes', id]);
    },
  };
};

/**
 * One k3s container a cluster, for a machine with Docker and neither binaries nor Go. Should this process be
 * killed, the reaper container of Testcontainers removes them.
 */
export const startK3s = async (request: ServersRequest): Promise<Servers> => {
  const { clusters } = request.options;
  const ports = await freePorts(clusters.length);
  const started = await Promise.allSettled(
    clusters.map((name, index) => startOne(request, name, ports[index]!)),
  );
  const servers = started.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.remove()));
  };
  const failed = started.find((one) => one.status === 'rejected');
  if (failed) {
    await close();
    throw failed.reason;
  }
  return { kind: 'k3s', servers, close };
};
