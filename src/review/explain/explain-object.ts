import type { Diagnostic } from '../../model/diagnostic.ts';
import type { JsonObject } from '../../model/json.ts';
import { asKubeObject, gvkOf, type KubeObject } from '../../model/resource.ts';
import type { Touch } from '../../model/source.ts';
import { candidateLayers, stackFor } from '../../overlay/stack.ts';
import { brokenFor } from '../../render/broken.ts';
import { uniqueDiagnostics } from '../../render/diagnostics.ts';
import type { FinishedObject } from '../../render/finish-object.ts';
import { renderObject, startOf } from '../../render/render-object.ts';
import type { KnownScopes } from '../../render/scope.ts';
import type { FeedResource, Fleet, Layer, ManagedCluster, Subscription } from '../../repository/fleet.ts';
import { kindSchema, kindsNamed } from '../../schema/schema.ts';
import type { Explanation } from './explanation.ts';
import { currentValue } from './field-node.ts';
import { finishTouches } from './finish-touches.ts';
import { type Lineage, lineageOf } from './lineage.ts';
import { skippedLayers } from './skipped-layers.ts';
import type { Writer, WrittenTouch } from './written-touch.ts';

export interface ExplainOptions {
  readonly fleet: Fleet;
  readonly cluster: ManagedCluster;
  readonly subscription: Subscription;
  readonly resource: FeedResource;
  readonly scopes?: KnownScopes | undefined;
}

type Writers = ReadonlyMap<Layer, Writer>;

const writersOf = (layers: readonly Layer[]): Writers =>
  new Map(layers.map((layer, index) => [layer, { stage: layer.stage, number: index + 2, name: layer.name }]));

/** The feed's document; where each field of it is written, is asked of it later. */
const feedTouch = ({ document, feed, object }: FeedResource): WrittenTouch => ({
  order: 0,
  path: '',
  after: object,
  writer: { stage: 'feed', number: 1, name: feed },
  source: document.source,
  sourceOf: (below) => document.positions.at(below),
});

export const schemaOf = (object: KubeObject) => {
  const gvk = gvkOf(object);
  return (kindSchema(gvk) ?? kindsNamed(gvk)[0])?.root;
};

/** Errors that keep the binding from being rendered and concern what this object is made of. */
const concerning = ({ fleet, subscription, cluster, resource }: ExplainOptions): readonly Diagnostic[] => [
  ...subscription.refused,
  ...brokenFor(fleet, subscription, cluster, [resource.feed]),
  ...stackFor(fleet, cluster, resource.feed).diagnostics,
];

interface Recorded {
  readonly touches: readonly WrittenTouch[];
  readonly lineage: Lineage;
  readonly rendered: FinishedObject;
}

/** Renders the object and takes down each change: what no layer says is read from the objects before and after. */
const recordRender = (options: ExplainOptions, writers: Writers): Recorded => {
  const { fleet, cluster, resource, scopes } = options;
  const touches: WrittenTouch[] = [];
  const add = (touch: Omit<WrittenTouch, 'order'>): void => {
    touches.push({ ...touch, order: touches.length + 1 });
  };
  const headwater: Writer = { stage: 'headwater', number: writers.size + 2, name: '' };
  const finish = (before: KubeObject, after: KubeObject): void => {
    for (const touch of finishTouches(before, after)) add({ ...touch, writer: headwater });
  };
  finish(resource.object, startOf({ fleet, resource, scopes }));
  const { layers } = stackFor(fleet, cluster, resource.feed);
  const record = (touch: Touch, layer: Layer): void => add({ ...touch, writer: writers.get(layer)! });
  const rendered = renderObject({ fleet, cluster, resource, layers, scopes, record });
  const lineage = lineageOf(feedTouch(resource), schemaOf(resource.object));
  lineage.apply(touches);
  const layered = touches.length;
  if (rendered.desired !== undefined) {
    finish(asKubeObject(currentValue(lineage.root) as JsonObject), rendered.desired.object);
  }
  lineage.apply(touches.slice(layered));
  return { touches, lineage, rendered };
};

/**
 * Where every field of one object on one cluster comes from. The very call that renders it, with a recorder. Pure;
 * renders nothing else.
 */
export const explainObject = (options: ExplainOptions): Explanation => {
  const { fleet, cluster, subscription, resource } = options;
  const layers = writersOf(candidateLayers(fleet, cluster));
  const { touches, lineage, rendered } = recordRender(options, layers);
  const diagnostics = uniqueDiagnostics([...concerning(options), ...rendered.diagnostics]);
  const wrote = new Set(touches.map(({ writer }) => writer));
  return {
    cluster: cluster.name,
    subscription: subscription.key,
    id: resource.id,
    start: resource.object,
    ...(rendered.desired && { object: rendered.desired.object }),
    touches,
    root: lineage.root,
    skipped: skippedLayers({ cluster, resource, layers, wrote, diagnostics }),
    diagnostics,
  };
};
