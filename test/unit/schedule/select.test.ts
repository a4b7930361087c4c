import { describe, expect, it } from 'vitest';
import type { Fleet, Subscription } from '../../../src/repository/fleet.ts';
import { clustersOf, resourcesOf, selectionProblems, subscriptionsOf } from '../../../src/schedule/select.ts';
import { cluster, configMap, fleetWith, line, subscription } from '../repository/fleet-files.ts';

const labelled = (name: string, labels: string, spec = ''): string =>
  cluster(name, spec).replace(`name: ${name} }`, `name: ${name}, labels: ${labels} }`);

const named = (fleet: Fleet, key: string): Subscription =>
  fleet.subscriptions.find((found) => found.key === key)!;
const names = (items: readonly { readonly name: string }[]): readonly string[] =>
  items.map(({ name }) => name);

const byRegion = (region: string, rest = ''): string =>
  subscription('by-region', {
    spec: `  subscribers: [{ clusterAffinity: { matchLabels: { region: ${region} } } }]\n${rest}`,
  });

describe('selection', () => {
  it('takes the clusters that any subscriber matches', () => {
    const fleet = fleetWith({
      'clusters/eu-1.yaml': labelled('eu-1', '{ region: eu }'),
      'clusters/us-1.yaml': labelled('us-1', '{ region: us }'),
      'clusters/ap-1.yaml': labelled('ap-1', '{ region: ap }'),
      'feeds/a/subscription.yaml': subscription('a', {
        spec: '  subscribers:\n    - clusterAffinity: { matchLabels: { region: eu } }\n    - clusterAffinity: { matchExpressions: [{ key: region, operator: In, values: [us] }] }\n',
      }),
    });

    expect(names(clustersOf(fleet, named(fleet, 'default/a')))).toEqual(['eu-1', 'us-1']);
    expect(names(clustersOf(fleet, named(fleet, 'default/shop')))).toEqual(['ap-1', 'eu-1', 'us-1']);
    expect(names(subscriptionsOf(fleet, fleet.clusters[0]!))).toEqual(['shop']);
  });

  it('leaves out a cluster with a taint that is not tolerated', () => {
    const tainted = labelled(
      'eu-1',
      '{ region: eu }',
      'spec: { taints: [{ key: a, effect: NoSchedule }] }\n',
    );
    const without = fleetWith({ 'clusters/eu-1.yaml': tainted, 'feeds/r/subscription.yaml': byRegion('eu') });
    const bearing = fleetWith({
      'clusters/eu-1.yaml': tainted,
      'feeds/r/subscription.yaml': byRegion('eu', '  clusterTolerations: [{ key: a, operator: Exists }]\n'),
    });

    expect(clustersOf(without, named(without, 'default/by-region'))).toEqual([]);
    expect(names(clustersOf(bearing, named(bearing, 'default/by-region')))).toEqual(['eu-1']);
  });

  it('warns of a Subscription that selects nothing', () => {
    const fleet = fleetWith({ 'feeds/r/subscription.yaml': byRegion('mars') });
    expect(selectionProblems(fleet).map(line)).toEqual(['NoClusters warning feeds/r/subscription.yaml:7:16']);
  });

  it('says nothing of one that has errors', () => {
    const fleet = fleetWith({
      'feeds/r/subscription.yaml': byRegion('mars', '  schedulingStrategy: Dividing\n'),
    });
    expect(selectionProblems(fleet)).toEqual([]);
  });
});

describe('resources of a Subscription', () => {
  const feeds = (references: string): string =>
    subscription('refs', { spec: `  subscribers: [{ clusterAffinity: {} }]\n  feeds: [${references}]\n` });
  const taken = (text: string): readonly string[] => {
    const fleet = fleetWith({
      'feeds/refs/subscription.yaml': text,
      'feeds/refs/own.yaml': configMap('own'),
      'feeds/shop/other.yaml': configMap('front', 'other'),
    });
    return resourcesOf(fleet, named(fleet, 'default/refs')).map(({ id }) => `${id.namespace}/${id.name}`);
  };

  it('are its whole folder without spec.feeds', () => {
    expect(taken(subscription('refs'))).toEqual(['shop/own']);
  });

  it('are what spec.feeds names, in any folder', () => {
    expect(taken(feeds('{ apiVersion: v1, kind: ConfigMap, namespace: shop, name: front }'))).toEqual([
      'shop/front',
    ]);
  });

  it('are those of any namespace where a reference has none', () => {
    expect(taken(feeds('{ apiVersion: v1, kind: ConfigMap, name: front }'))).toEqual([
      'shop/front',
      'other/front',
    ]);
  });

  it('are none where apiVersion, kind or name differ', () => {
    expect(taken(feeds('{ apiVersion: v2, kind: ConfigMap, name: front }'))).toEqual([]);
    expect(taken(feeds('{ apiVersion: v1, kind: Secret, name: front }'))).toEqual([]);
    expect(taken(feeds('{ apiVersion: v1, kind: ConfigMap, name: fron }'))).toEqual([]);
  });

  it('are none where spec.feeds is an empty list', () => {
    expect(taken(feeds(''))).toEqual([]);
  });
});
