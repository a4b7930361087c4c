import type { DesiredObject } from '../../../model/desired.ts';
import { type Stack, stackFor, stackOf } from '../../../overlay/stack.ts';
import type { BindingPlan } from '../../../render/plan-fleet.ts';
import { renderObject } from '../../../render/render-object.ts';
import type { FeedResource, Fleet } from '../../../repository/fleet.ts';
import { resourcesOf } from '../../../schedule/select.ts';
import { knownMinors } from '../../../schema/history.ts';
import type { Reviewed } from '../check.ts';
import { type ObjectCheck, objectCheck } from './check-object.ts';
import { unservedBy } from './cluster-version.ts';
import type { Fault } from './fault.ts';
import { type Bound, FleetIndex, statedMinor } from './fleet-index.ts';
import type { CustomKinds } from './known-kinds.ts';

/** What is wrong with one object as some clusters shall have it, once for all of them. */
export interface RenderedFault extends Bound {
  readonly fault: Fault;
  readonly desired: DesiredObject;
  readonly resource: FeedResource;
  /** Of a fault that is due to their version of Kubernetes: the clusters that state it. */
  readonly stated: Set<string>;
}

/** What bindings of one digest and minor have in common. */
interface Looked {
  readonly faulty: readonly DesiredObject[];
  readonly unserved: readonly RenderedFault[];
}

const sound: Looked = { faulty: [], unserved: [] };

/**
 * Looks at each distinct object when it first comes by and keeps none that is good: a hundred thousand bindings may
 * have a million.
 */
export class RenderedFaults {
  readonly #fleet: Fleet;
  readonly #check: ObjectCheck;
  readonly #index: FleetIndex;
  readonly #rendered = new Set<FeedResource>();
  /** Digests of objects that were looked at: as such, and for each minor. */
  readonly #seen = new Map<number | 'any', Set<string>>();
  /** By digest: objects that are wrong, and the stacks of layers that were told to make them. */
  readonly #faulty = new Map<string, { readonly faults: readonly Fault[]; readonly stacks: Set<Stack> }>();
  /** By digest and minor: what a minor does not have. */
  readonly #unserved = new Map<string, readonly RenderedFault[]>();
  /** By Subscription, binding digest and minor: bindings that share them need no second look. */
  readonly #bindings = new Map<string, Looked>();
  readonly #broken = new Map<string, Set<Stack>>();
  readonly #told: RenderedFault[] = [];

  constructor({ fleet, plan }: Reviewed, custom: CustomKinds) {
    this.#fleet = fleet;
    this.#check = objectCheck(custom);
    this.#index = new FleetIndex(fleet);
    for (const binding of plan.bindings.values()) this.#add(binding);
  }

  #add({ subscription, cluster, state }: BindingPlan): void {
    const bound = this.#index.find(subscription, cluster);
    if (bound === undefined) return;
    if (state === undefined) {
      this.#addBroken(bound);
      return;
    }
    const binding = `${subscription}\n${state.digest}\n${statedMinor(bound.cluster) ?? ''}`;
    const known = this.#bindings.get(binding);
    if (known === undefined) this.#bindings.set(binding, this.#lookAt(state.objects, bound));
    else if (known !== sound) this.#again(known, bound);
  }

  #lookAt(objects: readonly DesiredObject[], bound: Bound): Looked {
    const unserved = objects.flatMap((desired) => this.#look(desired, bound));
    const faulty = objects.filter(({ digest }) => this.#faulty.has(digest));
    return unserved.length + faulty.length === 0 ? sound : { faulty, unserved };
  }

  /** The same objects, be it by other layers: their lines are wrong too. */
  #again({ faulty, unserved }: Looked, bound: Bound): void {
    for (const desired of faulty) this.#tell(desired, bound);
    // of one minor, so all of them state it or none does
    if (statedMinor(bound.cluster) === undefined) return;
    for (const { stated } of unserved) stated.add(bound.cluster.name);
  }

  /** A binding with an error has no state; its other objects are looked at all the same, once a stack of layers. */
  #addBroken(bound: Bound): void {
    const fleet = this.#fleet;
    const { subscription, cluster } = bound;
    const stacks = this.#broken.get(subscription.key) ?? new Set();
    this.#broken.set(subscription.key, stacks);
    const stack = stackOf(fleet, cluster);
    if (stacks.has(stack)) return;
    stacks.add(stack);
    for (const resource of resourcesOf(fleet, subscription)) {
      const { layers } = stackFor(fleet, cluster, resource.feed);
      const { desired } = renderObject({ fleet, cluster, resource, layers });
      if (desired) this.#look(desired, bound);
    }
  }

  #found(faults: readonly Fault[], desired: DesiredObject, bound: Bound): readonly RenderedFault[] {
    const resource = this.#index.resourceOf(desired);
    return faults.map((fault) => ({ fault, desired, resource, ...bound, stated: new Set<string>() }));
  }

  /** Tells what is wrong with an object once for each stack of layers that makes it so. */
  #tell(desired: DesiredObject, bound: Bound): void {
    const { faults = [], stacks } = this.#faulty.get(desired.digest) ?? {};
    const stack = stackOf(this.#fleet, bound.cluster);
    if (stacks?.has(stack)) return;
    stacks?.add(stack);
    this.#told.push(...this.#found(faults, desired, bound));
  }

  /** Answers what is due to the cluster's version, so that other clusters that state it are named too. */
  #look(desired: DesiredObject, bound: Bound): readonly RenderedFault[] {
    this.#rendered.add(this.#index.resourceOf(desired));
    if (this.#isNew(desired, 'any')) {
      const faults = this.#check(desired.object);
      if (faults.length > 0) this.#faulty.set(desired.digest, { faults, stacks: new Set() });
    }
    this.#tell(desired, bound);
    return this.#lookAtVersion(desired, bound);
  }

  #lookAtVersion(desired: DesiredObject, bound: Bound): readonly RenderedFault[] {
    const stated = statedMinor(bound.cluster);
    const minor = stated ?? knownMinors()[1];
    const key = `${desired.digest} ${minor}`;
    if (this.#isNew(desired, minor)) {
      const faults = this.#found(unservedBy(desired.object, minor), desired, bound);
      if (faults.length > 0) this.#unserved.set(key, faults);
      this.#told.push(...faults);
    }
    const unserved = this.#unserved.get(key) ?? [];
    if (stated !== undefined) for (const fault of unserved) fault.stated.add(bound.cluster.name);
    return unserved;
  }

  #isNew({ digest }: DesiredObject, minor: number | 'any'): boolean {
    const seen = this.#seen.get(minor) ?? new Set();
    this.#seen.set(minor, seen);
    if (seen.has(digest)) return false;
    seen.add(digest);
    return true;
  }

  /** Whether any cluster has the resource. */
  isRendered(resource: FeedResource): boolean {
    return this.#rendered.has(resource);
  }

  list(): readonly RenderedFault[] {
    return this.#told;
  }
}
