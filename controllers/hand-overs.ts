import type { Given, HeadView } from '../src/cluster/engine.ts';
import { bindingKey, type Pin } from '../src/model/binding.ts';
import { type ResourceId, resourceKey } from '../src/model/resource.ts';
import type { SubscriptionRecord } from '../src/rollout/record.ts';
import { resourcesOf } from '../src/schedule/select.ts';
import type { PlannedCommit } from './commit-plan.ts';

type Claimants = ReadonlyMap<string, readonly string[]>;

/** Whom git gives each object to, on whatever cluster, whether or not it renders there. */
const claimantsOf = ({ fleet }: PlannedCommit): Claimants => {
  const claimants = new Map<string, string[]>();
  for (const subscription of fleet.subscriptions) {
    if (!subscription.feeds && subscription.folder === '') continue;
    for (const { id } of resourcesOf(fleet, subscription)) {
      const key = resourceKey(id);
      const known = claimants.get(key);
      if (known) known.push(subscription.key);
      else claimants.set(key, [subscription.key]);
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

/** What is to be done again with a new commit. */
export interface LeftOver {
  readonly applies: readonly Pin[];
  readonly prunes: readonly Pin[];
}

type Records = ReadonlyMap<string, SubscriptionRecord>;

/** Those that are still what their clusters run; a newer pin asks for itself. */
const takeAll = (pins: Map<string, Pin>, records: Records): readonly Pin[] => {
  const all = [...pins.values()].filter(
    ({ subscription, cluster, epoch }) => records.get(subscription)?.clusters[cluster]?.pin?.epoch === epoch,
  );
  pins.clear();
  return all;
};

/**
 * What one Subscription held and another one shall have is never deleted in between, however long that other one
 * waits for its dependencies, for a rollout, or for a correction of its files; and it is that one's as soon as it
 * can have it, even if the old owner is gone from git and keeps its last pin.
 */
export class HandOvers {
  #planned: PlannedCommit | undefined;
  #claimants: Claimants = new Map();
  #unreadable: ReadonlyMap<string, readonly string[]> = new Map();
  readonly #applies = new Map<string, Pin>();
  readonly #prunes = new Map<string, Pin>();

  /** From now on this commit says whose an object is. */
  planned(planned: PlannedCommit): void {
    this.#planned = planned;
    this.#claimants = claimantsOf(planned);
    this.#unreadable = unreadableOn(planned);
  }

  /** What has waited for a commit, or left something for another Subscription; told once. */
  left(records: Records): LeftOver {
    return { applies: takeAll(this.#applies, records), prunes: takeAll(this.#prunes, records) };
  }

  /** Before a first commit is planned nobody knows what git gives to whom: such a prune waits. */
  mayPrune(pin: Pin): boolean {
    if (!this.#planned) this.#prunes.set(bindingKey(pin), pin);
    return this.#planned !== undefined;
  }

  /** Whether an object that this binding no longer declares is another's; its prune is then asked for again. */
  isClaimed(pin: Pin, id: ResourceId): boolean {
    const given = this.#givenTo(pin.cluster, id);
    const isOther = (key: string): boolean => key !== pin.subscription;
    const claimed = !given || given.to.some(isOther) || given.perhaps.some(isOther);
    if (claimed) this.#prunes.set(bindingKey(pin), pin);
    return claimed;
  }

  headOf(pin: Pin): HeadView {
    return {
      givenTo: (id) => this.#givenTo(pin.cluster, id),
      askAgain: () => this.#applies.set(bindingKey(pin), pin),
    };
  }

  #givenTo(cluster: string, id: ResourceId): Given | undefined {
    const planned = this.#planned;
    if (!planned) return undefined;
    const claimants = keysOf(id).flatMap((key) => this.#claimants.get(key) ?? []);
    const to = claimants.filter((subscription) =>
      planned.plan.bindings.has(bindingKey({ subscription, cluster })),
    );
    return { to, perhaps: this.#unreadable.get(cluster) ?? [] };
  }
}
