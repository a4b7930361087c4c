import { compileExpression } from '../expression/compile.ts';
import { evaluateCondition } from '../expression/evaluate.ts';
import type { ClusterFacts } from '../model/cluster.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Fleet, LabelSelector, Layer } from '../repository/fleet.ts';
import { selectorMatches } from '../schedule/label-selector.ts';

/** The layers of one cluster, for whatever feed. Clusters that have the same ones share one stack. */
export interface Stack {
  /** In the total order: globalizations, then localizations, each by priority, path and position. */
  readonly layers: readonly Layer[];
  /** Layers whose `when` cannot be told; what they reach cannot be rendered. */
  readonly failed: readonly { readonly layer: Layer; readonly diagnostic: Diagnostic }[];
}

interface LayerIndex {
  readonly globalizations: readonly Layer[];
  readonly localizations: ReadonlyMap<string, readonly Layer[]>;
}

const indexOf = (fleet: Fleet): LayerIndex => {
  const { globalization = [], localization = [] } = Object.groupBy(fleet.layers, ({ stage }) => stage);
  return {
    globalizations: globalization,
    localizations: Map.groupBy(localization, ({ cluster }) => cluster),
  };
};

/** Why a layer has no place in a stack. `error`: its condition cannot be told. */
export type Skip =
  | { readonly reason: 'feeds'; readonly feeds: readonly string[] }
  | { readonly reason: 'affinity'; readonly selector: LabelSelector }
  | { readonly reason: 'when'; readonly expression: string }
  | { readonly reason: 'error'; readonly diagnostic: Diagnostic };

const conditionSkip = (layer: Layer, cluster: ClusterFacts): Skip | undefined => {
  const { when } = layer;
  if (when === undefined) return undefined;
  const compiled = compileExpression(when.expression);
  const result = compiled.error ? compiled : evaluateCondition(compiled.expression, cluster);
  if (!result.error) return result.value ? undefined : { reason: 'when', expression: when.expression };
  return {
    reason: 'error',
    diagnostic: {
      code: compiled.error ? 'ExpressionSyntax' : 'ExpressionFailed',
      severity: 'error',
      message: `cluster ${cluster.name}: when: ${result.error.message}`,
      source: when.source,
    },
  };
};

/** Why a layer is not for a cluster, whatever the feed. */
const clusterSkip = (layer: Layer, cluster: ClusterFacts): Skip | undefined => {
  const { clusterAffinity: selector } = layer;
  return selector && !selectorMatches(selector, cluster.labels)
    ? { reason: 'affinity', selector }
    : conditionSkip(layer, cluster);
};

const ownLayers = (
  { globalizations, localizations }: LayerIndex,
  cluster: ClusterFacts,
): readonly Layer[] => [...globalizations, ...(localizations.get(cluster.name) ?? [])];

const buildStack = (index: LayerIndex, cluster: ClusterFacts): Stack => {
  const layers: Layer[] = [];
  const failed: { layer: Layer; diagnostic: Diagnostic }[] = [];
  for (const layer of ownLayers(index, cluster)) {
    const skip = clusterSkip(layer, cluster);
    if (skip === undefined) layers.push(layer);
    else if (skip.reason === 'error') failed.push({ layer, diagnostic: skip.diagnostic });
  }
  return { layers, failed };
};

interface Stacks {
  readonly index: LayerIndex;
  readonly places: ReadonlyMap<Layer, number>;
  readonly byCluster: WeakMap<ClusterFacts, Stack>;
  readonly byLayers: Map<string, Stack>;
}

const known = new WeakMap<Fleet, Stacks>();

const stacksOf = (fleet: Fleet): Stacks => {
  const found = known.get(fleet);
  if (found) return found;
  const places = new Map(fleet.layers.map((layer, place) => [layer, place]));
  const stacks = { index: indexOf(fleet), places, byCluster: new WeakMap(), byLayers: new Map() };
  known.set(fleet, stacks);
  return stacks;
};

/** The stack of a cluster: the very same one for all clusters with these layers. */
export const stackOf = (fleet: Fleet, cluster: ClusterFacts): Stack => {
  const { index, places, byCluster, byLayers } = stacksOf(fleet);
  const found = byCluster.get(cluster);
  if (found) return found;
  const built = buildStack(index, cluster);
  // what failed is told with the cluster's name
  const key = built.failed.length > 0 ? undefined : built.layers.map((layer) => places.get(layer)).join();
  const stack = (key !== undefined && byLayers.get(key)) || built;
  if (key !== undefined) byLayers.set(key, stack);
  byCluster.set(cluster, stack);
  return stack;
};

const isForFeed = ({ feeds }: Layer, feed: string): boolean => feeds === undefined || feeds.includes(feed);

/** The layers that one cluster has for the resources of one feed folder, and why others cannot be told. */
export const stackFor = (
  fleet: Fleet,
  cluster: ClusterFacts,
  feed: string,
): { readonly layers: readonly Layer[]; readonly diagnostics: readonly Diagnostic[] } => {
  const { layers, failed } = stackOf(fleet, cluster);
  return {
    layers: layers.filter((layer) => isForFeed(layer, feed)),
    diagnostics: failed.flatMap(({ layer, diagnostic }) => (isForFeed(layer, feed) ? [diagnostic] : [])),
  };
};

/** The layers that a cluster could have: every globalization, and its own localizations, in the total order. */
export const candidateLayers = (fleet: Fleet, cluster: ClusterFacts): readonly Layer[] =>
  ownLayers(stacksOf(fleet).index, cluster);

/** Why a candidate is not among the layers of a feed folder on a cluster; undefined: it is. */
export const skipOf = (layer: Layer, cluster: ClusterFacts, feed: string): Skip | undefined =>
  layer.feeds && !isForFeed(layer, feed)
    ? { reason: 'feeds', feeds: layer.feeds }
    : clusterSkip(layer, cluster);
