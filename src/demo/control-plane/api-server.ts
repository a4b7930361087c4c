import { generateKeyPairSync } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Child, Nursery } from '../process/nursery.ts';
import { plainClient } from './api-client.ts';
import { type Credential, tokenFile, tokenOf } from './users.ts';

/** An API server that can be ended and started again; local processes and k3s containers both are one. */
export interface ApiServer {
  readonly name: string;
  readonly url: string;
  readonly caPem: string;
  readonly credentials: readonly Credential[];
  readonly auditLog?: string;
  start(): Promise<void>;
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
}

/** kube-apiserver's policy: one line a request when it is answered, and one more when a watch begins. */
export const auditPolicy = JSON.stringify({
  apiVersion: 'audit.k8s.io/v1',
  kind: 'Policy',
  omitStages: ['RequestReceived'],
  rules: [{ level: 'Metadata' }],
});

/** Flags that write the audit log before a request is answered, so that a count misses nothing. */
export const auditFlags = (policyFile: string, logFile: string): readonly string[] => [
  `audit-policy-file=${policyFile}`,
  `audit-log-path=${logFile}`,
  'audit-log-mode=blocking',
  'audit-log-format=json',
  // megabytes; the default rotates at 100 and a reader would lose its place
  'audit-log-maxsize=4096',
];

/** Resolves once the server is ready and has its `default` namespace, which it makes a moment later. */
export const waitReady = async (
  server: { readonly url: string; readonly token: string; readonly caPem: () => string | undefined },
  patienceMs: number,
  failed: () => string | undefined,
): Promise<void> => {
  for (const until = Date.now() + patienceMs; ; await delay(100)) {
    const failure = failed();
    if (failure !== undefined) throw new Error(failure);
    if (Date.now() > until) throw new Error(`${server.url} is not ready after ${patienceMs} ms`);
    const caPem = server.caPem();
    if (caPem === undefined) continue;
    const client = plainClient({ url: server.url, token: server.token, caPem });
    const answers = await Promise.all(
      ['/readyz', '/api/v1/namespaces/default'].map((path) => client.send({ path }).catch(() => undefined)),
    );
    await client.close();
    if (answers.every((answer) => answer?.status === 200)) return;
  }
};

export interface ApiServerOptions {
  readonly nursery: Nursery;
  readonly binary: string;
  readonly name: string;
  /** Position in the fleet: chooses the etcd prefix and the Service network. */
  readonly index: number;
  readonly port: number;
  readonly etcd: string;
  readonly credentials: readonly Credential[];
  readonly audit: boolean;
}

/** Where an API server's own files stand. */
export const serverFolder = (nursery: Nursery, name: string): string =>
  join(nursery.folder, 'clusters', name);

const writeFiles = (folder: string, credentials: readonly Credential[]): void => {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve: 'P-256',
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const files = {
    'tokens.csv': tokenFile(credentials),
    'service-account.key': privateKey,
    'service-account.pub': publicKey,
    'audit-policy.json': auditPolicy,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text, { mode: 0o600 });
};

const flags = (options: ApiServerOptions, folder: string, auditLog: string): readonly string[] =>
  [
    `etcd-servers=${options.etcd}`,
    `etcd-prefix=/c${options.index}`,
    `secure-port=${options.port}`,
    'bind-address=127.0.0.1',
    // the server makes a self-signed pair here, and finds it again after a restart
    `cert-dir=${folder}`,
    `service-cluster-ip-range=10.${options.index}.0.0/24`,
    'service-account-issuer=https://kubernetes.default.svc',
    `service-account-key-file=${join(folder, 'service-account.pub')}`,
    `service-account-signing-key-file=${join(folder, 'service-account.key')}`,
    `token-auth-file=${join(folder, 'tokens.csv')}`,
    'authorization-mode=RBAC',
    // nobody issues the tokens that this plugin would mount
    'disable-admission-plugins=ServiceAccount',
    'allow-privileged=true',
    'profiling=false',
    // without it a stop waits up to 60 s for clients to end their watches by themselves
    'shutdown-watch-termination-grace-period=1s',
    ...(options.audit ? auditFlags(join(folder, 'audit-policy.json'), auditLog) : []),
  ].map((flag) => `--${flag}`);

/** Starts one kube-apiserver on loopback, RBAC on, and resolves once it is ready; some 270 MB at rest. */
export const startApiServer = async (options: ApiServerOptions): Promise<ApiServer> => {
  const { nursery, name, credentials } = options;
  const folder = serverFolder(nursery, name);
  const auditLog = join(folder, 'audit.log');
  const url = `https://127.0.0.1:${options.port}`;
  const certificate = join(folder, 'apiserver.crt');
  const readCertificate = (): string | undefined =>
    existsSync(certificate) ? readFileSync(certificate, 'utf8') : undefined;
  writeFiles(folder, credentials);

  let child: Child | undefined;
  const start = async (): Promise<void> => {
    if (child?.running()) return;
    const started = nursery.spawn(`${name}.apiserver`, options.binary, flags(options, folder, auditLog));
    child = started;
    await waitReady({ url, token: tokenOf(credentials, 'admin'), caPem: readCertificate }, 120_000, () =>
      started.running() ? undefined : `kube-apiserver of ${name} ended: ${started.lastWords()}`,
    );
  };
  await start();

  return {
    name,
    url,
    credentials,
    caPem: readCertificate() ?? '',
    ...(options.audit ? { auditLog } : {}),
    start,
    // its port stays taken until it has ended, so whoever stops it waits for that
    end: (signal) => child?.end(signal) ?? Promise.resolve(),
  };
};
