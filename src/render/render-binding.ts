import type { DesiredObject, DesiredState } from '../model/desired.ts';
import { type Diagnostic, isError } from '../model/diagnostic.ts';
import { bindingDigest } from '../model/digest.ts';
import { byCodePoint } from '../model/json.ts';
import { describeResource } from '../model/resource.ts';
import { stackKey } from '../overlay/fingerprint.ts';
import { stackFor } from '../overlay/stack.ts';
import type { FeedResource, Fleet, Layer, ManagedCluster, Subscription } from '../repository/fleet.ts';
import { resourcesOf } from '../schedule/select.ts';
import { brokenFor } from './broken.ts';
import { uniqueDiagnostics } from './diagnostics.ts';
import { createRenderMemo, type RenderMemo, remembered } from './memo.ts';
import { compareDesired } from './object-order.ts';
import { bindingPolicyOf } from './policy.ts';
import { renderObjectOnce } from './render-object.ts';
import { type KnownScopes, scopeOf } from './scope.ts';

export interface RenderBindingOptions {
  readonly fleet: Fleet;
  readonly cluster: ManagedCluster;
  readonly subscription: Subscription;
  readonly memo?: RenderMemo;
  readonly scopes?: KnownScopes | undefined;
}

export interface RenderedBinding {
  /** Absent where an error touches the binding: it keeps what it runs. */
  readonly state?: DesiredState;
  readonly diagnostics: readonly Diagnostic[];
}

/** The objects of a binding: what clusters with the same stacks share. */
interface RenderedObjects {
  readonly objects: readonly DesiredObject[];
  readonly digest: string;
  readonly diagnostics: readonly Diagnostic[];
}

const duplicates = (objects: readonly DesiredObject[]): readonly Diagnostic[] => {
  const first = new Map<string, DesiredObject>();
  const found: Diagnostic[] = [];
  for (const object of objects) {
    const other = first.get(object.key);
    first.set(object.key, other ?? object);
    if (!other) continue;
    const [a, b] = [other.source, object.source].toSorted(
      (x, y) => byCodePoint(x.file, y.file) || x.line - y.line,
    ) as [typeof object.source, typeof object.source];
    found.push({
      code: 'DuplicateObject',
      severity: 'error',
      message: `${describeResource(object.id)} stands here and at ${a.file}:${a.line}`,
      resource: object.id,
      source: b,
      hint: 'remove one of the two',
    });
  }
  return found;
};

const renderObjects = (
  options: RenderBindingOptions,
  resources: readonly FeedResource[],
  stacks: ReadonlyMap<string, readonly Layer[]>,
  memo: RenderMemo,
): RenderedObjects => {
  const { fleet, cluster, scopes } = options;
  const rendered = resources.map((resource) =>
    renderObjectOnce({ fleet, cluster, resource, layers: stacks.get(resource.feed) ?? [], scopes }, memo),
  );
  const objects = rendered.flatMap(({ desired }) => desired ?? []).toSorted(compareDesired);
  return {
    objects,
    digest: bindingDigest(objects),
    diagnostics: [...rendered.flatMap(({ diagnostics }) => diagnostics), ...duplicates(objects)],
  };
};

const objectsKey = (
  options: RenderBindingOptions,
  resources: readonly FeedResource[],
  stacks: ReadonlyMap<string, readonly Layer[]>,
): string => {
  const { fleet, cluster, scopes } = options;
  const feeds = [...stacks].map(([feed, layers]) => `${feed} ${stackKey(layers, cluster)}`);
  const documents = resources.map(
    ({ document: { file, oid, index }, object }) =>
      `${file} ${oid} ${index} ${scopeOf(fleet, object, scopes)}`,
  );
  return ['binding', ...feeds, ...documents].join('\n');
};

/** One Subscription on one cluster: a pure function of its arguments but for what the memo saves. */
export const renderBinding = (options: RenderBindingOptions): RenderedBinding => {
  const { fleet, cluster, subscription, memo = createRenderMemo({ maxBytes: 0 }) } = options;
  const { policy, diagnostics: wrongPolicy } = bindingPolicyOf(fleet, subscription);
  const resources = resourcesOf(fleet, subscription);
  const feeds = [...new Set(resources.map(({ feed }) => feed))].sort(byCodePoint);
  const found = feeds.map((feed) => [feed, stackFor(fleet, cluster, feed)] as const);
  const stacks = new Map(found.map(([feed, { layers }]) => [feed, layers]));
  const key = objectsKey(options, resources, stacks);
  const rendered = remembered(memo, key, () => {
    const value = renderObjects(options, resources, stacks, memo);
    // the objects may outlive their own entries; most of each is shared
    return { value, weight: 2 * key.length + 500 * value.objects.length };
  });
  const diagnostics = uniqueDiagnostics([
    ...subscription.refused,
    ...wrongPolicy,
    ...brokenFor(fleet, subscription, cluster, feeds),
    ...found.flatMap(([, stack]) => stack.diagnostics),
    ...rendered.diagnostics,
  ]);
  if (diagnostics.some(isError)) return { diagnostics };
  const { objects, digest } = rendered;
  return {
    state: { subscription: subscription.key, cluster: cluster.name, policy, objects, digest },
    diagnostics,
  };
};
