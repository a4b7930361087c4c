import type { DesiredObject } from '../../../model/desired.ts';
import type { Source } from '../../../model/source.ts';
import type { FeedResource, Fleet, ManagedCluster, Subscription } from '../../../repository/fleet.ts';
import { minorOf } from '../../../schema/history.ts';

/** One binding of a plan, found again in the fleet. */
export interface Bound {
  readonly subscription: Subscription;
  readonly cluster: ManagedCluster;
}

const placeOf = ({ file, line, column }: Source): string => `${file}:${line}:${column}`;

/** What a plan names, as the fleet has it. */
export class FleetIndex {
  readonly #clusters: ReadonlyMap<string, ManagedCluster>;
  readonly #subscriptions: ReadonlyMap<string, Subscription>;
  readonly #resources: ReadonlyMap<string, FeedResource>;

  constructor({ clusters, subscriptions, resources }: Fleet) {
    this.#clusters = new Map(clusters.map((cluster) => [cluster.name, cluster]));
    this.#subscriptions = new Map(subscriptions.map((subscription) => [subscription.key, subscription]));
    this.#resources = new Map(resources.map((resource) => [placeOf(resource.document.source), resource]));
  }

  find(subscriptionKey: string, clusterName: string): Bound | undefined {
    const subscription = this.#subscriptions.get(subscriptionKey);
    const cluster = this.#clusters.get(clusterName);
    return subscription && cluster && { subscription, cluster };
  }

  /** The feed's document that a rendered object began as. */
  resourceOf({ source }: DesiredObject): FeedResource {
    const resource = this.#resources.get(placeOf(source));
    if (resource === undefined) throw new Error('a plan has an object that is not of its fleet');
    return resource;
  }
}

/** The minor that a cluster says it runs (`spec.facts.kubernetesVersion`, such as `1.32` or `v1.32.4`). */
export const statedMinor = ({ facts }: ManagedCluster): number | undefined =>
  Object.hasOwn(facts, 'kubernetesVersion') ? minorOf(facts.kubernetesVersion!) : undefined;
