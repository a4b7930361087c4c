import type { Diagnostic } from '../model/diagnostic.ts';
import type { Fleet, Folders, Layer, ManagedCluster, Subscription } from '../repository/fleet.ts';
import { selectorMatches } from '../schedule/label-selector.ts';

/** Layers that a file belongs to; the loader keeps a layer's place even where none of it can be read. */
const layersOf = (fleet: Fleet, file: string): readonly Layer[] =>
  fleet.layers.filter(({ path }) => file === path || file.startsWith(`${path}/`));

const layerReaches = (layer: Layer, feeds: ReadonlySet<string>, cluster: ManagedCluster): boolean => {
  if (layer.cluster !== '' && layer.cluster !== cluster.name) return false;
  if (layer.feeds && !layer.feeds.some((feed) => feeds.has(feed))) return false;
  return !layer.clusterAffinity || selectorMatches(layer.clusterAffinity, cluster.labels);
};

/** Whether a binding might have read a file: what the file would have held follows from its place. */
const concerns = (
  fleet: Fleet,
  file: string,
  feeds: ReadonlySet<string>,
  cluster: ManagedCluster,
): boolean => {
  const layers = layersOf(fleet, file);
  if (layers.length > 0) return layers.some((layer) => layerReaches(layer, feeds, cluster));
  const [top, second] = file.split('/');
  const { folders } = fleet.config;
  const names = Object.keys(folders) as (keyof Folders)[];
  switch (names.find((name) => folders[name] === top)) {
    case 'feeds':
      return second !== undefined && feeds.has(second);
    case 'clusters':
      return file === cluster.document.file;
    case 'rollouts':
    case 'approvals':
      return false;
    default:
      return true;
  }
};

/** Errors of files that this binding might have read: what they hold is unknown, so nothing is rendered from the rest. */
export const brokenFor = (
  fleet: Fleet,
  subscription: Subscription,
  cluster: ManagedCluster,
  feeds: readonly string[],
): readonly Diagnostic[] => {
  if (fleet.brokenFiles.size === 0) return [];
  const own = new Set([...feeds, ...(subscription.folder === '' ? [] : [subscription.folder])]);
  return [...fleet.brokenFiles]
    .filter(([file]) => concerns(fleet, file, own, cluster))
    .flatMap(([, diagnostics]) => diagnostics);
};
