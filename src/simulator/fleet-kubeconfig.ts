import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { SimulatedCluster } from './fleet-cluster.ts';

const writeKubeconfig = (file: string, clusters: readonly SimulatedCluster[], user: string): void => {
  const contexts = clusters.map(({ name }) => ({ name, context: { cluster: name, user: name } }));
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': clusters[0]!.name,
    clusters: clusters.map(({ name, url, caPem }) => ({
      name,
      cluster: {
        server: url,
        ...(caPem !== '' && { 'certificate-authority-data': Buffer.from(caPem).toString('base64') }),
      },
    })),
    users: clusters.map((cluster) => ({ name: cluster.name, user: { token: cluster.tokenOf(user) } })),
    contexts,
  };
  writeFileSync(file, dump(config, { lineWidth: -1 }), { mode: 0o600 });
};

/** Writes a user's kubeconfig, mode 0600, when it is first asked for; throws on a user that the fleet does not have. */
export const kubeconfigs = (
  folder: string,
  clusters: readonly SimulatedCluster[],
): ((user: string) => string) => {
  const written = new Map<string, string>();
  return (user) => {
    const known = written.get(user);
    if (known !== undefined) return known;
    // a user's name may hold what a file's may not
    const file = join(folder, `user-${written.size}.kubeconfig`);
    writeKubeconfig(file, clusters, user);
    written.set(user, file);
    return file;
  };
};
