import { bindingKey } from '../../model/binding.ts';
import type { DesiredObject, DesiredState } from '../../model/desired.ts';
import { byCodePoint } from '../../model/json.ts';
import { resourceKey } from '../../model/resource.ts';
import type { FleetPlan } from '../../render/plan-fleet.ts';
import { type Move, movesBetween } from '../moves.ts';
import { type BindingGroup, type DiffFilter, isWanted } from './binding-groups.ts';
import type { Causes, ClusterCauses } from './causes.ts';
import type { KnownClusters } from './cluster-set.ts';
import type { ObjectChange } from './fleet-change.ts';
import { ObjectCollector } from './object-collector.ts';
import { changedPairs, type ObjectPair } from './object-pairs.ts';
import type { Side, Sides } from './side.ts';

interface ObjectChangesOptions {
  readonly sides: Sides;
  readonly filter: DiffFilter;
  /** Of every Subscription: what one loses another may have got. */
  readonly groups: readonly BindingGroup[];
  readonly causes: Causes;
  readonly known: KnownClusters;
}

/** By Subscription, cluster and object: what comes or goes there does so because it moves. */
const movedPlaces = (moves: readonly Move[]): ReadonlySet<string> =>
  new Set(
    moves.flatMap(({ id, from, to, clusters }) =>
      clusters.flatMap((cluster) => [from, to].map((key) => `${key}@${cluster} ${resourceKey(id)}`)),
    ),
  );

/** Where one side renders nothing there is nothing to compare with: that is told of the binding. */
const isKnown = ({ errorsBefore, errorsAfter }: BindingGroup): boolean =>
  errorsBefore.length + errorsAfter.length === 0;

/** What a group's objects come and go, until it is known which of them move. */
interface Passing {
  readonly group: BindingGroup;
  readonly pairs: readonly ObjectPair[];
  readonly causes: ClusterCauses;
}

/** Tells what changes in a group, and answers what comes or goes, if anything does. */
const addChanged = (
  group: BindingGroup,
  { causes }: ObjectChangesOptions,
  collector: ObjectCollector,
): Passing | undefined => {
  const { subscription, clusters } = group;
  const own = causes.on(clusters);
  const pairs = changedPairs(group.before, group.after);
  for (const pair of pairs) {
    if (!pair.before || !pair.after) continue;
    collector.add({ pair, subscription, clusters, files: own.of(pair, [subscription]) });
  }
  const passing = pairs.filter(({ before, after }) => !before || !after);
  return passing.length === 0 ? undefined : { group, pairs: passing, causes: own };
};

const addPassing = (
  { group, pairs, causes }: Passing,
  moved: ReadonlySet<string>,
  collector: ObjectCollector,
): void => {
  const { subscription } = group;
  for (const pair of pairs) {
    const clusters = group.clusters.filter((cluster) => !moved.has(`${subscription}@${cluster} ${pair.key}`));
    if (clusters.length === 0) continue;
    collector.add({ pair, subscription, clusters, files: causes.of(pair, [subscription]) });
  }
};

/** Finds one object of many bindings: those of equal digests are asked for their objects once. */
const objectFinder = (side: Side, key: string) => {
  const known = new Map<string, DesiredObject | undefined>();
  const find = (state: DesiredState): DesiredObject | undefined =>
    state.objects.find((object) => object.key === key);
  return (subscription: string, cluster: string): DesiredObject | undefined => {
    const state = side.plan.bindings.get(bindingKey({ subscription, cluster }))?.state;
    if (!state) return undefined;
    const text = `${state.digest} ${state.treatment}`;
    if (!known.has(text)) known.set(text, find(state));
    return known.get(text);
  };
};

const addMove = (
  { id, from, to, clusters }: Move,
  { sides, causes }: ObjectChangesOptions,
  collector: ObjectCollector,
): void => {
  const key = resourceKey(id);
  const [before, after] = [objectFinder(sides.before, key), objectFinder(sides.after, key)];
  const alike = Map.groupBy(clusters, (cluster) => {
    const [old, now] = [before(from, cluster), after(to, cluster)];
    return `${old?.digest} ${now?.digest}`;
  });
  for (const group of alike.values()) {
    const [first] = group as [string];
    const [old, now] = [before(from, first), after(to, first)];
    if (!old || !now) continue;
    const pair = { id, key, before: old, after: now };
    const files = causes.on(group).of(pair, [from, to]);
    collector.add({ pair, subscription: to, from, clusters: group, files });
  }
};

/** A plan of those bindings alone in which something comes or goes: nothing moves in the others. */
const planOf = ({ plan }: Side, passing: readonly Passing[]): FleetPlan => {
  const keys = passing.flatMap(({ group: { subscription, clusters } }) =>
    clusters.map((cluster) => bindingKey({ subscription, cluster })),
  );
  const found = keys.flatMap((key) => {
    const binding = plan.bindings.get(key);
    return binding ? [[key, binding] as const] : [];
  });
  return { ...plan, bindings: new Map(found) };
};

/** What becomes of objects, each change once with its clusters; by Subscription, then as objects are applied. */
export const objectChanges = (options: ObjectChangesOptions): readonly ObjectChange[] => {
  const collector = new ObjectCollector(options.known);
  const { sides, groups, filter } = options;
  const passing = groups.filter(isKnown).flatMap((group) => addChanged(group, options, collector) ?? []);
  const moves = movesBetween(planOf(sides.before, passing), planOf(sides.after, passing));
  const moved = movedPlaces(moves);
  for (const one of passing) addPassing(one, moved, collector);
  for (const move of moves) addMove(move, options, collector);
  const changes = collector
    .changes()
    .filter(({ subscription, from }) =>
      [subscription, from ?? subscription].some((key) => isWanted(key, filter)),
    );
  const places = new Map<string, number>();
  for (const { id } of changes) {
    const key = resourceKey(id);
    if (!places.has(key)) places.set(key, places.size);
  }
  const placeOf = ({ id }: ObjectChange): number => places.get(resourceKey(id)) ?? 0;
  return changes.toSorted((a, b) => byCodePoint(a.subscription, b.subscription) || placeOf(a) - placeOf(b));
};
