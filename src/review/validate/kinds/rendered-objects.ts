import type { DesiredObject } from '../../../model/desired.ts';
import type { Source } from '../../../model/source.ts';
import { type Stack, stackFor, stackOf } from '../../../overlay/stack.ts';
import type { BindingPlan } from '../../../render/plan-fleet.ts';
import { renderObject } from '../../../render/render-object.ts';
import type { FeedResource, Fleet, ManagedCluster, Subscription } from '../../../repository/fleet.ts';
import { resourcesOf } from '../../../schedule/select.ts';
import { minorOf } from '../../../schema/history.ts';
import type { Reviewed } from '../check.ts';

/** One object as some clusters shall have it, once for all of them. */
export interface RenderedObject {
  readonly desired: DesiredObject;
  readonly resource: FeedResource;
  readonly subscription: Subscription;
  /** One that has it. */
  readonly cluster: ManagedCluster;
  /** By minor of Kubernetes 1, as clusters state theirs: the clusters that have the object, one Subscription's. */
  readonly minors: ReadonlyMap<number, Set<string>>;
}

interface Collected extends RenderedObject {
  readonly minors: Map<number, Set<string>>;
}

/** The minor that a cluster says it runs (`spec.facts.kubernetesVersion`, such as `1.32` or `v1.32.4`). */
const statedMinor = ({ facts }: ManagedCluster): number | undefined =>
  Object.hasOwn(facts, 'kubernetesVersion') ? minorOf(facts.kubernetesVersion!) : undefined;

const placeOf = ({ file, line, column }: Source): string => `${file}:${line}:${column}`;

class Collection {
  readonly #fleet: Fleet;
  readonly #clusters: ReadonlyMap<string, ManagedCluster>;
  readonly #subscriptions: ReadonlyMap<string, Subscription>;
  readonly #resources: ReadonlyMap<string, FeedResource>;
  readonly #objects = new Map<string, Collected>();
  /** What one Subscription runs on the clusters of one digest: bindings that share it need no second look. */
  readonly #seen = new Map<string, readonly Collected[]>();
  readonly #broken = new Map<string, Set<Stack>>();

  constructor(fleet: Fleet) {
    this.#fleet = fleet;
    this.#clusters = new Map(fleet.clusters.map((cluster) => [cluster.name, cluster]));
    this.#subscriptions = new Map(
      fleet.subscriptions.map((subscription) => [subscription.key, subscription]),
    );
    this.#resources = new Map(
      fleet.resources.map((resource) => [placeOf(resource.document.source), resource]),
    );
  }

  add(plan: BindingPlan): void {
    const subscription = this.#subscriptions.get(plan.subscription);
    const cluster = this.#clusters.get(plan.cluster);
    if (subscription === undefined || cluster === undefined) return;
    const { state } = plan;
    if (state === undefined) {
      this.#addBroken(subscription, cluster);
      return;
    }
    const key = `${plan.subscription}\n${state.digest}`;
    const found =
      this.#seen.get(key) ?? state.objects.map((desired) => this.#object(desired, subscription, cluster));
    this.#seen.set(key, found);
    for (const object of found) note(object, cluster);
  }

  /** A binding with an error has no state; its other objects are looked at all the same, once a stack of layers. */
  #addBroken(subscription: Subscription, cluster: ManagedCluster): void {
    const stacks = this.#broken.get(subscription.key) ?? new Set();
    this.#broken.set(subscription.key, stacks);
    const stack = stackOf(this.#fleet, cluster);
    if (stacks.has(stack)) return;
    stacks.add(stack);
    for (const resource of resourcesOf(this.#fleet, subscription)) {
      const { layers } = stackFor(this.#fleet, cluster, resource.feed);
      const { desired } = renderObject({ fleet: this.#fleet, cluster, resource, layers });
      if (desired) note(this.#object(desired, subscription, cluster), cluster);
    }
  }

  #object(desired: DesiredObject, subscription: Subscription, cluster: ManagedCluster): Collected {
    const place = placeOf(desired.source);
    const key = `${place}\n${desired.digest}`;
    const resource = this.#resources.get(place) as FeedResource;
    const made = this.#objects.get(key) ?? { desired, resource, subscription, cluster, minors: new Map() };
    this.#objects.set(key, made);
    return made;
  }

  list(): readonly RenderedObject[] {
    return [...this.#objects.values()];
  }
}

const note = ({ minors }: Collected, cluster: ManagedCluster): void => {
  const minor = statedMinor(cluster);
  if (minor !== undefined) minors.set(minor, (minors.get(minor) ?? new Set()).add(cluster.name));
};

/** Every distinct object of a plan: a hundred thousand bindings have few. */
export const renderedObjects = ({ fleet, plan }: Reviewed): readonly RenderedObject[] => {
  const collection = new Collection(fleet);
  for (const binding of plan.bindings.values()) collection.add(binding);
  return collection.list();
};
