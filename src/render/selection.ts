import type { Diagnostic } from '../model/diagnostic.ts';
import { matchesSelector } from '../overlay/cluster-selector.ts';
import type { FeedResource, Fleet, ManagedCluster, Subscription } from '../repository/fleet.ts';
export const clustersOf = (fleet: Fleet, subscription: Subscription): readonly ManagedCluster[] =>
  fleet.clusters.filter((c) =>
    subscription.subscribers.some((s) => matchesSelector(s.clusterAffinity, c.labels)),
  );
export const resourcesOf = (
  fleet: Fleet,
  subscription: Subscription,
): { readonly resources: readonly FeedResource[]; readonly diagnostics: readonly Diagnostic[] } => ({
  resources: fleet.resources.filter((r) => r.feed === subscription.folder),
  diagnostics: [],
});
