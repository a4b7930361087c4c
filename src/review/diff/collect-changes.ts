import { bindingKey } from '../../model/binding.ts';
import type { DesiredObject } from '../../model/desired.ts';
import { byCodePoint } from '../../model/json.ts';
import { resourceKey } from '../../model/resource.ts';
import type { FleetPlan } from '../../render/plan-fleet.ts';
import type { Move } from '../moves.ts';
import { type BindingPair, type BindingSide, isState } from './binding-pairs.ts';
import { type ObjectChange, objectChange } from './object-change.ts';

type Objects = ReadonlyMap<string, DesiredObject>;

interface Collected {
  readonly subscription: string;
  readonly before: DesiredObject | undefined;
  readonly after: DesiredObject | undefined;
  readonly clusters: string[];
}

const none: Objects = new Map();

const objectsOf = (side: BindingSide): Objects =>
  isState(side) ? new Map(side.objects.map((object) => [object.key, object])) : none;

const textOf = (object: DesiredObject | undefined): string =>
  object ? `${object.digest} ${object.wave} ${JSON.stringify(object.policy)}` : '';

/** By cluster and object: who had it, of objects that change hands. */
class Movers {
  readonly #from = new Map<string, string>();
  readonly #before: FleetPlan;

  constructor(moves: readonly Move[], before: FleetPlan) {
    this.#before = before;
    for (const { id, from, to, clusters } of moves) {
      for (const cluster of clusters) {
        this.#from.set(JSON.stringify([to, cluster, resourceKey(id)]), from);
        this.#from.set(JSON.stringify([from, cluster, resourceKey(id), 'left']), to);
      }
    }
  }

  /** Whether a Subscription gives the object to another one there: it is not removed. */
  leaves(subscription: string, cluster: string, key: string): boolean {
    return this.#from.has(JSON.stringify([subscription, cluster, key, 'left']));
  }

  /** What the former owner had there, of an object that is new to a Subscription and not to the cluster. */
  formerly(subscription: string, cluster: string, key: string): DesiredObject | undefined {
    const from = this.#from.get(JSON.stringify([subscription, cluster, key]));
    if (from === undefined) return undefined;
    const state = this.#before.bindings.get(bindingKey({ subscription: from, cluster }))?.state;
    return state?.objects.find((object) => object.key === key);
  }

  get any(): boolean {
    return this.#from.size > 0;
  }
}

/** A binding that was, or will be, broken says nothing of its objects: it keeps what it runs. */
const isComparable = ({ before, after }: BindingPair): boolean => before !== 'broken' && after !== 'broken';

/** Every object that differs between the two sides of the pairs, each once for all clusters where it differs alike. */
export const collectChanges = (
  pairs: readonly BindingPair[],
  moves: readonly Move[],
  before: FleetPlan,
): readonly ObjectChange[] => {
  const movers = new Movers(moves, before);
  const found = new Map<string, Collected>();
  const note = (change: Omit<Collected, 'clusters'>, clusters: readonly string[]): void => {
    const { subscription, before: old, after: now } = change;
    const texts = [textOf(old), textOf(now)];
    if (texts[0] === texts[1] || clusters.length === 0) return;
    const key = JSON.stringify([subscription, ((now ?? old) as DesiredObject).key, ...texts]);
    const known = found.get(key) ?? { ...change, clusters: [] };
    known.clusters.push(...clusters);
    found.set(key, known);
  };
  const noteMoved = (pair: BindingPair, object: DesiredObject, isGone: boolean): readonly string[] =>
    pair.clusters.filter((cluster) => {
      if (isGone) return !movers.leaves(pair.subscription, cluster, object.key);
      const former = movers.formerly(pair.subscription, cluster, object.key);
      if (former) note({ subscription: pair.subscription, before: former, after: object }, [cluster]);
      return former === undefined;
    });
  for (const pair of pairs.filter(isComparable)) {
    const [old, now] = [objectsOf(pair.before), objectsOf(pair.after)];
    const { subscription, clusters } = pair;
    for (const [key, object] of now) {
      const known = old.get(key);
      const where = known || !movers.any ? clusters : noteMoved(pair, object, false);
      note({ subscription, before: known, after: object }, where);
    }
    for (const [key, object] of old) {
      if (now.has(key)) continue;
      const where = movers.any ? noteMoved(pair, object, true) : clusters;
      note({ subscription, before: object, after: undefined }, where);
    }
  }
  return [...found.values()].map(({ before: old, after: now, subscription, clusters }) =>
    objectChange({ before: old, after: now }, { subscription, clusters: clusters.toSorted(byCodePoint) }),
  );
};
