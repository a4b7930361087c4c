import { bindingKey } from '../src/model/binding.ts';
import { type Diagnostic, isError } from '../src/model/diagnostic.ts';
import type { BindingPlan } from '../src/render/plan-fleet.ts';
import type { Fleet, Subscription } from '../src/repository/fleet.ts';
import type { TargetEvent } from '../src/rollout/event.ts';
import type { SubscriptionRecord } from '../src/rollout/record.ts';
import { defaultStrategy, type Strategy, strategyOf } from '../src/rollout/strategy.ts';
import type { HeadCommit } from './commit-plan.ts';

type Records = ReadonlyMap<string, SubscriptionRecord>;

const strategyFor = (fleet: Fleet, subscription: Subscription): Strategy => {
  const ceiling = { maxDeletes: fleet.config.maxDeletes };
  const found = fleet.strategies.find((strategy) => strategy.name === subscription.strategy);
  return strategyOf(found?.name ?? defaultStrategy.name, found?.spec ?? {}, ceiling);
};

/** `[namespace/]name` as a Subscription's key; the dependent's own namespace is the default. */
const dependencyKey = (name: string, dependent: Subscription): string =>
  name.includes('/') ? name : `${dependent.namespace}/${name}`;

/** What a cluster is to run of a Subscription at this commit; undefined where it does not render. */
const digestAt = ({ pending, plan }: HeadCommit, subscription: string, cluster: string): string | undefined =>
  pending.get(subscription)?.digests[cluster] ??
  plan.bindings.get(bindingKey({ subscription, cluster }))?.state?.digest;

/**
 * R19: which of the Subscriptions that this one depends on are not yet Healthy on this cluster at what this
 * commit renders for them. One that has no binding there is met.
 */
export const unmetDependencies = (
  planned: HeadCommit,
  records: Records,
  subscription: Subscription,
  cluster: string,
): readonly string[] =>
  subscription.dependsOn
    .map((name) => dependencyKey(name, subscription))
    .filter((key) => {
      if (!planned.plan.bindings.has(bindingKey({ subscription: key, cluster }))) return false;
      const entry = records.get(key)?.clusters[cluster];
      return entry?.evidence !== 'Healthy' || entry.pin?.digest !== digestAt(planned, key, cluster);
    });

const brokenFiles = (fleet: Fleet): readonly Diagnostic[] =>
  [...fleet.brokenFiles.values()].flat().slice(0, 5);

/** Bindings of one Subscription at this commit, as its machine wants them. */
export const targetOf = (
  planned: HeadCommit,
  records: Records,
  subscription: Subscription,
  bindings: readonly BindingPlan[],
): TargetEvent => {
  const digests: Record<string, string> = {};
  const invalid: Record<string, readonly Diagnostic[]> = {};
  const blocked: Record<string, readonly string[]> = {};
  const pending = planned.pending.get(subscription.key);
  for (const { cluster, state, diagnostics } of bindings) {
    if (!state) {
      invalid[cluster] = diagnostics.filter(isError);
      continue;
    }
    digests[cluster] = pending?.digests[cluster] ?? state.digest;
    const waitsFor = unmetDependencies(planned, records, subscription, cluster);
    if (waitsFor.length > 0) blocked[cluster] = waitsFor;
  }
  const broken = brokenFiles(planned.fleet);
  for (const cluster of Object.keys(records.get(subscription.key)?.clusters ?? {})) {
    // a file that cannot be read is never taken for one that says nothing
    if (broken.length > 0 && !digests[cluster] && !invalid[cluster]) invalid[cluster] = broken;
  }
  const strategy = strategyFor(planned.fleet, subscription);
  const later = pending?.later ?? planned.plan.later.get(subscription.key) ?? '';
  return { type: 'target', commit: planned.commit, digests, invalid, blocked, strategy, later };
};

export const targetsOf = (planned: HeadCommit, records: Records): ReadonlyMap<string, TargetEvent> => {
  const bindings = Map.groupBy(
    planned.plan.bindings.values(),
    (binding: BindingPlan) => binding.subscription,
  );
  return new Map(
    planned.fleet.subscriptions.map((subscription) => [
      subscription.key,
      targetOf(planned, records, subscription, bindings.get(subscription.key) ?? []),
    ]),
  );
};

/** Subscriptions that git no longer has; none while a file cannot be read, since it may hold one. */
export const removedFrom = (planned: HeadCommit, records: Records): readonly string[] => {
  if (planned.fleet.brokenFiles.size > 0) return [];
  const known = new Set(planned.fleet.subscriptions.map(({ key }) => key));
  return [...records.keys()].filter((key) => !known.has(key));
};

/**
 * Who must look again when a Subscription changes, by its name; made once a commit. Whoever depends on others is
 * among its own: what it waits for may become Healthy while its own record is stored, and is not told of again.
 */
export const waitersOf = (fleet: Fleet): ReadonlyMap<string, readonly Subscription[]> => {
  const edges = fleet.subscriptions
    .filter(({ dependsOn }) => dependsOn.length > 0)
    .flatMap((subscription) =>
      [subscription.key, ...subscription.dependsOn.map((name) => dependencyKey(name, subscription))].map(
        (key) => ({ key, subscription }),
      ),
    );
  const grouped = Map.groupBy(edges, ({ key }) => key);
  return new Map([...grouped].map(([key, all]) => [key, all.map(({ subscription }) => subscription)]));
};

/** On which of these clusters this Subscription's wait is over. */
export const unblockedClusters = (
  planned: HeadCommit,
  records: Records,
  at: { readonly subscription: Subscription; readonly clusters: readonly string[] },
): readonly string[] =>
  at.clusters.filter((cluster) => {
    const entry = records.get(at.subscription.key)?.clusters[cluster];
    if (entry?.state !== 'Waiting' || entry.waitsFor?.includes('release')) return false;
    return unmetDependencies(planned, records, at.subscription, cluster).length === 0;
  });
