import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it, onTestFinished } from 'vitest';
import { clusterNames } from '../../../src/demo/repository/cluster-names.ts';
import { writeRepository } from '../../../src/demo/repository/write-repository.ts';
import { workingCopyTree } from '../../../src/git/working-copy.ts';
import { loadFleet } from '../../../src/repository/load-fleet.ts';

const examples = fileURLToPath(new URL('../../../examples-repo', import.meta.url));

const write = async (clusters: readonly string[]): Promise<string> => {
  const folder = mkdtempSync(join(tmpdir(), 'headwater-repository-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  await writeRepository({ folder, examples, clusters });
  return folder;
};

describe('the demo’s repository', () => {
  it('holds a ManagedCluster for each cluster of the fleet, those of examples-repo as they stand there', async () => {
    const folder = await write(clusterNames(12));
    expect(readdirSync(join(folder, 'clusters')).sort()).toEqual(
      clusterNames(12)
        .map((name) => `${name}.yaml`)
        .sort(),
    );
    for (const name of ['dev-1', 'eu-1', 'eu-2', 'us-1']) {
      const file = `clusters/${name}.yaml`;
      expect(readFileSync(join(folder, file), 'utf8')).toBe(readFileSync(join(examples, file), 'utf8'));
    }
    expect(readdirSync(join(folder, 'overlays/localizations')).sort()).toEqual(['eu-1', 'us-1']);
  });

  it('loads without an error, in three regions', async () => {
    const tree = await workingCopyTree(await write(clusterNames(30)));
    const fleet = loadFleet(tree);
    expect(fleet.diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
    const regions = [...fleet.clusters.values()].map(({ labels }) => labels.region);
    expect([...new Set(regions)].sort()).toEqual(['ap', 'eu', 'us']);
  });

  it('leaves out what belongs to clusters that the fleet lacks', async () => {
    const folder = await write(['us-1', 'edge-7']);
    expect(readdirSync(join(folder, 'clusters')).sort()).toEqual(['edge-7.yaml', 'us-1.yaml']);
    expect(readdirSync(join(folder, 'overlays/localizations'))).toEqual(['us-1']);
  });
});
