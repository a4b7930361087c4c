import type { FeedResource, ManagedCluster, Subscription } from '../../repository/fleet.ts';
import { isReferredTo } from '../../repository/reference.ts';
import { selectorMatches } from '../../schedule/label-selector.ts';
import { untoleratedTaint } from '../../schedule/taints.ts';
import { describeUnmet } from './skipped-layers.ts';

/** Whether a Subscription takes a resource: all of its own folder, or what its references name. */
export const takes = ({ feeds, folder }: Subscription, resource: FeedResource): boolean =>
  feeds ? feeds.some((reference) => isReferredTo(reference, resource)) : folder === resource.feed;

/** Why a Subscription does not go to a cluster: the label that no subscriber finds, or the taint that keeps it off. */
export const whyNotSelected = (subscription: Subscription, cluster: ManagedCluster): string => {
  const { subscribers, tolerations } = subscription;
  if (subscribers.length === 0) return 'it has no subscribers';
  const matches = subscribers.some(({ clusterAffinity }) => selectorMatches(clusterAffinity, cluster.labels));
  const taint = untoleratedTaint(cluster.taints, tolerations);
  if (matches && taint !== undefined) {
    const { key, value, effect } = taint;
    return `the cluster has the taint ${key}${value ? `=${value}` : ''}:${effect}, which it does not tolerate`;
  }
  const reasons = subscribers.map(({ clusterAffinity }) => describeUnmet(clusterAffinity, cluster));
  return [...new Set(reasons)].join('; ');
};
