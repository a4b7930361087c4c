import { readFile } from 'node:fs/promises';
import { isIPv6 } from 'node:net';
import { join } from 'node:path';
import { HeadwaterError } from '../../model/diagnostic.ts';
import type { KubeContext } from './context.ts';
import type { Credentials } from './credentials.ts';

export interface InClusterOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Where the service account is mounted. */
  readonly folder?: string;
}

const defaultFolder = '/var/run/secrets/kubernetes.io/serviceaccount';
/** Milliseconds: bound tokens are rotated well before they end; client-go reads them each minute too. */
const tokenAgeMs = 60_000;

/** The way to the cluster that we run in. Throws ClusterUnknown when we run in none. */
export const inClusterContext = (options: InClusterOptions = {}): KubeContext => {
  const env = options.env ?? process.env;
  const folder = options.folder ?? defaultFolder;
  const { KUBERNETES_SERVICE_HOST: host, KUBERNETES_SERVICE_PORT: port } = env;
  if (!host || !port) {
    throw new HeadwaterError(
      {
        code: 'ClusterUnknown',
        severity: 'error',
        message: 'this process does not run in a Pod: KUBERNETES_SERVICE_HOST and _PORT are not set',
        hint: 'give a kubeconfig with --kubeconfig',
      },
      { retryable: false },
    );
  }
  return {
    name: 'in-cluster',
    server: `https://${isIPv6(host) ? `[${host}]` : host}:${port}`,
    readCredentials: () => readServiceAccount(folder),
    maxAgeMs: tokenAgeMs,
  };
};

const readServiceAccount = async (folder: string): Promise<Credentials> => {
  try {
    const [token, ca] = await Promise.all([
      readFile(join(folder, 'token'), 'utf8'),
      readFile(join(folder, 'ca.crt'), 'utf8'),
    ]);
    return { headers: { authorization: `Bearer ${token.trim()}` }, tls: { ca, skipVerify: false } };
  } catch (error) {
    const { code } = error as { code?: string };
    throw new HeadwaterError(
      {
        code: 'ClusterAuth',
        severity: 'error',
        message: `the service account's token or CA cannot be read (${code ?? 'unknown'})`,
        hint: 'the Pod needs automountServiceAccountToken',
      },
      { retryable: true },
    );
  }
};
