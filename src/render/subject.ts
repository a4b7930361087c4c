import type { BindingPolicy } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { byCodePoint } from '../model/json.ts';
import { fingerprint } from '../overlay/fingerprint.ts';
import { type Stack, stackOf } from '../overlay/stack.ts';
import type { FeedResource, Fleet, ManagedCluster, Subscription } from '../repository/fleet.ts';
import { clustersOf, resourcesOf } from '../schedule/select.ts';
import { bindingPolicyOf } from './policy.ts';
import { type KnownScopes, scopeOf } from './scope.ts';

/** The clusters of one Subscription; Subscriptions that select alike share it. */
export interface Selection {
  /** By name, and sorted by it. */
  readonly clusters: ReadonlyMap<string, ManagedCluster>;
  /** The same by the layers that they have. */
  readonly byStack: ReadonlyMap<Stack, readonly ManagedCluster[]>;
}

/** One Subscription, with what all its bindings have in common. */
export interface Subject {
  readonly fleet: Fleet;
  readonly scopes: KnownScopes | undefined;
  readonly subscription: Subscription;
  readonly selection: Selection;
  readonly resources: readonly FeedResource[];
  /** The feed folders of its resources, sorted. */
  readonly feeds: readonly string[];
  readonly policy: BindingPolicy;
  /** What concerns every binding. */
  readonly diagnostics: readonly Diagnostic[];
  /** Equal keys, equal resources. */
  readonly key: string;
}

/** What a resource was read from: equal keys, equal objects. */
export const resourceText = (
  fleet: Fleet,
  { document: { file, oid, index }, object }: FeedResource,
  scopes: KnownScopes | undefined,
): string => `${file}\n${oid}\n${index}\n${scopeOf(fleet, object, scopes)}`;

const selectorOf = (fleet: Fleet): ((subscription: Subscription) => Selection) => {
  const clusters = fleet.clusters.toSorted((a, b) => byCodePoint(a.name, b.name));
  const sorted = { ...fleet, clusters };
  const known = new Map<string, Selection>();
  return (subscription) => {
    const wanted = JSON.stringify([subscription.subscribers, subscription.tolerations]);
    const found = known.get(wanted);
    if (found) return found;
    const selected = clustersOf(sorted, subscription);
    const selection = {
      clusters: new Map(selected.map((cluster) => [cluster.name, cluster])),
      byStack: Map.groupBy(selected, (cluster) => stackOf(fleet, cluster)),
    };
    known.set(wanted, selection);
    return selection;
  };
};

/** Every Subscription of a fleet, sorted by its key. */
export const subjectsOf = (fleet: Fleet, scopes: KnownScopes | undefined): readonly Subject[] => {
  const select = selectorOf(fleet);
  return fleet.subscriptions
    .toSorted((a, b) => byCodePoint(a.key, b.key))
    .map((subscription) => {
      const resources = resourcesOf(fleet, subscription);
      const { policy, diagnostics } = bindingPolicyOf(fleet, subscription);
      const texts = resources.map((resource) => resourceText(fleet, resource, scopes));
      return {
        fleet,
        scopes,
        subscription,
        selection: select(subscription),
        resources,
        feeds: [...new Set(resources.map(({ feed }) => feed))].sort(byCodePoint),
        policy,
        diagnostics: [...subscription.refused, ...diagnostics],
        key: fingerprint(texts.join('\n')),
      };
    });
};
