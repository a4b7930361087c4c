import type { Json } from '../../model/json.ts';

/** What a rolling update looks at: one ReplicaSet. */
export interface SetCounts {
  readonly name: string;
  readonly replicas: number;
  readonly available: number;
}

export interface RolloutFacts {
  readonly desired: number;
  readonly maxSurge: number;
  readonly maxUnavailable: number;
  readonly next: SetCounts;
  /** Oldest first. */
  readonly old: readonly SetCounts[];
}

const resolve = (value: Json | undefined, total: number, round: (value: number) => number): number => {
  if (typeof value === 'number') return value;
  const percent = typeof value === 'string' ? Number.parseInt(value, 10) : 0;
  return round((percent * total) / 100);
};

/** Surge rounds up and unavailability down; both zero becomes one unavailable, else nothing could move. */
export const resolveLimits = (
  strategy: { readonly maxSurge?: Json | undefined; readonly maxUnavailable?: Json | undefined },
  desired: number,
): { readonly maxSurge: number; readonly maxUnavailable: number } => {
  const maxSurge = resolve(strategy.maxSurge, desired, Math.ceil);
  const maxUnavailable = resolve(strategy.maxUnavailable, desired, Math.floor);
  return maxSurge === 0 && maxUnavailable === 0
    ? { maxSurge, maxUnavailable: 1 }
    : { maxSurge, maxUnavailable: Math.min(maxUnavailable, desired) };
};

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** How many the new set gets now: up to what the surge allows, beside all old ones. */
const growNext = ({ desired, maxSurge, next, old }: RolloutFacts): number => {
  if (next.replicas > desired) return desired;
  const total = next.replicas + sum(old.map((set) => set.replicas));
  const room = Math.max(0, desired + maxSurge - total);
  return Math.min(desired, next.replicas + room);
};

interface Sized {
  readonly name: string;
  readonly size: number;
}

/** Takes up to `budget` away, `most` of each, in the order given. */
const shrink = (sets: readonly Sized[], budget: number, most: (name: string) => number): readonly Sized[] => {
  let left = Math.max(0, budget);
  return sets.map(({ name, size }) => {
    const taken = Math.min(left, size, Math.max(0, most(name)));
    left -= taken;
    return { name, size: size - taken };
  });
};

/** Old sets lose what is not available first; then as many as the new set has made dispensable. */
const shrinkOld = (facts: RolloutFacts): ReadonlyMap<string, number> => {
  const { desired, maxUnavailable, next, old } = facts;
  const minimum = desired - maxUnavailable;
  const total = next.replicas + sum(old.map((set) => set.replicas));
  const cleanable = total - minimum - (next.replicas - next.available);
  const sizes = old.map((set) => ({ name: set.name, size: set.replicas }));
  if (cleanable <= 0) return new Map();
  const unavailable = new Map(old.map((set) => [set.name, set.replicas - set.available]));
  const cleaned = shrink(sizes, cleanable, (name) => unavailable.get(name) ?? 0);
  const spare = next.available + sum(old.map((set) => set.available)) - minimum;
  return new Map(shrink(cleaned, spare, () => desired + total).map(({ name, size }) => [name, size]));
};

/** The sizes that a rolling update gives its ReplicaSets next, by name: it grows first, and shrinks when it cannot. */
export const rollingSizes = (facts: RolloutFacts): ReadonlyMap<string, number> => {
  const grown = growNext(facts);
  if (grown !== facts.next.replicas) return new Map([[facts.next.name, grown]]);
  return shrinkOld(facts);
};
