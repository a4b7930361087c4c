import type { Diagnostic } from '../model/diagnostic.ts';
import type { FeedResource, Fleet, ManagedCluster, Subscription } from '../repository/fleet.ts';
import { isReferredTo } from '../repository/reference.ts';
import { selectorMatches } from './label-selector.ts';
import { nearestLabelHint, wantedLabels } from './nearest-label.ts';
import { untoleratedTaint } from './taints.ts';

const isSelected = (cluster: ManagedCluster, subscription: Subscription): boolean =>
  subscription.subscribers.some(({ clusterAffinity }) => selectorMatches(clusterAffinity, cluster.labels)) &&
  untoleratedTaint(cluster.taints, subscription.tolerations) === undefined;

/** The clusters that a Subscription goes to: any subscriber matches, and every taint is tolerated. In fleet order. */
export const clustersOf = (fleet: Fleet, subscription: Subscription): readonly ManagedCluster[] =>
  fleet.clusters.filter((cluster) => isSelected(cluster, subscription));

/** The Subscriptions that a cluster runs, in fleet order. */
export const subscriptionsOf = (fleet: Fleet, cluster: ManagedCluster): readonly Subscription[] =>
  fleet.subscriptions.filter((subscription) => isSelected(cluster, subscription));

/** The resources that a Subscription takes, its whole folder or what its references name; in the order of their files. */
export const resourcesOf = (fleet: Fleet, subscription: Subscription): readonly FeedResource[] => {
  const { feeds, folder } = subscription;
  if (!feeds) return folder === '' ? [] : (fleet.resourcesByFeed.get(folder) ?? []);
  return fleet.resources.filter((resource) => feeds.some((reference) => isReferredTo(reference, resource)));
};

/** A warning for each Subscription that selects no cluster; one with errors is left alone. */
export const selectionProblems = (fleet: Fleet): readonly Diagnostic[] =>
  fleet.subscriptions
    .filter(({ refused }) => refused.length === 0)
    .filter((subscription) => clustersOf(fleet, subscription).length === 0)
    .map(({ key, document, subscribers }) => ({
      code: 'NoClusters',
      severity: 'warning',
      message: `${key} selects no cluster`,
      source: document.positions.at('/spec/subscribers'),
      ...nearestLabelHint(
        fleet.clusters,
        subscribers.flatMap(({ clusterAffinity }) => wantedLabels(clusterAffinity)),
      ),
    }));
