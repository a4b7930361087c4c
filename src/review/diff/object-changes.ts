import { bindingKey } from '../../model/binding.ts';
import type { DesiredObject, DesiredState } from '../../model/desired.ts';
import { byCodePoint } from '../../model/json.ts';
import { resourceKey } from '../../model/resource.ts';
import { type Move, movesBetween } from '../moves.ts';
import type { BindingGroup, DiffFilter } from './binding-groups.ts';
import type { Causes } from './causes.ts';
import type { KnownClusters } from './cluster-set.ts';
import type { ObjectChange } from './fleet-change.ts';
import { ObjectCollector } from './object-collector.ts';
import { changedPairs } from './object-pairs.ts';
import type { Side, Sides } from './side.ts';

interface ObjectChangesOptions {
  readonly sides: Sides;
  readonly groups: readonly BindingGroup[];
  readonly filter: DiffFilter;
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

const addGroup = (
  group: BindingGroup,
  moved: ReadonlySet<string>,
  { causes }: ObjectChangesOptions,
  collector: ObjectCollector,
): void => {
  const { subscription } = group;
  const own = causes.on(group.clusters);
  for (const pair of changedPairs(group.before, group.after)) {
    const clusters =
      pair.before && pair.after
        ? group.clusters
        : group.clusters.filter((cluster) => !moved.has(`${subscription}@${cluster} ${pair.key}`));
    if (clusters.length === 0) continue;
    collector.add({ pair, subscription, clusters, files: own.of(pair, [subscription]) });
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

/** Moves of what is looked at, on the clusters that are looked at. */
const movesOf = ({ sides, filter }: ObjectChangesOptions): readonly Move[] =>
  movesBetween(sides.before.plan, sides.after.plan).flatMap((move) => {
    const { subscription: wanted, cluster } = filter;
    const clusters = move.clusters.filter((name) => cluster === undefined || cluster === name);
    const isWanted = wanted === undefined || [move.from, move.to].includes(wanted);
    return isWanted && clusters.length > 0 ? [{ ...move, clusters }] : [];
  });

/** What becomes of objects, each change once with its clusters; by Subscription, then as objects are applied. */
export const objectChanges = (options: ObjectChangesOptions): readonly ObjectChange[] => {
  const collector = new ObjectCollector(options.known);
  const moves = movesOf(options);
  const moved = movedPlaces(moves);
  for (const group of options.groups.filter(isKnown)) addGroup(group, moved, options, collector);
  for (const move of moves) addMove(move, options, collector);
  const changes = collector.changes();
  const places = new Map<string, number>();
  for (const { id } of changes) {
    const key = resourceKey(id);
    if (!places.has(key)) places.set(key, places.size);
  }
  const placeOf = ({ id }: ObjectChange): number => places.get(resourceKey(id)) ?? 0;
  return changes.toSorted((a, b) => byCodePoint(a.subscription, b.subscription) || placeOf(a) - placeOf(b));
};
