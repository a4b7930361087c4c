import { byCodePoint } from '../../model/json.ts';
import { resourceKey } from '../../model/resource.ts';
import { reaches } from '../../overlay/reach.ts';
import type { Fleet } from '../../repository/fleet.ts';
import type { Tree } from '../../repository/tree.ts';
import type { FleetChange } from './fleet-change.ts';

export interface ChangedFile {
  readonly path: string;
  readonly verb: 'added' | 'removed' | 'changed';
  /** Whether anything that differs on a cluster, or in how it is rolled out, comes from it. */
  readonly hasEffect: boolean;
}

/** Files that differ between two trees, by path. */
export const changedPaths = (before: Tree, after: Tree): readonly Pick<ChangedFile, 'path' | 'verb'>[] => {
  const old = new Map(before.entries.map(({ path, oid }) => [path, oid]));
  const now = new Map(after.entries.map(({ path, oid }) => [path, oid]));
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => old.get(path) !== now.get(path))
    .sort(byCodePoint)
    .map((path) => ({ path, verb: !old.has(path) ? 'added' : now.has(path) ? 'changed' : 'removed' }));
};

/** Files that something which differs was read from, in one of the two fleets. */
const effectiveFiles = (fleet: Fleet, change: FleetChange): ReadonlySet<string> => {
  const files = new Set<string>();
  const objects = new Set(change.groups.flatMap(({ members }) => members.map(({ id }) => resourceKey(id))));
  const resources = fleet.resources.filter(({ id }) => objects.has(resourceKey(id)));
  for (const { document } of resources) files.add(document.file);
  for (const layer of fleet.layers) {
    if (!resources.some((resource) => reaches(layer, resource))) continue;
    for (const { document } of layer.contents) files.add(document.file);
    if (layer.when) files.add(layer.when.source.file);
    // what says whom the layer is for stands in its overlay.yaml, also where that changes nothing itself
    for (const name of ['overlay.yaml', 'overlay.yml', 'overlay.json']) files.add(`${layer.path}/${name}`);
  }
  const subscriptions = new Set([
    ...change.subscriptions.map(({ subscription }) => subscription),
    ...change.bindings.map(({ subscription }) => subscription),
  ]);
  for (const { key, document, strategy } of fleet.subscriptions) {
    if (!subscriptions.has(key)) continue;
    files.add(document.file);
    const found = fleet.strategies.find(({ name }) => name === strategy);
    if (found) files.add(found.document.file);
  }
  const clusters = new Set(change.clusters.map(({ cluster }) => cluster));
  for (const { name, document } of fleet.clusters) if (clusters.has(name)) files.add(document.file);
  for (const { source } of change.problems) if (source) files.add(source.file);
  return files;
};

/** The files of a change, and which of them nothing comes from. */
export const changedFiles = (
  trees: { readonly before: Tree; readonly after: Tree },
  fleets: { readonly before: Fleet; readonly after: Fleet },
  change: FleetChange,
): readonly ChangedFile[] => {
  const effective = [effectiveFiles(fleets.before, change), effectiveFiles(fleets.after, change)];
  const configFile = fleets.after.config.document?.file ?? fleets.before.config.document?.file;
  return changedPaths(trees.before, trees.after).map((file) => ({
    ...file,
    hasEffect: effective.some((files) => files.has(file.path)) || file.path === configFile,
  }));
};
