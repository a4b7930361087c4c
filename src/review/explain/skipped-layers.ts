import type { ClusterFacts } from '../../model/cluster.ts';
import { type Diagnostic, isError } from '../../model/diagnostic.ts';
import { isJsonObject } from '../../model/json.ts';
import { placedObject } from '../../overlay/placed-object.ts';
import { type Skip, skipOf } from '../../overlay/stack.ts';
import { mayReach, type Step, stepsOf } from '../../overlay/step.ts';
import type { FeedResource, LabelSelector, Layer } from '../../repository/fleet.ts';
import { unmetRequirement } from '../../schedule/label-selector.ts';
import type { SkippedLayer } from './explanation.ts';
import type { Writer } from './written-touch.ts';

export interface SkippedOptions {
  readonly cluster: ClusterFacts;
  readonly resource: FeedResource;
  /** Every layer that the cluster has, in order. */
  readonly layers: ReadonlyMap<Layer, Writer>;
  /** Those that wrote. */
  readonly wrote: ReadonlySet<Writer>;
  /** Of the render: a layer's own warnings and errors. */
  readonly diagnostics: readonly Diagnostic[];
}

/** What of a selector a cluster's labels do not meet, in words. */
export const describeUnmet = (selector: LabelSelector, { labels }: Pick<ClusterFacts, 'labels'>): string => {
  const unmet = unmetRequirement(selector, labels);
  if (unmet === undefined) return 'clusterAffinity does not match';
  const { key, operator, values = [] } = unmet;
  const wanted = values.length === 1 && operator === 'In' ? `${key}=${values[0]}` : `${key} ${operator}`;
  const list = wanted.includes('=') || values.length === 0 ? '' : ` (${values.join(', ')})`;
  const has = Object.hasOwn(labels, key) ? `${key}=${labels[key]}` : `no label ${key}`;
  return `clusterAffinity wants ${wanted}${list}, and the cluster has ${has}`;
};

const describeSkip = (skip: Skip, { cluster, resource }: SkippedOptions): string => {
  switch (skip.reason) {
    case 'feeds':
      return skip.feeds.length === 0
        ? 'feeds names no feed'
        : `feeds names ${skip.feeds.join(', ')}, and this is of the feed ${resource.feed}`;
    case 'affinity':
      return describeUnmet(skip.selector, cluster);
    case 'when':
      return `when is false here: ${skip.expression}`;
    case 'error':
      return skip.diagnostic.message;
    default:
      return skip satisfies never;
  }
};

const mayLeaveOut = (step: Step): boolean =>
  step.type === 'patch' && step.onMissing === 'skip' && !isJsonObject(step.patch);

/** A layer that has its place in the stack and wrote nothing. */
const idleReason = (steps: readonly Step[]): Pick<SkippedLayer, 'reason' | 'message'> => {
  if (steps.length === 0) return { reason: 'no-match', message: 'nothing in it is for this object' };
  if (steps.some(mayLeaveOut)) {
    return { reason: 'missing-path', message: 'a path of its patch is missing here, and onMissing is skip' };
  }
  return {
    reason: 'nothing-written',
    message: 'its selectors do not match this object, or it changes nothing',
  };
};

const filesOf = (layer: Layer): ReadonlySet<string> =>
  new Set(layer.contents.map(({ document }) => document.file));

/** Patches of a layer that were left out, or that failed; the rest of the layer may have written. */
const ownProblems = (layer: Layer, options: SkippedOptions): readonly Diagnostic[] => {
  const files = filesOf(layer);
  return options.diagnostics.filter(
    (found) => (isError(found) || found.code === 'PatchSkipped') && files.has(found.source?.file ?? ''),
  );
};

const skipsOf = (layer: Layer, writer: Writer, options: SkippedOptions): readonly SkippedLayer[] => {
  const { cluster, resource, wrote } = options;
  const object = placedObject(resource);
  const steps = stepsOf(layer).filter((step) => mayReach(step, object));
  const base = { writer, path: layer.path, concerns: steps.length > 0 };
  const skip = skipOf(layer, cluster, resource.feed);
  if (skip !== undefined) {
    const source = skip.reason === 'when' ? layer.when?.source : undefined;
    const message = describeSkip(skip, options);
    return [{ ...base, reason: skip.reason, message, ...(source && { source }) }];
  }
  const problems = ownProblems(layer, options);
  if (problems.length === 0) return wrote.has(writer) ? [] : [{ ...base, ...idleReason(steps) }];
  return problems.map((found) => ({
    ...base,
    reason: found.code === 'PatchSkipped' ? 'missing-path' : 'error',
    message: found.message,
    ...(found.source && { source: found.source }),
  }));
};

/** Why each layer that did not write did not; another cluster's localizations are none of this cluster's layers. */
export const skippedLayers = (options: SkippedOptions): readonly SkippedLayer[] =>
  [...options.layers].flatMap(([layer, writer]) => skipsOf(layer, writer, options));
