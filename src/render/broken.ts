import type { Diagnostic } from '../model/diagnostic.ts';
import { matchesSelector } from '../overlay/cluster-selector.ts';
import type { Fleet, ManagedCluster, Subscription } from '../repository/fleet.ts';

/** Whom a file that cannot be read may concern. Absent: everyone. */
interface Reach {
  readonly feed?: string;
  readonly cluster?: string;
  /** Folder or file of an overlay layer. */
  readonly layer?: string;
  readonly nobody?: true;
}

const layerReach = (parts: readonly string[], at: number): Reach => {
  const layer = parts.slice(0, at + 2).join('/');
  if (parts[at] !== 'localizations') return { layer };
  return { cluster: parts[at + 1] ?? '', layer: parts.slice(0, at + 3).join('/') };
};

/** What a file would have held follows from its place. */
const reachOf = (file: string): Reach => {
  const parts = file.split('/');
  const [top, feed] = parts;
  switch (top) {
    case 'feeds':
      return parts[2] === 'overlays' ? { feed: feed ?? '', ...layerReach(parts, 3) } : { feed: feed ?? '' };
    case 'overlays':
      return layerReach(parts, 1);
    case 'clusters':
      return parts.length === 2 ? { cluster: (feed ?? '').replace(/\.(ya?ml|json)$/, '') } : {};
    case 'rollouts':
    case 'approvals':
      return { nobody: true };
    default:
      return {};
  }
};

/** A layer whose overlay.yaml can be read says itself whom its other files concern. */
const layerAllows = (fleet: Fleet, path: string, feed: string, cluster: ManagedCluster): boolean => {
  const layer = fleet.layers.find((known) => known.path === path);
  if (!layer) return true;
  if (layer.feeds && !layer.feeds.includes(feed)) return false;
  return !layer.clusterAffinity || matchesSelector(layer.clusterAffinity, cluster.labels);
};

const concerns = (
  fleet: Fleet,
  reach: Reach,
  feeds: ReadonlySet<string>,
  cluster: ManagedCluster,
): boolean => {
  if (reach.nobody) return false;
  if (reach.feed !== undefined && !feeds.has(reach.feed)) return false;
  if (reach.cluster !== undefined && reach.cluster !== cluster.name) return false;
  const { layer } = reach;
  return layer === undefined || [...feeds].some((feed) => layerAllows(fleet, layer, feed, cluster));
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
    .filter(([file]) => concerns(fleet, reachOf(file), own, cluster))
    .flatMap(([, diagnostics]) => diagnostics);
};
