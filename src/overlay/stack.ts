import { compileExpression } from '../expression/compile.ts';
import { evaluateCondition } from '../expression/evaluate.ts';
import type { ClusterFacts } from '../model/cluster.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Fleet, Layer } from '../repository/fleet.ts';
import { selectorMatches } from '../schedule/label-selector.ts';

export interface Stack {
  /** In the total order: globalizations, then localizations, each by priority, path and position. */
  readonly layers: readonly Layer[];
  readonly diagnostics: readonly Diagnostic[];
}

interface LayerIndex {
  readonly globalizations: readonly Layer[];
  readonly localizations: ReadonlyMap<string, readonly Layer[]>;
}

const indexes = new WeakMap<Fleet, LayerIndex>();

const indexOf = (fleet: Fleet): LayerIndex => {
  const known = indexes.get(fleet);
  if (known) return known;
  const [globalizations, localizations] = (['globalization', 'localization'] as const).map((stage) =>
    fleet.layers.filter((layer) => layer.stage === stage),
  ) as [Layer[], Layer[]];
  const index = { globalizations, localizations: Map.groupBy(localizations, (layer) => layer.cluster) };
  indexes.set(fleet, index);
  return index;
};

type Condition = { readonly holds: boolean } | { readonly diagnostic: Diagnostic };

const condition = (layer: Layer, cluster: ClusterFacts): Condition => {
  const { when } = layer;
  if (when === undefined) return { holds: true };
  const compiled = compileExpression(when.expression);
  const result = compiled.error ? compiled : evaluateCondition(compiled.expression, cluster);
  if (!result.error) return { holds: result.value };
  return {
    diagnostic: {
      code: compiled.error ? 'ExpressionSyntax' : 'ExpressionFailed',
      severity: 'error',
      message: `cluster ${cluster.name}: when: ${result.error.message}`,
      source: when.source,
    },
  };
};

/** The layers that one cluster has for the resources of one feed folder. */
export const stackFor = (fleet: Fleet, cluster: ClusterFacts, feed: string): Stack => {
  const { globalizations, localizations } = indexOf(fleet);
  const layers: Layer[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const layer of [...globalizations, ...(localizations.get(cluster.name) ?? [])]) {
    if (layer.feeds && !layer.feeds.includes(feed)) continue;
    if (layer.clusterAffinity && !selectorMatches(layer.clusterAffinity, cluster.labels)) continue;
    const result = condition(layer, cluster);
    if ('diagnostic' in result) diagnostics.push(result.diagnostic);
    else if (result.holds) layers.push(layer);
  }
  return { layers, diagnostics };
};
