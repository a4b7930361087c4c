import { writeFileSync } from 'node:fs';
import { presentBinaries } from '../../../src/demo/control-plane/binaries.ts';
import { askKubectl, type Row, versionOf } from './ask-kubectl.ts';
import { allSpecs } from './cases.ts';

// Records what kubectl makes of every case: `npm run control-planes`, then `npx node test/golden/yaml-kubectl/record.ts`.

const kubectl = presentBinaries()?.kubectl;
if (kubectl === undefined) throw new Error('there is no kubectl: npm run control-planes builds one');

const table = async (specs: readonly string[]): Promise<string> => {
  const rows: readonly Row[] = await askKubectl(kubectl, specs);
  return `[\n${rows.map((row) => `    ${JSON.stringify(row)}`).join(',\n')}\n  ]`;
};

const tables: string[] = [];
for (const [name, specs] of Object.entries(allSpecs)) tables.push(`  "${name}": ${await table(specs)}`);
writeFileSync(
  new URL('../yaml-kubectl.json', import.meta.url),
  `{\n  "kubectl": "${await versionOf(kubectl)}",\n${tables.join(',\n')}\n}\n`,
);
