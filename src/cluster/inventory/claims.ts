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
  const bySubscription = new Map<string, BindingWork>();

  const drop = (subscription: string): void => {
    for (const { key } of bySubscription.get(subscription)?.state.objects ?? [])
      if (byKey.get(key)?.work.subscription === subscription) byKey.delete(key);
    bySubscription.delete(subscription);
  };
  const getBesides = (subscription: string, key: string): Claim | undefined => {
    for (const work of bySubscription.values()) {
      if (work.subscription === subscription) continue;
      const object = work.state.objects.find((one) => one.key === key);
      if (object) return { work, object };
    }
    return undefined;
  };

  /** What this binding let go of, and another one declares too, is the other's from now on. */
  const passOn = (before: BindingWork): void => {
    for (const { key } of before.state.objects) {
      const next = byKey.has(key) ? undefined : getBesides(before.subscription, key);
      if (next) byKey.set(key, next);
    }
  };

  return {
    get: (key) => byKey.get(key),
    getBesides,
    set: (work) => {
      const before = bySubscription.get(work.subscription);
      // an older pin that comes late (a heal that was under way) claims nothing back
      if (before && before.epoch > work.epoch) return;
      if (before && before.state === work.state && before.epoch === work.epoch) return;
      drop(work.subscription);
      bySubscription.set(work.subscription, work);
      for (const object of work.state.objects) byKey.set(object.key, { work, object });
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
