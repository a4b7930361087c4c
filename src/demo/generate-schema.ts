import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type OpenApiDocument, tableFromOpenApi } from '../schema/from-openapi.ts';
import { tableSource } from '../schema/table-source.ts';
import { plainClient } from './control-plane/api-client.ts';
import type { LocalCluster } from './control-plane/local-cluster.ts';
import { startFleet } from './control-plane/local-fleet.ts';

/** Where the table stands, seen from the sources. */
export const schemaFile = join(import.meta.dirname, '../schema/kubernetes.generated.ts');

/** The text that `kubernetes.generated.ts` has for this API server. Rejects when the server refuses. */
export const schemaSourceOf = async (
  cluster: Pick<LocalCluster, 'url' | 'caPem' | 'adminToken'>,
): Promise<string> => {
  const client = plainClient({ url: cluster.url, caPem: cluster.caPem, token: cluster.adminToken });
  const read = async <T>(path: string): Promise<T> => {
    const { status, body } = await client.send({ path });
    if (status !== 200) throw new Error(`${path} answered ${status}`);
    return JSON.parse(body) as T;
  };
  try {
    const { gitVersion } = await read<{ gitVersion: string }>('/version');
    return tableSource(tableFromOpenApi(await read<OpenApiDocument>('/openapi/v2'), gitVersion));
  } finally {
    await client.close();
  }
};

const say = (line: string): void => {
  process.stderr.write(`${line}\n`);
};

/** Starts an API server of our own, so that neither a developer's cluster nor its CRDs end up in the table. */
const generate = async (): Promise<void> => {
  const fleet = await startFleet({ clusters: ['schema'], onProgress: say });
  try {
    for (const cluster of fleet.clusters.values()) {
      const text = await schemaSourceOf(cluster);
      writeFileSync(schemaFile, text);
      say(`${schemaFile}: ${Math.round(text.length / 1024)} KB`);
    }
  } finally {
    await fleet.stop();
  }
};

if (import.meta.main) await generate();
