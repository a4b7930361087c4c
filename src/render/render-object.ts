import type { DesiredObject } from '../model/desired.ts';
import { type Diagnostic, isError } from '../model/diagnostic.ts';
import type { KubeObject } from '../model/resource.ts';
import type { Touch } from '../model/source.ts';
import { applyStack } from '../overlay/apply-layer.ts';
import { reachingLayers, stackKey } from '../overlay/fingerprint.ts';
import { placedObject } from '../overlay/placed-object.ts';
import type { FeedResource, Fleet, Layer, ManagedCluster } from '../repository/fleet.ts';
import { finishObject } from './finish-object.ts';
import { type RenderMemo, remembered } from './memo.ts';
import { type KnownScopes, type Scope, scopeOf } from './scope.ts';
import { sizeOf } from './size.ts';

export interface RenderObjectOptions {
  readonly fleet: Fleet;
  readonly cluster: ManagedCluster;
  readonly resource: FeedResource;
  /** stackFor() of the resource's feed folder. */
  readonly layers: readonly Layer[];
  readonly scopes?: KnownScopes | undefined;
  /** Hears of every field that a layer writes: with it, this call is `explain`. */
  readonly record?: (touch: Touch, layer: Layer) => void;
}

export interface RenderedObject {
  /** Absent where there is an error. */
  readonly desired?: DesiredObject;
  readonly diagnostics: readonly Diagnostic[];
}

/** The loader has placed what it knows the scope of; discovery may know more. */
const placeIn = (object: KubeObject, scope: Scope): KubeObject =>
  scope === 'namespaced' && !object.metadata.namespace
    ? { ...object, metadata: { ...object.metadata, namespace: 'default' } }
    : object;

/** One resource of a feed as one cluster shall have it: its layers in order, then ours taken out. Pure; no memo. */
export const renderObject = (options: RenderObjectOptions): RenderedObject => {
  const { fleet, cluster, resource, layers, record } = options;
  const scope = scopeOf(fleet, resource.object, options.scopes);
  const start = placeIn(placedObject(resource), scope);
  const stacked = applyStack(start, layers, cluster, record);
  if (stacked.diagnostics.some(isError)) return { diagnostics: stacked.diagnostics };
  const finished = finishObject(stacked.object, scope, resource.document);
  return { ...finished, diagnostics: [...stacked.diagnostics, ...finished.diagnostics] };
};

/** Bytes, roughly: what the memo keeps of one rendered object. */
const weightOf = ({ desired, diagnostics }: RenderedObject): number =>
  500 + (desired ? sizeOf(desired.object) : 0) + 300 * diagnostics.length;

/** `renderObject`, remembered by what it reads: clusters with the same layers for it share the result. */
export const renderObjectOnce = (options: RenderObjectOptions, memo: RenderMemo): RenderedObject => {
  const { fleet, cluster, resource } = options;
  const layers = reachingLayers(options.layers, resource);
  const { file, oid, index } = resource.document;
  const scope = scopeOf(fleet, resource.object, options.scopes);
  const key = `object\n${file}\n${oid}\n${index}\n${scope}\n${stackKey(layers, cluster)}`;
  return remembered(memo, key, () => {
    const value = renderObject({ ...options, layers });
    return { value, weight: key.length + weightOf(value) };
  });
};
