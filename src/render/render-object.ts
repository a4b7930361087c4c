import { isError } from '../model/diagnostic.ts';
import type { KubeObject } from '../model/resource.ts';
import type { Touch } from '../model/source.ts';
import { applyStack } from '../overlay/apply-layer.ts';
import { readCluster, stackKey } from '../overlay/fingerprint.ts';
import { placedObject } from '../overlay/placed-object.ts';
import { reachingLayers } from '../overlay/reach.ts';
import type { FeedResource, Fleet, Layer, ManagedCluster } from '../repository/fleet.ts';
import { type FinishedObject, finishObject } from './finish-object.ts';
import { layerPositions } from './layer-positions.ts';
import { type RenderMemo, remembered } from './memo.ts';
import { type KnownScopes, type Scope, scopeOf } from './scope.ts';
import { resourceText } from './subject.ts';

export interface RenderObjectOptions {
  readonly fleet: Fleet;
  readonly cluster: ManagedCluster;
  readonly resource: FeedResource;
  /** In order; those that are not for the resource's feed are left out. */
  readonly layers: readonly Layer[];
  readonly scopes?: KnownScopes | undefined;
  /** Hears of every field that a layer writes: with it, this call is `explain`. */
  readonly record?: (touch: Touch, layer: Layer) => void;
}

/** The loader has placed what it knows the scope of; discovery may know more. */
const placeIn = (object: KubeObject, scope: Scope): KubeObject =>
  scope === 'namespaced' && !object.metadata.namespace
    ? { ...object, metadata: { ...object.metadata, namespace: 'default' } }
    : object;

/** What the first layer is given: the feed's object, in the namespace that it lands in. */
export const startOf = ({
  fleet,
  resource,
  scopes,
}: Pick<RenderObjectOptions, 'fleet' | 'resource' | 'scopes'>): KubeObject =>
  placeIn(placedObject(resource), scopeOf(fleet, resource.object, scopes));

/** One resource of a feed as one cluster shall have it: its layers in order, then ours taken out. Pure; no memo. */
export const renderObject = (options: RenderObjectOptions): FinishedObject => {
  const { fleet, cluster, resource, layers, record } = options;
  const scope = scopeOf(fleet, resource.object, options.scopes);
  const stacked = applyStack(startOf(options), layers, cluster, record);
  if (stacked.diagnostics.some(isError)) return { diagnostics: stacked.diagnostics };
  const positions = layerPositions(resource, (hear) => applyStack(startOf(options), layers, cluster, hear));
  const finished = finishObject({ ...stacked, scope, document: { ...resource.document, positions } });
  return { ...finished, diagnostics: [...stacked.diagnostics, ...finished.diagnostics] };
};

/** In so small a fleet everything is kept. */
const fewClusters = 100;

/** What one cluster of many has for itself is not kept: a million such objects would push out what many share. */
const isOfOneCluster = (fleet: Fleet, layers: readonly Layer[]): boolean =>
  fleet.clusters.length > fewClusters &&
  (readCluster(layers) || layers.some(({ stage }) => stage === 'localization'));

/** `renderObject`, remembered by what it reads: clusters with the same layers for it share the result. */
export const renderObjectOnce = (options: RenderObjectOptions, memo: RenderMemo): FinishedObject => {
  const { fleet, cluster, resource } = options;
  const layers = reachingLayers(options.layers, resource);
  if (isOfOneCluster(fleet, layers)) return renderObject({ ...options, layers });
  const key = `${resourceText(fleet, resource, options.scopes)}\n${stackKey(layers, cluster)}`;
  return remembered(memo.objects, key, () => {
    const value = renderObject({ ...options, layers });
    return { value, weight: key.length + 500 + (value.bytes ?? 0) + 300 * value.diagnostics.length };
  });
};
