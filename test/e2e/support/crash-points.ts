import { faultPoints } from '../../../src/cluster/apply/fault-point.ts';
import type { GitSource } from '../../../src/git/source.ts';
import { keyPrefixes } from '../../../src/store/keys.ts';
import type { Store } from '../../../src/store/store.ts';

/**
 * What the loops write beside the cluster, a point before and one after each: the store's records by kind, and
 * the refs that keep commits. They are found by wrapping the two ports, so that no controller knows of them.
 */
const written = ['installation', 'record', 'bytes', 'owned', 'cluster'] as const;

export const crashPoints = [
  ...faultPoints,
  ...written.flatMap((kind) => [`${kind}.write`, `${kind}.written`] as const),
  'bytes.remove',
  'bytes.removed',
  'commit.keep',
  'commit.kept',
  'commit.release',
  'commit.released',
] as const;

export type CrashPoint = (typeof crashPoints)[number];
export type CrashHook = (point: CrashPoint) => Promise<void> | void;

const kinds: Readonly<Record<string, (typeof written)[number]>> = {
  [keyPrefixes.subscriptions]: 'record',
  [keyPrefixes.bytes]: 'bytes',
  [keyPrefixes.owned]: 'owned',
  [keyPrefixes.clusters]: 'cluster',
};

/** A record of a kind without a point is an error: it would be a write at which nobody crashes. */
const pointsOf = (key: string, verb: 'write' | 'remove'): readonly [CrashPoint, CrashPoint] => {
  const kind = key === 'installation' ? key : kinds[key.slice(0, key.indexOf('/') + 1)];
  const before = `${kind}.${verb}`;
  const found = crashPoints.find((point) => point === before);
  const after = crashPoints.find(
    (point) => point === (verb === 'write' ? `${before.slice(0, -5)}written` : `${before}d`),
  );
  if (!found || !after) throw new Error(`no crash point for ${verb} of ${key}`);
  return [found, after];
};

export const crashingStore = (store: Store, hook: CrashHook): Store => ({
  ...store,
  async write(key, value, expected) {
    const [before, after] = pointsOf(key, 'write');
    await hook(before);
    const outcome = await store.write(key, value, expected);
    await hook(after);
    return outcome;
  },
  async remove(key, expected) {
    const [before, after] = pointsOf(key, 'remove');
    await hook(before);
    const outcome = await store.remove(key, expected);
    await hook(after);
    return outcome;
  },
});

export const crashingSource = (source: GitSource, hook: CrashHook): GitSource => ({
  ...source,
  async keep(commit) {
    await hook('commit.keep');
    await source.keep(commit);
    await hook('commit.kept');
  },
  async release(commit) {
    await hook('commit.release');
    await source.release(commit);
    await hook('commit.released');
  },
});
