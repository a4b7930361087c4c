import { beforeEach, describe, expect, it } from 'vitest';
import { RolloutLoop } from '../../../controllers/rollout-loop.ts';
import type { RolloutEffect } from '../../../src/rollout/event.ts';
import { subscriptionRecordKey } from '../../../src/store/keys.ts';
import { createMemoryStore } from '../../../src/store/memory-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { target } from '../rollout/scenario.ts';
import { FakeRuntime, settled } from './fake-runtime.ts';

let store: Store;
let runtime: FakeRuntime;
let effects: RolloutEffect[];
let errors: unknown[];

const open = (over: Store = store): RolloutLoop =>
  new RolloutLoop({
    store: over,
    runtime,
    onEffect: (effect) => effects.push(effect),
    onChange: () => undefined,
    onError: (_subscription, error) => errors.push(error),
  });

beforeEach(() => {
  store = createMemoryStore();
  runtime = new FakeRuntime();
  effects = [];
  errors = [];
});

const healthy = {
  type: 'evidence',
  evidence: {
    subscription: 'default/shop',
    cluster: 'a',
    epoch: 1,
    digest: 'd1',
    state: 'Healthy',
    diagnostics: [],
  },
} as const;

describe('the rollout loop', () => {
  it('stores a record before it hands on its effects', async () => {
    const order: string[] = [];
    const watched: Store = {
      ...store,
      write: async (key, value, expected) => {
        order.push('write');
        return store.write(key, value, expected);
      },
    };
    const loop = new RolloutLoop({
      store: watched,
      runtime,
      onEffect: () => order.push('effect'),
      onChange: () => undefined,
      onError: () => undefined,
    });
    await loop.send('default/shop', target('c1', { a: 'd1' }));
    expect(order).toEqual(['write', 'effect']);
  });

  it('shares one write among events that come during another', async () => {
    let writes = 0;
    const counted: Store = {
      ...store,
      write: async (key, value, expected) => {
        writes += 1;
        await new Promise((resolve) => setImmediate(resolve));
        return store.write(key, value, expected);
      },
    };
    const loop = open(counted);
    const digests = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`c${index}`, 'd1']));
    await loop.send('default/shop', target('c1', digests));
    const evidence = Object.keys(digests).map((cluster) =>
      loop.send('default/shop', { ...healthy, evidence: { ...healthy.evidence, cluster } }),
    );
    await Promise.all(evidence);
    expect(writes).toBeLessThanOrEqual(3);
    expect(loop.records().get('default/shop')?.state).toBe('Succeeded');
  });

  it('goes on from the stored record', async () => {
    await open().send('default/shop', target('c1', { a: 'd1' }));
    const second = open();
    await second.load();
    effects.length = 0;
    await second.send('default/shop', healthy);
    expect(second.records().get('default/shop')?.clusters.a?.state).toBe('Soaked');
    expect(effects.map(({ type }) => type)).toEqual(['prune']);
  });

  it('wakes up by itself when a stabilisation ends', async () => {
    const loop = open();
    const strategy = { ...target('c1', {}).strategy, stabilisationMs: 5000 };
    await loop.send('default/shop', target('c1', { a: 'd1' }, { strategy }));
    await loop.send('default/shop', healthy);
    await runtime.advance(5000);
    expect(loop.records().get('default/shop')?.clusters.a?.state).toBe('Soaked');
  });

  it('times a cluster out that never says a word', async () => {
    const loop = open();
    await loop.send('default/shop', target('c1', { a: 'd1' }));
    await runtime.advance(600_000);
    expect(loop.records().get('default/shop')?.clusters.a?.state).toBe('TimedOut');
  });

  it('keeps the events of a write that failed, and steps them again', async () => {
    let broken = true;
    const flaky: Store = {
      ...store,
      write: async (key, value, expected) => {
        if (broken) throw new Error('disk full');
        return store.write(key, value, expected);
      },
    };
    const loop = open(flaky);
    await loop.send('default/shop', target('c1', { a: 'd1' }));
    expect(errors).toHaveLength(1);
    expect(effects).toEqual([]);
    broken = false;
    await runtime.advance(2000);
    await settled();
    expect(effects.map(({ type }) => type)).toEqual(['pin']);
    expect(await store.read(subscriptionRecordKey('default/shop'))).toBeDefined();
  });

  it('writes nothing when an event changes nothing', async () => {
    const loop = open();
    await loop.send('default/shop', target('c1', { a: 'd1' }));
    await loop.send('default/shop', healthy);
    const version = (await store.read(subscriptionRecordKey('default/shop')))?.version;
    await loop.send('default/shop', healthy);
    expect((await store.read(subscriptionRecordKey('default/shop')))?.version).toBe(version);
  });

  it('tries a failed write once a second, however many events come meanwhile', async () => {
    let attempts = 0;
    const loop = open({
      ...store,
      write: async () => {
        attempts += 1;
        throw new Error('disk full');
      },
    });
    await loop.send('default/shop', target('c1', { a: 'd1' }));
    for (let index = 0; index < 50; index += 1) await loop.send('default/shop', healthy);
    attempts = 0;
    await runtime.advance(10_000);
    expect(attempts).toBeLessThanOrEqual(10);
  });

  it('goes on after a write whose version could not be read back', async () => {
    let broken = true;
    const loop = open({
      ...store,
      read: async (key) => {
        if (broken) throw new Error('disk error');
        return store.read(key);
      },
    });
    await loop.send('default/shop', target('c1', { a: 'd1' }));
    broken = false;
    await runtime.advance(2000);
    await loop.send('default/shop', healthy);
    await runtime.advance(2000);
    expect(loop.records().get('default/shop')?.clusters.a?.state).toBe('Soaked');
  });

  it('stores what it was told before it was stopped', async () => {
    let release: (() => void) | undefined;
    const loop = open({
      ...store,
      write: async (key, value, expected) => {
        if (!release) await new Promise<void>((resolve) => (release = resolve));
        return store.write(key, value, expected);
      },
    });
    void loop.send('default/shop', target('c1', { a: 'd1' }));
    await settled();
    void loop.send('default/shop', healthy);
    const stopping = loop.stop();
    release?.();
    await stopping;
    const second = open();
    await second.load();
    expect(second.records().get('default/shop')?.clusters.a?.state).toBe('Soaked');
  });

  it('refuses to start over a record that it cannot read', async () => {
    await store.write(subscriptionRecordKey('default/shop'), { v: 99 }, undefined);
    await expect(open().load()).rejects.toMatchObject({ diagnostic: { code: 'StateUnreadable' } });
  });
});
