import { execFile } from 'node:child_process';
import { basename, isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { HeadwaterError } from '../../model/diagnostic.ts';
import type { ClusterEntry, ExecEntry } from './kubeconfig-document.ts';

export interface ExecCredential {
  readonly token?: string;
  /** PEM. */
  readonly cert?: string;
  /** PEM. */
  readonly key?: string;
  /** Milliseconds since the epoch. */
  readonly expiresAt?: number;
}

export interface ExecOptions {
  readonly context: string;
  readonly exec: ExecEntry;
  readonly cluster: ClusterEntry;
  /** Folder of the kubeconfig: relative commands with a slash start there. */
  readonly folder: string | undefined;
  /** Milliseconds; default 30 s. */
  readonly timeoutMs?: number;
}

const credentialSchema = z.object({
  kind: z.literal('ExecCredential'),
  status: z.object({
    token: z.string().optional(),
    clientCertificateData: z.string().optional(),
    clientKeyData: z.string().optional(),
    expirationTimestamp: z.iso.datetime({ offset: true }).optional(),
  }),
});

const defaultApiVersion = 'client.authentication.k8s.io/v1';
const mostOutputBytes = 1024 * 1024;

/**
 * Runs a credential plugin (client.authentication.k8s.io). Our own, because client-node's has no timeout, no
 * KUBERNETES_EXEC_INFO (which the protocol requires) and starts one process for each caller. Rejects with
 * ClusterAuth; the plugin's output, which may hold a token, is in no message.
 */
export const runExecPlugin = async (options: ExecOptions): Promise<ExecCredential> => {
  const { status } = readCredential(await run(options), options);
  return {
    ...(status.token === undefined ? {} : { token: status.token }),
    ...(status.clientCertificateData === undefined ? {} : { cert: status.clientCertificateData }),
    ...(status.clientKeyData === undefined ? {} : { key: status.clientKeyData }),
    ...(status.expirationTimestamp === undefined
      ? {}
      : { expiresAt: Date.parse(status.expirationTimestamp) }),
  };
};

const run = (options: ExecOptions): Promise<string> => {
  const { exec, timeoutMs = 30_000 } = options;
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const child = execFile(
    commandOf(options),
    [...(exec.args ?? [])],
    { env: environmentOf(options), timeout: timeoutMs, killSignal: 'SIGKILL', maxBuffer: mostOutputBytes },
    (error, stdout) => {
      if (error === null) resolve(stdout);
      else
        reject(
          failed(options, error.killed ? `did not end within ${timeoutMs} ms` : `failed (${error.code})`),
        );
    },
  );
  child.stdin?.on('error', () => {});
  child.stdin?.end();
  return promise;
};

/** As client-go: a name is looked up in PATH, a relative path starts at the kubeconfig's folder. */
const commandOf = ({ exec: { command }, folder }: ExecOptions): string =>
  !command.includes('/') || isAbsolute(command) || folder === undefined ? command : join(folder, command);

const environmentOf = ({ exec, cluster }: ExecOptions): NodeJS.ProcessEnv => {
  const info = {
    apiVersion: exec.apiVersion ?? defaultApiVersion,
    kind: 'ExecCredential',
    spec: {
      interactive: false,
      ...(exec.provideClusterInfo === true ? { cluster: clusterInfo(cluster) } : {}),
    },
  };
  const own = Object.fromEntries((exec.env ?? []).map(({ name, value }) => [name, value]));
  return { ...process.env, ...own, KUBERNETES_EXEC_INFO: JSON.stringify(info) };
};

const clusterInfo = (cluster: ClusterEntry) => ({
  server: cluster.server,
  'certificate-authority-data': cluster['certificate-authority-data'],
  'insecure-skip-tls-verify': cluster['insecure-skip-tls-verify'],
  'tls-server-name': cluster['tls-server-name'],
});

const readCredential = (output: string, options: ExecOptions): z.infer<typeof credentialSchema> => {
  let value: unknown;
  try {
    value = JSON.parse(output);
  } catch {
    value = undefined;
  }
  const result = credentialSchema.safeParse(value);
  const { token, clientCertificateData: cert, clientKeyData: key } = result.data?.status ?? {};
  const usable = token !== undefined || (cert !== undefined && key !== undefined);
  if (result.success && usable) return result.data;
  throw failed(options, 'printed no usable ExecCredential');
};

const failed = ({ context, exec }: ExecOptions, what: string): HeadwaterError =>
  new HeadwaterError(
    {
      code: 'ClusterAuth',
      severity: 'error',
      message: `kubeconfig context ${context}: the exec plugin ${basename(exec.command)} ${what}`,
      hint: 'run the plugin by hand, as the user that runs the operator',
    },
    { retryable: true },
  );
