import type { Diagnostic } from '../../model/diagnostic.ts';
import { isError } from '../../model/diagnostic.ts';
import { byCodePoint } from '../../model/json.ts';
import { withLaterOf } from '../../render/apply-later.ts';
import { type FleetPlan, planFleet, type RenderMemo } from '../../render/plan-fleet.ts';
import type { Fleet } from '../../repository/fleet.ts';
import { type Move, movesBetween } from '../moves.ts';
import { type BindingPair, changedPairs } from './binding-pairs.ts';
import { type ClusterChange, clusterChanges } from './cluster-changes.ts';
import { collectChanges } from './collect-changes.ts';
import { type ChangeGroup, groupChanges } from './group-changes.ts';
import { type SubscriptionChange, subscriptionChanges } from './subscription-changes.ts';

/** One side of a comparison. */
export interface PlannedFleet {
  readonly fleet: Fleet;
  readonly plan: FleetPlan;
}

/** A binding that comes, goes, or stops or begins to render. */
export interface BindingChange {
  readonly subscription: string;
  readonly verb: 'added' | 'removed' | 'broken' | 'mended';
  readonly clusters: readonly string[];
}

/** A Subscription of which ApplyLater overrides alone changed. */
export interface PendingChange {
  readonly subscription: string;
  readonly clusters: readonly string[];
}

/** What a change of the repository does to the fleet: its blast radius. Holds no Secret's values. */
export interface FleetChange {
  readonly subscriptions: readonly SubscriptionChange[];
  readonly clusters: readonly ClusterChange[];
  readonly bindings: readonly BindingChange[];
  readonly groups: readonly ChangeGroup[];
  readonly moves: readonly Move[];
  /** They change objects, and wait for the next rollout. */
  readonly pending: readonly PendingChange[];
  /** Errors that were not there before: what they touch keeps what it runs. */
  readonly problems: readonly Diagnostic[];
  readonly counts: {
    readonly subscriptions: number;
    readonly clusters: number;
    /** Distinct objects. */
    readonly created: number;
    readonly changed: number;
    readonly removed: number;
    readonly moved: number;
    /** Objects on clusters. */
    readonly writes: number;
  };
}

export interface DiffOptions {
  readonly memo: RenderMemo;
  /** `namespace/name`. */
  readonly subscription?: string | undefined;
  readonly cluster?: string | undefined;
}

const verbOf = ({ before, after }: BindingPair): BindingChange['verb'] | undefined => {
  if (after === 'absent') return 'removed';
  if (before === 'absent') return after === 'broken' ? 'broken' : 'added';
  if (after === 'broken') return 'broken';
  return before === 'broken' ? 'mended' : undefined;
};

const bindingChanges = (pairs: readonly BindingPair[]): readonly BindingChange[] => {
  const found = pairs.flatMap((pair) => {
    const verb = verbOf(pair);
    return verb ? [{ subscription: pair.subscription, verb, clusters: pair.clusters }] : [];
  });
  return [...Map.groupBy(found, ({ subscription, verb }) => `${subscription} ${verb}`).values()].map(
    (same) => ({
      ...same[0]!,
      clusters: same.flatMap(({ clusters }) => clusters).sort(byCodePoint),
    }),
  );
};

const textOf = ({ code, message, source }: Diagnostic): string =>
  JSON.stringify([code, message, source?.file]);

const errorsOf = ({ fleet, plan }: PlannedFleet, pairs: readonly BindingPair[]): readonly Diagnostic[] =>
  [...fleet.diagnostics, ...plan.diagnostics, ...pairs.flatMap(({ diagnostics }) => diagnostics)].filter(
    isError,
  );

const newProblems = (
  before: PlannedFleet,
  after: PlannedFleet,
  pairs: readonly BindingPair[],
): readonly Diagnostic[] => {
  const known = new Set(errorsOf(before, []).map(textOf));
  const found = new Map(errorsOf(after, pairs).map((problem) => [textOf(problem), problem]));
  return [...found].flatMap(([text, problem]) => (known.has(text) ? [] : [problem]));
};

