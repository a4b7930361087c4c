import { basename } from 'node:path';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ClusterEntry, UserEntry } from './kubeconfig-document.ts';

/** What the operator's own configuration allows a kubeconfig to do on this machine. */
export interface KubeconfigAllowances {
  /** Base names of exec plugins, and `oidc`; from --allow-exec. */
  readonly allowExec?: readonly string[];
  /** Files that a kubeconfig names may be read; from --allow-files. */
  readonly allowFiles?: boolean;
}

interface Refusal {
  readonly why: string;
  readonly hint: string;
}

interface Entries {
  readonly cluster: ClusterEntry;
  readonly user: UserEntry;
}

/**
 * Why a context may not be used, if so. A kubeconfig can start programs and read files of this machine, and
 * who writes kubeconfigs is not always who runs the operator; so each is refused until a flag allows it.
 */
export const refusalOf = (
  context: string,
  entries: Entries,
  allowed: KubeconfigAllowances,
): Diagnostic | undefined => {
  for (const check of checks) {
    const refusal = check(entries, allowed);
    if (refusal !== undefined) {
      const message = `kubeconfig context ${context}: ${refusal.why}`;
      return { code: 'ClusterConfigRefused', severity: 'error', message, hint: refusal.hint };
    }
  }
  return undefined;
};

type Check = (entries: Entries, allowed: KubeconfigAllowances) => Refusal | undefined;

const proxy: Check = ({ cluster }) =>
  cluster['proxy-url'] === undefined || cluster['proxy-url'] === ''
    ? undefined
    : {
        why: 'it asks for a proxy (proxy-url), which is not supported',
        hint: 'give the API server an address that is reached directly, or run the operator beside it',
      };

const extra: Check = ({ user }) =>
  user['as-user-extra'] && Object.keys(user['as-user-extra']).length > 0
    ? {
        why: 'it impersonates with as-user-extra, which is not supported',
        hint: 'use as, as-uid and as-groups',
      }
    : undefined;

const exec: Check = ({ user }, allowed) => {
  if (!user.exec) return undefined;
  const name = basename(user.exec.command);
  if (user.exec.interactiveMode === 'Always') {
    return { why: `its exec plugin ${name} asks a person`, hint: 'use a plugin that runs unattended' };
  }
  return allowed.allowExec?.includes(name)
    ? undefined
    : { why: `it starts the program ${name} (exec)`, hint: `--allow-exec ${name} allows it` };
};

/** gcp and azure left Kubernetes in 1.26; client-node's take commands and files from the config as well. */
const authProvider: Check = ({ user }, allowed) => {
  const provider = user['auth-provider'];
  if (!provider) return undefined;
  const config = provider.config ?? {};
  if (provider.name !== 'oidc' || 'exec' in config || 'tokenFile' in config) {
    return {
      why: 'its auth-provider is not supported',
      hint: 'use the exec plugin that replaced it, or a token',
    };
  }
  return allowed.allowExec?.includes('oidc')
    ? undefined
    : { why: 'it renews tokens at an OIDC issuer (auth-provider)', hint: '--allow-exec oidc allows it' };
};

const files: Check = ({ cluster, user }, allowed) => {
  const named = [
    ...(['tokenFile', 'client-certificate', 'client-key'] as const).filter((key) => user[key]),
    ...(['certificate-authority'] as const).filter((key) => cluster[key]),
  ];
  return named.length === 0 || allowed.allowFiles === true
    ? undefined
    : {
        why: `it reads files of this machine (${named.join(', ')})`,
        hint: '--allow-files allows it; or embed them with `kubectl config view --raw --flatten`',
      };
};

const checks: readonly Check[] = [proxy, extra, exec, authProvider, files];
