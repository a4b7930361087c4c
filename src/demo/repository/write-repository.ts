import { cp, readdir, rm, writeFile } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { managedClusterText } from './managed-cluster.ts';

export interface DemoRepository {
  /** Where to write; must not exist. */
  readonly folder: string;
  /** The folder of examples-repo, which stays as it is. */
  readonly examples: string;
  readonly clusters: readonly string[];
}

/** Entries that belong to no cluster of the fleet would be shown as clusters that nobody can reach. */
const removeOthers = async (folder: string, clusters: ReadonlySet<string>): Promise<ReadonlySet<string>> => {
  const names = new Set<string>();
  for (const entry of await readdir(folder)) {
    const { name } = parse(entry);
    if (clusters.has(name)) names.add(name);
    else await rm(join(folder, entry), { recursive: true });
  }
  return names;
};

/**
 * Writes the demo's fleet repository: examples-repo, with a ManagedCluster for each cluster of the fleet and for no
 * other, so that its localizations still hit the clusters that they are for.
 */
export const writeRepository = async ({ folder, examples, clusters }: DemoRepository): Promise<void> => {
  await cp(examples, folder, { recursive: true });
  const wanted = new Set(clusters);
  const there = await removeOthers(join(folder, 'clusters'), wanted);
  await removeOthers(join(folder, 'overlays', 'localizations'), wanted);
  const missing = clusters.filter((name) => !there.has(name));
  await Promise.all(
    missing.map((name) => writeFile(join(folder, 'clusters', `${name}.yaml`), managedClusterText(name))),
  );
};
