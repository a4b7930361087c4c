import type { DesiredState } from '../../model/desired.ts';
import { byCodePoint, type Json } from '../../model/json.ts';
import { bindingPolicyOf } from '../../render/policy.ts';
import type { Fleet, Subscription } from '../../repository/fleet.ts';
import type { BindingGroup, DiffFilter } from './binding-groups.ts';
import type { Causes } from './causes.ts';
import { clusterSet, type KnownClusters } from './cluster-set.ts';
import { plainChanges } from './compare-fields.ts';
import type { FieldChange } from './field-change.ts';
import type { SubscriptionChange } from './fleet-change.ts';
import { onBoth, type Sides } from './side.ts';

interface SubscriptionChangesOptions {
  readonly sides: Sides;
  readonly groups: readonly BindingGroup[];
  readonly filter: DiffFilter;
  readonly causes: Causes;
  readonly known: KnownClusters;
  /** Subscriptions of which only ApplyLater overrides changed. */
  readonly waiting: ReadonlySet<string>;
}

/** What a Subscription says beside its clusters and its objects. */
const settingsOf = (fleet: Fleet, subscription: Subscription): Json => ({
  ...(bindingPolicyOf(fleet, subscription).policy satisfies DesiredState['policy']),
  rollout: subscription.strategy,
  dependsOn: subscription.dependsOn,
});

const byKey = (fleet: Fleet) =>
  new Map(fleet.subscriptions.map((subscription) => [subscription.key, subscription]));

type Found = ReadonlyMap<string, Subscription>;

const settingsChanges = (
  { before, after }: Sides,
  old: Subscription | undefined,
  now: Subscription | undefined,
): readonly FieldChange[] =>
  old && now ? plainChanges(settingsOf(before.fleet, old), settingsOf(after.fleet, now)) : [];

/** A Subscription whose file cannot be read is not gone. */
const kindOf = (
  { before, after }: Sides,
  old: Subscription | undefined,
  now: Subscription | undefined,
): SubscriptionChange['kind'] => {
  if (!old && now && !before.fleet.brokenFiles.has(now.document.file)) return 'added';
  if (old && !now && !after.fleet.brokenFiles.has(old.document.file)) return 'removed';
  return 'changed';
};

const clustersWhere = (
  groups: readonly BindingGroup[],
  key: string,
  meets: (group: BindingGroup) => boolean,
): readonly string[] =>
  groups
    .filter((group) => group.subscription === key && meets(group))
    .flatMap(({ clusters }) => clusters)
    .sort(byCodePoint);

const changeOf = (
  key: string,
  [old, now]: readonly [Found, Found],
  options: SubscriptionChangesOptions,
): SubscriptionChange => {
  const { sides, groups, causes, known, waiting } = options;
  const gains = clustersWhere(groups, key, ({ had, has }) => !had && has);
  const loses = clustersWhere(groups, key, ({ had, has }) => had && !has);
  return {
    kind: kindOf(sides, old.get(key), now.get(key)),
    key,
    ...(gains.length > 0 && { gains: clusterSet(gains, known) }),
    ...(loses.length > 0 && { loses: clusterSet(loses, known) }),
    settings: settingsChanges(sides, old.get(key), now.get(key)),
    waits: waiting.has(key),
    files: [...new Set([...causes.ofSubscription(key), ...causes.on([...gains, ...loses]).files()])],
  };
};

const says = ({ kind, gains, loses, settings, waits }: SubscriptionChange): boolean =>
  kind !== 'changed' || gains !== undefined || loses !== undefined || settings.length > 0 || waits;

/** Subscriptions that come, go, select other clusters, or treat their bindings otherwise; by key. */
export const subscriptionChanges = (options: SubscriptionChangesOptions): readonly SubscriptionChange[] => {
  const { filter, sides } = options;
  const found = onBoth(sides, ({ fleet }) => byKey(fleet));
  return [...new Set(found.flatMap((subscriptions) => [...subscriptions.keys()]))]
    .filter((key) => filter.subscription === undefined || filter.subscription === key)
    .sort(byCodePoint)
    .map((key) => changeOf(key, found, options))
    .filter(says);
};
