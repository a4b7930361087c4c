import { writeFileSync } from 'node:fs';
import { dump } from 'js-yaml';

/** How one user reaches one cluster. */
export interface Connection {
  /** Name of the context. */
  readonly cluster: string;
  readonly url: string;
  readonly caPem: string;
  readonly token: string;
}

/** Writes a kubeconfig, mode 0600, with one context a connection; the first is the current one. */
export const writeKubeconfig = (file: string, connections: readonly Connection[]): void => {
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': connections[0]?.cluster ?? '',
    clusters: connections.map(({ cluster, url, caPem }) => ({
      name: cluster,
      cluster: { server: url, 'certificate-authority-data': Buffer.from(caPem).toString('base64') },
    })),
    users: connections.map(({ cluster, token }) => ({ name: cluster, user: { token } })),
    contexts: connections.map(({ cluster }) => ({
      name: cluster,
      context: { cluster, user: cluster },
    })),
  };
  writeFileSync(file, dump(config, { lineWidth: -1 }), { mode: 0o600 });
};
