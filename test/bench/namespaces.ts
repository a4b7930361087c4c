import { parentNamespace } from '../../src/cluster/inventory/parent.ts';
import { plainClient } from '../../src/demo/control-plane/api-client.ts';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';

/** Makes namespaces, that of the parents included, in every cluster. */
export const createNamespaces = async (fleet: LocalFleet, names: readonly string[]): Promise<void> => {
  for (const cluster of fleet.clusters.values()) {
    const client = plainClient({ url: cluster.url, caPem: cluster.caPem, token: cluster.adminToken });
    for (const name of [parentNamespace, ...names]) {
      const { status, body } = await client.send({
        method: 'PATCH',
        path: `/api/v1/namespaces/${name}?fieldManager=bench`,
        contentType: 'application/apply-patch+yaml',
        body: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
      });
      if (status >= 300) throw new Error(`namespace ${name}: ${status} ${body}`);
    }
    await client.close();
  }
};
