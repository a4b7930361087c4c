import { fingerprint, layerKey } from '../overlay/fingerprint.ts';
import { reaches } from '../overlay/reach.ts';
import type { Fleet, Layer } from '../repository/fleet.ts';
import { compareLayers } from '../repository/layers.ts';
import type { Subject } from './subject.ts';

const isLater = ({ overridePolicy }: Layer): boolean => overridePolicy === 'ApplyLater';

/** By Subscription: equal texts, equal ApplyLater overrides; a Subscription that none reaches has none. */
export const laterKeys = (fleet: Fleet, subjects: readonly Subject[]): ReadonlyMap<string, string> => {
  const later = fleet.layers.filter(isLater);
  if (later.length === 0) return new Map();
  const keys = subjects.map(({ subscription, resources }) => {
    const reaching = later.filter((layer) => resources.some((resource) => reaches(layer, resource)));
    return [subscription.key, reaching.map(layerKey).join(' ')] as const;
  });
  return new Map(keys.flatMap(([key, text]) => (text === '' ? [] : [[key, fingerprint(text)]])));
};

const placeOf = ({ path, name, cluster }: Layer): string => JSON.stringify([path, name, cluster]);

/**
 * The head with the ApplyLater overrides of another commit: what it would be had none of them been edited since. One
 * that says ApplyNow by now is the head's.
 */
export const withLaterOf = (head: Fleet, released: Fleet): Fleet => {
  const now = head.layers.filter((layer) => !isLater(layer));
  const places = new Set(now.map(placeOf));
  const later = released.layers.filter((layer) => isLater(layer) && !places.has(placeOf(layer)));
  return { ...head, layers: [...now, ...later].toSorted(compareLayers) };
};
