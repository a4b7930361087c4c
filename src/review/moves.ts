import type { DesiredState } from '../model/desired.ts';
import { byCodePoint } from '../model/json.ts';
import type { ResourceId } from '../model/resource.ts';
import type { BindingPlan, FleetPlan } from '../render/plan-fleet.ts';

/** An object that changes hands: what one Subscription had on these clusters, another has there now. */
export interface Move {
  readonly id: ResourceId;
  /** `namespace/name` of the Subscription that had it. */
  readonly from: string;
  readonly to: string;
  /** Sorted. */
  readonly clusters: readonly string[];
}

type Objects = ReadonlyMap<string, ResourceId>;

/** What one binding no longer has, and what it has got. */
interface Exchange {
  readonly lost: Objects;
  readonly gained: Objects;
}

const none: Objects = new Map();

const without = (objects: Objects, others: Objects): Objects =>
  new Map([...objects].filter(([key]) => !others.has(key)));

/** Equal digests, equal objects: a thousand bindings of three digests are asked for their objects three times. */
const exchanges = (): ((before: DesiredState | undefined, after: DesiredState | undefined) => Exchange) => {
  const objects = new Map<string, Objects>();
  const known = new Map<string, Exchange>();
  const objectsOf = (state: DesiredState | undefined): Objects => {
    if (!state) return none;
    const found = objects.get(state.digest) ?? new Map(state.objects.map(({ key, id }) => [key, id]));
    objects.set(state.digest, found);
    return found;
  };
  return (before, after) => {
    const pair = `${before?.digest ?? ''} ${after?.digest ?? ''}`;
    const found = known.get(pair);
    if (found) return found;
    const [old, now] = [objectsOf(before), objectsOf(after)];
    const exchange = { lost: without(old, now), gained: without(now, old) };
    known.set(pair, exchange);
    return exchange;
  };
};

/** A binding that does not render keeps what it runs, and what that is cannot be told: it neither gives nor takes. */
const isUnknown = (binding: BindingPlan | undefined): boolean =>
  binding !== undefined && binding.state === undefined;

/** By cluster and object: the Subscription. */
class Hands {
  readonly #clusters = new Map<string, Map<string, string>>();

  add({ cluster, subscription }: BindingPlan, objects: Objects): void {
    if (objects.size === 0) return;
    const hands = this.#clusters.get(cluster) ?? new Map<string, string>();
    for (const key of objects.keys()) hands.set(key, subscription);
    this.#clusters.set(cluster, hands);
  }

  of(cluster: string, key: string): string | undefined {
    return this.#clusters.get(cluster)?.get(key);
  }
}

interface Gain {
  readonly binding: BindingPlan;
  readonly objects: Objects;
}

const compareMoves = (a: Move, b: Move): number =>
  byCodePoint(a.id.kind, b.id.kind) ||
  byCodePoint(a.id.namespace, b.id.namespace) ||
  byCodePoint(a.id.name, b.id.name) ||
  byCodePoint(a.id.group, b.id.group) ||
  byCodePoint(a.from, b.from) ||
  byCodePoint(a.to, b.to);

const movesOf = (gains: readonly Gain[], lost: Hands): readonly Move[] => {
  const moves = new Map<string, Move & { readonly clusters: string[] }>();
  for (const { binding, objects } of gains) {
    for (const [key, id] of objects) {
      const from = lost.of(binding.cluster, key);
      if (from === undefined) continue;
      const group = `${key} ${from} ${binding.subscription}`;
      const move = moves.get(group) ?? { id, from, to: binding.subscription, clusters: [] };
      move.clusters.push(binding.cluster);
      moves.set(group, move);
    }
  }
  return [...moves.values()]
    .map((move) => ({ ...move, clusters: move.clusters.toSorted(byCodePoint) }))
    .sort(compareMoves);
};

/**
 * The objects that go from one Subscription to another between two commits, cluster by cluster, grouped. Objects are
 * asked for only where a binding's digest is another one.
 */
export const movesBetween = (before: FleetPlan, after: FleetPlan): readonly Move[] => {
  const exchange = exchanges();
  const lost = new Hands();
  const gains: Gain[] = [];
  for (const [key, binding] of after.bindings) {
    const old = before.bindings.get(key);
    if (isUnknown(binding) || isUnknown(old) || old?.state?.digest === binding.state?.digest) continue;
    const found = exchange(old?.state, binding.state);
    lost.add(binding, found.lost);
    if (found.gained.size > 0) gains.push({ binding, objects: found.gained });
  }
  for (const [key, binding] of before.bindings) {
    if (!after.bindings.has(key)) lost.add(binding, exchange(binding.state, undefined).lost);
  }
  return movesOf(gains, lost);
};
