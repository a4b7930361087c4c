import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Agent, request } from 'undici';
import { startFleet } from '../../../src/demo/control-plane/local-fleet.ts';
import { allKinds } from '../../../src/schema/schema.ts';

// Records the columns of every kind's Table: `npx node test/golden/simulator-kinds/record-columns.ts`.

interface Column {
  readonly name: string;
  readonly type: string;
  readonly format: string;
  readonly description: string;
  readonly priority: number;
}

const target = '../../../src/simulator/kinds/tables/column-definitions.generated.ts';
const fleet = await startFleet({ clusters: ['columns'] });
const { url, caPem, adminToken } = fleet.clusters.get('columns')!;
const dispatcher = new Agent({ connect: { ca: caPem } });
const accept = 'application/json;as=Table;g=meta.k8s.io;v=v1';

const columnsAt = async (path: string): Promise<readonly Column[]> => {
  const headers = { authorization: `Bearer ${adminToken}`, accept };
  const answer = await request(`${url}${path}`, { dispatcher, headers });
  return ((await answer.body.json()) as { columnDefinitions: readonly Column[] }).columnDefinitions;
};

try {
  const rows = new Map<string, string>();
  for (const { gvk, plural, patchable } of allKinds()) {
    if (!patchable) continue;
    const root = gvk.group === '' ? '/api/v1' : `/apis/${gvk.group}/${gvk.version}`;
    const columns = await columnsAt(`${root}/${plural}`);
    const facts = columns.map((one) => [one.name, one.type, one.format, one.description, one.priority]);
    const key = `${gvk.group}/${plural}`;
    rows.set(key, `${JSON.stringify(key)}:${JSON.stringify(facts)}`);
  }
  const json = `{\n${[...rows.values()].join(',\n')}\n}`.replace(/[\\`]|\$\{/g, (match) => `\\${match}`);
  const head =
    '// Recorded from the Table answers of kube-apiserver v1.36.3 by test/golden/simulator-kinds/record-columns.ts. Do not edit.\n';
  writeFileSync(
    join(import.meta.dirname, target),
    `${head}export const columnDefinitionsJson = \`${json}\`;\n`,
  );
} finally {
  await dispatcher.close();
  await fleet.stop();
}
