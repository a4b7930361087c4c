import type { ClusterFacts } from '../model/cluster.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { KubeObject } from '../model/resource.ts';
import type { Touch } from '../model/source.ts';
import type { Layer } from '../repository/fleet.ts';
import { applyStep } from './apply-step.ts';
import type { LayerResult } from './layer-result.ts';
import { mayReach, stepsOf } from './step.ts';

/**
 * One layer on one object for one cluster; pure. `record` hears of each field that the layer writes, in order and
 * with the line that says so, also where the value stays the same. A step that fails changes nothing and is a
 * diagnostic; the steps after it go on, so that one look shows every error.
 */
export const applyLayer = (
  object: KubeObject,
  layer: Layer,
  cluster: ClusterFacts,
  record?: (touch: Touch) => void,
): LayerResult => {
  const diagnostics: Diagnostic[] = [];
  let current = object;
  for (const step of stepsOf(layer)) {
    if (!mayReach(step, current)) continue;
    const result = applyStep(current, step, cluster, record);
    current = result.object;
    diagnostics.push(...result.diagnostics);
  }
  return { object: current, diagnostics };
};

/** The layers of a stack in order; later layers win. `record` also hears which layer it was. */
export const applyStack = (
  object: KubeObject,
  layers: readonly Layer[],
  cluster: ClusterFacts,
  record?: (touch: Touch, layer: Layer) => void,
): LayerResult => {
  const diagnostics: Diagnostic[] = [];
  let current = object;
  for (const layer of layers) {
    const result = applyLayer(current, layer, cluster, record && ((touch) => record(touch, layer)));
    current = result.object;
    diagnostics.push(...result.diagnostics);
  }
  return { object: current, diagnostics };
};
