import type { DesiredObject } from '../../model/desired.ts';
import type { BindingWork } from '../engine.ts';
import { parentId } from './parent.ts';

/** Which binding declares an object, in the pin that it has now. */
export interface Claim {
  readonly work: BindingWork;
  readonly object: DesiredObject;
}

export interface Claims {
  get(key: string): Claim | undefined;
  /** The latest pin of a binding replaces what it claimed before. */
  set(work: BindingWork): void;
  /** Forgets every binding but these. */
  keepOnly(subscriptions: ReadonlySet<string>): void;
  forget(subscription: string): void;
  /** The claim of any other binding on this object. */
  getBesides(subscription: string, key: string): Claim | undefined;
  /** Whether the binding with this parent declares the object in the pin that we know of it. */
  declares(parent: string, key: string): boolean;
  works(): readonly BindingWork[];
}

export const createClaims = (fleet: string): Claims => {
  const byKey = new Map<string, Claim>();
  /** Keys that more than one pin declared at some time: between the pins of two commits an object may move. */
  const contested = new Set<string>();
  const bySubscription = new Map<string, BindingWork>();

  const drop = (subscription: string): void => {
    for (const { key } of bySubscription.get(subscription)?.state.objects ?? [])
      if (byKey.get(key)?.work.subscription === subscription) byKey.delete(key);
    bySubscription.delete(subscription);
  };
  const declarers = (key: string): readonly Claim[] =>
    [...bySubscription.values()].flatMap((work) => {
      const object = work.state.objects.find((one) => one.key === key);
      return object ? [{ work, object }] : [];
    });

  /** Of several the one that git gives the object to, and where it does not say, the latest. */
  const get = (key: string): Claim | undefined => {
    const latest = byKey.get(key);
    if (!latest || !contested.has(key)) return latest;
    const all = declarers(key);
    if (all.length < 2) contested.delete(key);
    const isGiven = ({ work, object }: Claim): boolean =>
      work.head?.givenTo(object.id)?.to.includes(work.subscription) ?? false;
    return all.find(isGiven) ?? latest;
  };

  const claim = (work: BindingWork): void => {
    for (const object of work.state.objects) {
      const other = byKey.get(object.key);
      if (other && other.work.subscription !== work.subscription) contested.add(object.key);
      byKey.set(object.key, { work, object });
    }
  };

  const getBesides = (subscription: string, key: string): Claim | undefined => {
    const others = declarers(key).filter(({ work }) => work.subscription !== subscription);
    return others[0];
  };

  /** What this binding let go of, and another one declares too, is the other's from now on. */
  const passOn = (before: BindingWork): void => {
    for (const { key } of before.state.objects) {
      const next = byKey.has(key) ? undefined : getBesides(before.subscription, key);
      if (next) byKey.set(key, next);
    }
  };

  return {
    get,
    getBesides,
    set: (work) => {
      const before = bySubscription.get(work.subscription);
      // an older pin that comes late (a heal that was under way) claims nothing back
      if (before && before.epoch > work.epoch) return;
      if (before && before.state === work.state && before.epoch === work.epoch) return;
      drop(work.subscription);
      bySubscription.set(work.subscription, work);
      claim(work);
      if (before) passOn(before);
    },
    keepOnly: (subscriptions) => {
      for (const subscription of [...bySubscription.keys()])
        if (!subscriptions.has(subscription)) drop(subscription);
    },
    forget: drop,
    declares: (parent, key) =>
      [...bySubscription.values()].some(
        ({ subscription, state }) =>
          parentId(fleet, subscription) === parent && state.objects.some((object) => object.key === key),
      ),
    works: () => [...bySubscription.values()],
  };
};
