import { open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { type Diagnostic, HeadwaterError } from '../../model/diagnostic.ts';
import type { KubeContext } from './context.ts';
import { readKubeconfigCredentials } from './kubeconfig-credentials.ts';
import {
  type ClusterEntry,
  type KubeconfigDocument,
  largestKubeconfig,
  parseKubeconfig,
  type UserEntry,
  unusable,
} from './kubeconfig-document.ts';
import { type KubeconfigAllowances, refusalOf } from './kubeconfig-refusal.ts';

export type KubeconfigSource = { readonly file: string } | { readonly text: string; readonly name: string };

export interface Kubeconfig {
  readonly currentContext?: string;
  /** By name. One that is refused says so itself; connectCluster will not use it. */
  readonly contexts: ReadonlyMap<string, KubeContext>;
}

/** Milliseconds between two readings of files that a kubeconfig names: as client-go does for tokens. */
const fileAgeMs = 60_000;

/**
 * Reads a kubeconfig, at most 16 MB. Rejects with ClusterConfigRefused when it cannot be read as a whole;
 * what is wrong with one context is that context's `refusal`.
 */
export const loadKubeconfig = async (
  source: KubeconfigSource,
  allowed: KubeconfigAllowances = {},
): Promise<Kubeconfig> => {
  const isFile = 'file' in source;
  const origin = isFile ? source.file : source.name;
  const document = parseKubeconfig(isFile ? await readBounded(source.file) : source.text, origin);
  const folder = isFile ? dirname(resolve(source.file)) : undefined;
  const clusters = byName(document.clusters ?? [], origin, 'clusters');
  const users = byName(document.users ?? [], origin, 'users');
  const contexts = byName(document.contexts ?? [], origin, 'contexts');
  const current = document['current-context'];
  return {
    ...(current ? { currentContext: current } : {}),
    contexts: new Map(
      [...contexts.values()].map((entry) => [
        entry.name,
        contextOf(entry, { cluster: clusters.get(entry.context.cluster)?.cluster, users, folder, allowed }),
      ]),
    ),
  };
};

/** The context of that name. Throws ClusterUnknown; a refused one is returned, to be refused when connected. */
export const contextNamed = (kubeconfig: Kubeconfig, name: string): KubeContext => {
  const context = kubeconfig.contexts.get(name);
  if (context !== undefined) return context;
  throw new HeadwaterError(
    { code: 'ClusterUnknown', severity: 'error', message: `no kubeconfig context is called ${name}` },
    { retryable: false },
  );
};

type ContextEntry = NonNullable<KubeconfigDocument['contexts']>[number];
type NamedUser = NonNullable<KubeconfigDocument['users']>[number];

interface Surroundings {
  readonly cluster: ClusterEntry | undefined;
  readonly users: ReadonlyMap<string, NamedUser>;
  readonly folder: string | undefined;
  readonly allowed: KubeconfigAllowances;
}

const contextOf = ({ name, context }: ContextEntry, around: Surroundings): KubeContext => {
  const { cluster, folder, allowed } = around;
  const user = userOf(context.user, around.users);
  if (cluster === undefined || user === undefined) {
    const what = cluster === undefined ? `cluster ${context.cluster}` : `user ${context.user}`;
    return refusedContext(name, {
      code: 'ClusterConfigRefused',
      severity: 'error',
      message: `kubeconfig context ${name}: its ${what} is not in the file`,
    });
  }
  const refusal = refusalOf(name, { cluster, user }, allowed);
  if (refusal !== undefined) return refusedContext(name, refusal);
  return {
    name,
    server: cluster.server,
    readCredentials: () => readKubeconfigCredentials({ context: name, cluster, user, folder }),
    maxAgeMs: readsAnything(cluster, user) ? fileAgeMs : Number.POSITIVE_INFINITY,
  };
};

/** No user at all is an anonymous one, as kubectl has it. */
const userOf = (
  name: string | null | undefined,
  users: ReadonlyMap<string, NamedUser>,
): UserEntry | undefined => {
  if (name === undefined || name === null || name === '') return {};
  const found = users.get(name);
  return found === undefined ? undefined : (found.user ?? {});
};

/** An exec plugin says itself when its credential ends; files and OIDC tokens do not. */
const readsAnything = (cluster: ClusterEntry, user: UserEntry): boolean =>
  [cluster['certificate-authority'], user.tokenFile, user['client-certificate'], user['auth-provider']].some(
    (value) => value !== undefined && value !== null,
  );

const refusedContext = (name: string, refusal: Diagnostic): KubeContext => ({
  name,
  server: '',
  refusal,
  readCredentials: () => Promise.reject(unusable(`context ${name}`, 'it is refused')),
  maxAgeMs: Number.POSITIVE_INFINITY,
});

const byName = <T extends { readonly name: string }>(
  entries: readonly T[],
  origin: string,
  what: string,
): ReadonlyMap<string, T> => {
  const found = new Map<string, T>();
  for (const entry of entries) {
    // kubectl refuses such a file too; taking either could lead to the wrong cluster
    if (found.has(entry.name)) throw unusable(origin, `${what} holds ${entry.name} twice`);
    found.set(entry.name, entry);
  }
  return found;
};

const readBounded = async (file: string): Promise<string> => {
  try {
    await using handle = await open(file, 'r');
    const stat = await handle.stat();
    if (!stat.isFile()) throw unusable(file, 'it is not a file');
    if (stat.size > largestKubeconfig) throw unusable(file, `it is larger than ${largestKubeconfig} bytes`);
    return await handle.readFile('utf8');
  } catch (error) {
    const { code } = error as { code?: string };
    throw code === undefined ? error : unusable(file, `it cannot be read (${code})`);
  }
};
