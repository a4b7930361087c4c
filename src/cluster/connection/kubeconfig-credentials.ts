import { readFile } from 'node:fs/promises';
import { isAbsolute, join } from 'node:path';
import { HeadwaterError } from '../../model/diagnostic.ts';
import type { Credentials } from './credentials.ts';
import { type ExecCredential, runExecPlugin } from './exec-plugin.ts';
import { type ClusterEntry, type UserEntry, unusable } from './kubeconfig-document.ts';

export interface KubeconfigEntry {
  readonly context: string;
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
  /** Folder of the file; absent for a kubeconfig that is no file. */
  readonly folder: string | undefined;
}

/**
 * Headers and TLS material of one context that was found safe (kubeconfig-refusal.ts). What needs files or a
 * plugin is read here; client-node turns the result into headers and PEM, and renews OIDC tokens. It is
 * imported here and nowhere else, because it takes half a second and 90 MB. Rejects with a HeadwaterError.
 */
export const readKubeconfigCredentials = async (entry: KubeconfigEntry): Promise<Credentials> => {
  const { user, cluster } = entry;
  const plugin = user.exec
    ? await runExecPlugin({ context: entry.context, exec: user.exec, cluster, folder: entry.folder })
    : {};
  const [ca, cert, key, tokenFile] = await Promise.all([
    embedded(entry, cluster['certificate-authority-data'], cluster['certificate-authority']),
    embedded(entry, user['client-certificate-data'], user['client-certificate']),
    embedded(entry, user['client-key-data'], user['client-key']),
    // kubectl lets tokenFile win over token
    user.tokenFile === undefined ? undefined : readNamed(entry, user.tokenFile),
  ]);
  const options = await applied(entry, {
    ca,
    cert: base64(plugin.cert) ?? cert,
    key: base64(plugin.key) ?? key,
    token: tokenFile?.toString('utf8').trim() ?? user.token ?? plugin.token,
  });
  return credentialsOf(options, user, plugin);
};

/** What client-node's applyToHTTPSOptions sets, of what it may set. */
interface AppliedOptions {
  ca?: Buffer;
  cert?: Buffer;
  key?: Buffer;
  servername?: string;
  rejectUnauthorized?: boolean;
  auth?: string;
  headers?: Record<string, string>;
}

interface Material {
  readonly ca: string | undefined;
  readonly cert: string | undefined;
  readonly key: string | undefined;
  readonly token: string | undefined;
}

/** One KubeConfig for each context: client-node keeps one token for all users of a KubeConfig. */
const applied = async (entry: KubeconfigEntry, material: Material): Promise<AppliedOptions> => {
  const { KubeConfig } = await import('@kubernetes/client-node');
  const config = new KubeConfig();
  const { cluster, user } = entry;
  const provider = user['auth-provider'];
  config.loadFromClusterAndUser(
    {
      name: 'cluster',
      // nothing connects there; an http address would be refused without skipTLSVerify
      server: 'https://unused.invalid',
      skipTLSVerify: cluster['insecure-skip-tls-verify'] === true,
      ...defined({ caData: material.ca, tlsServerName: cluster['tls-server-name'] }),
    },
    {
      name: 'user',
      ...defined({
        certData: material.cert,
        keyData: material.key,
        token: material.token,
        username: user.username,
        password: user.password,
      }),
      ...(provider ? { authProvider: provider } : {}),
    },
  );
  const options: AppliedOptions = {};
  try {
    await config.applyToHTTPSOptions(options as Parameters<typeof config.applyToHTTPSOptions>[0]);
  } catch (error) {
    throw authFailed(entry, error);
  }
  return options;
};

const credentialsOf = (options: AppliedOptions, user: UserEntry, plugin: ExecCredential): Credentials => {
  const basic =
    options.auth === undefined ? undefined : `Basic ${Buffer.from(options.auth).toString('base64')}`;
  const groups = user['as-groups'] ?? [];
  return {
    headers: {
      ...defined({
        authorization: options.headers?.Authorization ?? basic,
        'impersonate-user': user.as,
        'impersonate-uid': user['as-uid'],
      }),
      ...(groups.length === 0 ? {} : { 'impersonate-group': groups }),
    },
    tls: {
      skipVerify: options.rejectUnauthorized === false,
      ...defined({
        ca: options.ca?.toString('utf8'),
        cert: options.cert?.toString('utf8'),
        key: options.key?.toString('utf8'),
        serverName: options.servername,
      }),
    },
    ...(plugin.expiresAt === undefined ? {} : { expiresAt: plugin.expiresAt }),
  };
};

/** Base64 of the PEM: the data as kubectl prefers it, else the file's bytes. */
const embedded = async (
  entry: KubeconfigEntry,
  data: string | undefined,
  file: string | undefined,
): Promise<string | undefined> => {
  if (data !== undefined && data !== '') return data;
  return file === undefined || file === '' ? undefined : (await readNamed(entry, file)).toString('base64');
};

const readNamed = async (entry: KubeconfigEntry, file: string): Promise<Buffer> => {
  if (!isAbsolute(file) && entry.folder === undefined) {
    throw unusable(`context ${entry.context}`, 'it names a relative file, but is no file itself');
  }
  try {
    return await readFile(isAbsolute(file) ? file : join(entry.folder!, file));
  } catch (error) {
    throw authFailed(entry, error);
  }
};

const authFailed = ({ context }: KubeconfigEntry, error: unknown): HeadwaterError => {
  const { code } = error as { code?: unknown };
  const why = typeof code === 'string' ? ` (${code})` : '';
  return new HeadwaterError(
    {
      code: 'ClusterAuth',
      severity: 'error',
      message: `kubeconfig context ${context}: its credentials cannot be read${why}`,
    },
    { retryable: true },
  );
};

const base64 = (text: string | undefined): string | undefined =>
  text === undefined ? undefined : Buffer.from(text).toString('base64');

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** Without the keys whose value is undefined. */
const defined = <T extends object>(object: T): Defined<T> =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
