import { bindingKey, type Pin } from '../src/model/binding.ts';
import { type ResourceId, resourceKey } from '../src/model/resource.ts';
import { resourcesOf } from '../src/schedule/select.ts';
import type { PlannedCommit } from './commit-plan.ts';

type Claimants = ReadonlyMap<string, readonly string[]>;

/** Whom git gives each object to, whether or not it renders there. */
const claimantsOf = ({ fleet }: PlannedCommit): Claimants => {
  const claimants = new Map<string, string[]>();
  for (const subscription of fleet.subscriptions) {
    for (const { id } of resourcesOf(fleet, subscription)) {
      const key = resourceKey(id);
      claimants.set(key, [...(claimants.get(key) ?? []), subscription.key]);
    }
  }
  return claimants;
};

/** A feed whose kind's scope nothing in the repository tells may name the object without its namespace. */
const keysOf = (id: ResourceId): readonly string[] =>
  id.namespace === 'default' ? [resourceKey(id), resourceKey({ ...id, namespace: '' })] : [resourceKey(id)];

/** Clusters on which some Subscription's files cannot be read, with those Subscriptions: they may claim anything. */
const unreadableOn = ({ fleet, plan }: PlannedCommit): ReadonlyMap<string, readonly string[]> => {
  const broken = [...plan.bindings.values()].filter(
    ({ state, diagnostics }) =>
      !state && diagnostics.some(({ source }) => source && fleet.brokenFiles.has(source.file)),
  );
  const byCluster = Map.groupBy(broken, ({ cluster }) => cluster);
  return new Map(
    [...byCluster].map(([cluster, all]) => [cluster, all.map(({ subscription }) => subscription)]),
  );
};

/**
 * What one Subscription held and another one shall have is never deleted in between, however long that other one
 * waits for its dependencies, for a rollout, or for a correction of its files.
 */
export class HandOvers {
  #planned: PlannedCommit | undefined;
  #claimants: Claimants | undefined;
  #unreadable: ReadonlyMap<string, readonly string[]> = new Map();
  readonly #again = new Map<string, Pin>();

  /** Takes a planned commit; answers with the prunes that have waited for one, or that left something. */
  planned(planned: PlannedCommit): readonly Pin[] {
    this.#planned = planned;
    this.#claimants = undefined;
    this.#unreadable = unreadableOn(planned);
    const pins = [...this.#again.values()];
    this.#again.clear();
    return pins;
  }

  /** Before a first commit is planned nobody knows what git gives to whom: such a prune waits. */
  mayPrune(pin: Pin): boolean {
    if (!this.#planned) this.#again.set(bindingKey(pin), pin);
    return this.#planned !== undefined;
  }

  /** Whether an object that this binding no longer declares is another's; its prune is then asked for again. */
  isClaimed(pin: Pin, id: ResourceId): boolean {
    const claimed = this.#isClaimed(pin, id);
    if (claimed) this.#again.set(bindingKey(pin), pin);
    return claimed;
  }

  #isClaimed({ subscription, cluster }: Pin, id: ResourceId): boolean {
    const planned = this.#planned;
    if (!planned) return true;
    if (this.#unreadable.get(cluster)?.some((key) => key !== subscription)) return true;
    this.#claimants ??= claimantsOf(planned);
    const claimants = keysOf(id).flatMap((key) => this.#claimants?.get(key) ?? []);
    return claimants.some(
      (key) => key !== subscription && planned.plan.bindings.has(bindingKey({ subscription: key, cluster })),
    );
  }
}
