import { describe, expect, it } from 'vitest';
import { createCommitPlanner, type PlannedCommit } from '../../../controllers/commit-plan.ts';
import { HandOvers } from '../../../controllers/hand-overs.ts';
import type { Pin } from '../../../src/model/binding.ts';
import type { ResourceId } from '../../../src/model/resource.ts';
import { emptyRecord, type SubscriptionRecord } from '../../../src/rollout/record.ts';
import { atOnce, clusterFile, configMap, subscription } from '../../e2e/support/fleet-files.ts';
import { MemorySource } from './memory-source.ts';

const files = {
  ...atOnce,
  ...clusterFile('east'),
  ...clusterFile('west'),
  ...subscription('old'),
  'feeds/old/left.yaml': configMap('left', {}),
  ...subscription('new', { selector: '{ matchLabels: { name: east } }' }),
  'feeds/new/moving.yaml': configMap('moving', {}),
} as Record<string, string>;

const planOf = (changes: Record<string, string> = {}): Promise<PlannedCommit> => {
  const source = new MemorySource();
  const commit = source.commit('c1', { ...files, ...changes });
  return createCommitPlanner(source).plan(commit, new AbortController().signal);
};
const pinOn = (cluster: string, name = 'old'): Pin => ({
  subscription: `default/${name}`,
  cluster,
  commit: 'c0',
  digest: 'd',
  epoch: 1,
});
const id = (name: string, rest: Partial<ResourceId> = {}): ResourceId => ({
  group: '',
  kind: 'ConfigMap',
  namespace: 'default',
  name,
  ...rest,
});

/** What `default/old` runs on the eastern cluster. */
const running = (epoch = 1): ReadonlyMap<string, SubscriptionRecord> => {
  const pin = { commit: 'c0', digest: 'd', epoch };
  const east = { pin, state: 'Soaked', since: 0, diagnostics: [] } as const;
  return new Map([['default/old', { ...emptyRecord('default/old', 0), clusters: { east } }]]);
};

describe('what a prune leaves for another Subscription', () => {
  it('is what git gives to that one in the same cluster, and nothing else', async () => {
    const handOvers = new HandOvers();
    handOvers.planned(await planOf());
    expect(handOvers.isClaimed(pinOn('east'), id('moving'))).toBe(true);
    expect(handOvers.isClaimed(pinOn('west'), id('moving'))).toBe(false);
    expect(handOvers.isClaimed(pinOn('east'), id('elsewhere'))).toBe(false);
    expect(handOvers.isClaimed(pinOn('east', 'new'), id('moving'))).toBe(false);
  });

  it('is claimed by a Subscription that does not render, too', async () => {
    const handOvers = new HandOvers();
    handOvers.planned(await planOf({ 'feeds/new/twice.yaml': configMap('moving', {}) }));
    expect(handOvers.isClaimed(pinOn('east'), id('moving'))).toBe(true);
    expect(handOvers.isClaimed(pinOn('east'), id('elsewhere'))).toBe(false);
  });

  it('may be anything where another’s files cannot be read', async () => {
    const handOvers = new HandOvers();
    handOvers.planned(await planOf({ 'feeds/new/broken.yaml': 'a: [' }));
    expect(handOvers.isClaimed(pinOn('east'), id('elsewhere'))).toBe(true);
    expect(handOvers.isClaimed(pinOn('west'), id('elsewhere'))).toBe(false);
    expect(handOvers.isClaimed(pinOn('east', 'new'), id('elsewhere'))).toBe(false);
  });

  it('is known where the feed leaves the namespace of an unknown kind to the cluster', async () => {
    const handOvers = new HandOvers();
    const gauge = 'apiVersion: example.com/v1\nkind: Gauge\nmetadata: { name: moving }\n';
    handOvers.planned(await planOf({ 'feeds/new/gauge.yaml': gauge }));
    const live = id('moving', { group: 'example.com', kind: 'Gauge' });
    expect(handOvers.isClaimed(pinOn('east'), live)).toBe(true);
    expect(handOvers.isClaimed(pinOn('east'), { ...live, namespace: 'other' })).toBe(false);
  });
});

describe('a prune', () => {
  it('waits for the first commit that is planned', async () => {
    const handOvers = new HandOvers();
    expect(handOvers.mayPrune(pinOn('east'))).toBe(false);
    expect(handOvers.isClaimed(pinOn('east'), id('elsewhere'))).toBe(true);
    handOvers.planned(await planOf());
    expect(handOvers.left(running()).prunes).toEqual([pinOn('east')]);
    expect(handOvers.mayPrune(pinOn('east'))).toBe(true);
  });

  it('that left something is asked for again with each commit, until it leaves nothing', async () => {
    const handOvers = new HandOvers();
    handOvers.planned(await planOf());
    handOvers.isClaimed(pinOn('east'), id('moving'));
    expect(handOvers.left(running()).prunes).toEqual([pinOn('east')]);
    handOvers.isClaimed(pinOn('east'), id('elsewhere'));
    expect(handOvers.left(running()).prunes).toEqual([]);
  });

  it('of a pin that is no more is not asked for again', async () => {
    const handOvers = new HandOvers();
    handOvers.planned(await planOf());
    handOvers.isClaimed(pinOn('east'), id('moving'));
    expect(handOvers.left(running(2)).prunes).toEqual([]);
  });
});

describe('the head, for a binding whose pin may be older', () => {
  it('gives an object to those who have it in their feeds there', async () => {
    const handOvers = new HandOvers();
    const head = handOvers.headOf(pinOn('east'));
    expect(head.givenTo(id('moving'))).toBeUndefined();
    handOvers.planned(await planOf({ 'feeds/new/broken.yaml': 'a: [' }));
    expect(head.givenTo(id('moving'))).toEqual({ to: ['default/new'], perhaps: ['default/new'] });
    expect(head.givenTo(id('left'))).toEqual({ to: ['default/old'], perhaps: ['default/new'] });
    expect(handOvers.headOf(pinOn('west')).givenTo(id('moving'))).toEqual({ to: [], perhaps: [] });
  });

  it('names once who asked again, with the next commit', async () => {
    const handOvers = new HandOvers();
    handOvers.headOf(pinOn('east')).askAgain();
    handOvers.headOf(pinOn('east')).askAgain();
    handOvers.planned(await planOf());
    expect(handOvers.left(running())).toEqual({ applies: [pinOn('east')], prunes: [] });
    expect(handOvers.left(running())).toEqual({ applies: [], prunes: [] });
  });
});