/** Subscriptions that would not change if their ApplyLater overrides were still those of before. */
const pendingChanges = (
  before: PlannedFleet,
  after: PlannedFleet,
  pairs: readonly BindingPair[],
  memo: RenderMemo,
): readonly PendingChange[] => {
  const keys = new Set([...before.plan.later.keys(), ...after.plan.later.keys()]);
  const edited = [...keys].filter((key) => before.plan.later.get(key) !== after.plan.later.get(key));
  if (edited.length === 0) return [];
  const held = planFleet(withLaterOf(after.fleet, before.fleet), memo);
  const others = new Set(changedPairs(before.plan, held).map(({ subscription }) => subscription));
  return edited
    .filter((key) => !others.has(key))
    .map((subscription) => ({
      subscription,
      clusters: pairs
        .filter((pair) => pair.subscription === subscription)
        .flatMap(({ clusters }) => clusters),
    }))
    .filter(({ clusters }) => clusters.length > 0);
};

const countsOf = (change: Omit<FleetChange, 'counts'>): FleetChange['counts'] => {
  const { groups, bindings, moves } = change;
  const members = groups.flatMap(({ verb, members: all }) => all.map((member) => ({ ...member, verb })));
  const objects = (verb: string): number =>
    new Set(members.filter((one) => one.verb === verb).map(({ id }) => JSON.stringify(id))).size;
  const touched = [...members, ...bindings];
  return {
    subscriptions: new Set(touched.map(({ subscription }) => subscription)).size,
    clusters: new Set(touched.flatMap(({ clusters }) => clusters)).size,
    created: objects('created'),
    changed: objects('changed'),
    removed: objects('removed'),
    moved: new Set(moves.map(({ id }) => JSON.stringify(id))).size,
    writes: members
      .filter(({ verb }) => verb !== 'treated')
      .reduce((sum, { clusters }) => sum + clusters.length, 0),
  };
};

const filtered = (
  pairs: readonly BindingPair[],
  { subscription, cluster }: DiffOptions,
): readonly BindingPair[] =>
  pairs
    .filter((pair) => subscription === undefined || pair.subscription === subscription)
    .map((pair) =>
      cluster === undefined ? pair : { ...pair, clusters: pair.clusters.filter((one) => one === cluster) },
    )
    .filter(({ clusters }) => clusters.length > 0);

const isAsked =
  ({ subscription, cluster }: DiffOptions) =>
  ({ from, to, clusters }: Move): boolean =>
    (subscription === undefined || from === subscription || to === subscription) &&
    (cluster === undefined || clusters.includes(cluster));

/** What differs between two plans, grouped. Pure; asks for objects only where a binding's digest is another one. */
export const fleetChange = (before: PlannedFleet, after: PlannedFleet, options: DiffOptions): FleetChange => {
  const pairs = filtered(changedPairs(before.plan, after.plan), options);
  const moves = movesBetween(before.plan, after.plan);
  const change = {
    subscriptions: subscriptionChanges(before.fleet, after.fleet).filter(
      ({ subscription }) => options.subscription === undefined || subscription === options.subscription,
    ),
    clusters: clusterChanges(before.fleet, after.fleet).filter(
      ({ cluster }) => options.cluster === undefined || cluster === options.cluster,
    ),
    bindings: bindingChanges(pairs),
    groups: groupChanges(collectChanges(pairs, moves, before.plan)),
    moves: moves.filter(isAsked(options)),
    pending: pendingChanges(before, after, pairs, options.memo),
    problems: newProblems(before, after, pairs),
  };
  return { ...change, counts: countsOf(change) };
};

/** Whether anything is to be told. */
export const isChange = ({
  subscriptions,
  clusters,
  bindings,
  groups,
  moves,
  problems,
}: FleetChange): boolean =>
  [subscriptions, clusters, bindings, groups, moves, problems].some((part) => part.length > 0);
