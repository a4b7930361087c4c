import type { ClusterFacts } from '../model/cluster.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { byCodePoint } from '../model/json.ts';
import type { KubeObject } from '../model/resource.ts';
import type { Touch } from '../model/source.ts';
import type { Layer } from '../repository/fleet.ts';
import { applyStep } from './apply-step.ts';
import type { LayerResult } from './layer-result.ts';
import { mayReach, stepsOf } from './step.ts';

/** What follows one another on one object. */
class Progress {
  readonly #diagnostics: Diagnostic[] = [];
  readonly #ignored = new Set<string>();
  object: KubeObject;

  constructor(object: KubeObject) {
    this.object = object;
  }

  add({ object, diagnostics, ignoreFields = [] }: LayerResult): void {
    this.object = object;
    this.#diagnostics.push(...diagnostics);
    for (const field of ignoreFields) this.#ignored.add(field);
  }

  result(): LayerResult {
    const result = { object: this.object, diagnostics: this.#diagnostics };
    if (this.#ignored.size === 0) return result;
    return { ...result, ignoreFields: [...this.#ignored].sort(byCodePoint) };
  }
}

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
  const progress = new Progress(object);
  for (const step of stepsOf(layer)) {
    if (mayReach(step, progress.object)) progress.add(applyStep(progress.object, step, cluster, record));
  }
  return progress.result();
};

/** The layers of a stack in order; later layers win. `record` also hears which layer it was. */
export const applyStack = (
  object: KubeObject,
  layers: readonly Layer[],
  cluster: ClusterFacts,
  record?: (touch: Touch, layer: Layer) => void,
): LayerResult => {
  const progress = new Progress(object);
  for (const layer of layers) {
    const told = record && ((touch: Touch) => record(touch, layer));
    progress.add(applyLayer(progress.object, layer, cluster, told));
  }
  return progress.result();
};
