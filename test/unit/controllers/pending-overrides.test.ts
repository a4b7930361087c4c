import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Manager } from '../../../controllers/manager.ts';
import { createMemoryStore } from '../../../src/store/memory-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { atOnce, clusterFile, configMap, subscription } from '../../e2e/support/fleet-files.ts';
import { FakeEngine } from './fake-engine.ts';
import { FakeRuntime } from './fake-runtime.ts';
import { MemorySource } from './memory-source.ts';

const later = (value: string, policy = 'ApplyLater'): string => `apiVersion: apps.clusternet.io/v1alpha1
kind: Localization
metadata: { name: level, namespace: eu-1 }
spec:
  overridePolicy: ${policy}
  priority: 500
  feed: { apiVersion: v1, kind: ConfigMap, name: a }
  overrides: [{ name: level, type: MergePatch, value: '{"data":{"level":"${value}"}}' }]
`;
const path = 'overlays/localizations/eu-1/500-level/localization.yaml';
const files = (change: Readonly<Record<string, string>> = {}): Record<string, string> =>
  ({
    ...atOnce,
    ...clusterFile('eu-1'),
    ...clusterFile('us-1'),
    ...subscription('shop'),
    'feeds/shop/a.yaml': configMap('a', { v: '1' }),
    ...subscription('web', { annotations: 'headwater.dev/depends-on: shop' }),
    'feeds/web/b.yaml': configMap('b', { v: '1' }),
    [path]: later('info'),
    ...change,
  }) as Record<string, string>;

let source: MemorySource;
let store: Store;
let runtime: FakeRuntime;
let engines: Map<string, FakeEngine>;
let manager: Manager;

const open = (): Manager =>
  new Manager({
    source,
    url: 'http://git.example/fleet',
    branch: 'main',
    store,
    runtime,
    logger: createLogger({ level: 'silent' }),
    metrics: createMetrics({ version: 'test', process: false }),
    openEngine: async ({ cluster }) => {
      const engine = new FakeEngine();
      engine.contact = async () => ({ uid: `uid-${cluster}`, version: 'v1.36.3', parents: [] });
      engines.set(cluster, engine);
      return engine;
    },
  });

const push = async (name: string, content: Record<string, string>): Promise<void> => {
  const planning = manager.branch.plan(source.commit(name, content));
  await runtime.advance(1000);
  await planning;
  await runtime.advance(1000);
};
const applies = (): readonly string[] =>
  [...engines].flatMap(([cluster, { calls }]) =>
    calls.filter((call) => call.startsWith('apply')).map((call) => `${cluster}: ${call}`),
  );
const pendingOf = (): readonly string[] =>
  manager
    .status()
    .diagnostics.filter(({ code }) => code === 'PendingOverrides')
    .map(({ message }) => message.slice(0, message.indexOf(':')));

beforeEach(async () => {
  source = new MemorySource();
  store = createMemoryStore();
  runtime = new FakeRuntime();
  engines = new Map();
  manager = open();
  await manager.start();
  await push('c1', files());
});
afterEach(() => manager.stop());

describe('an edit of ApplyLater overrides', () => {
  it('starts no rollout by itself, and is told of', async () => {
    const before = applies();

    await push('c2', files({ [path]: later('debug') }));

    expect(applies()).toEqual(before);
    expect(pendingOf()).toEqual(['default/shop']);
  });

  it('goes out with the next rollout of its Subscription', async () => {
    await push('c2', files({ [path]: later('debug') }));
    await push('c3', files({ [path]: later('debug'), 'feeds/shop/a.yaml': configMap('a', { v: '2' }) }));

    expect(applies().filter((call) => call.includes('default/shop@2'))).toHaveLength(2);
    expect(pendingOf()).toEqual([]);
    const states = manager.status().bindings.map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(['Soaked']));
  });

  it('is not released by what another Subscription rolls out, and holds up none that depends on it', async () => {
    await push('c2', files({ [path]: later('debug') }));
    await push('c3', files({ [path]: later('debug'), 'feeds/web/b.yaml': configMap('b', { v: '2' }) }));

    expect(applies().filter((call) => call.includes('default/shop@2'))).toEqual([]);
    expect(applies().filter((call) => call.includes('default/web@2'))).toHaveLength(2);
    expect(pendingOf()).toEqual(['default/shop']);
  });

  it('waits over a restart', async () => {
    await push('c2', files({ [path]: later('debug') }));
    await manager.stop();
    engines.clear();
    manager = open();
    await manager.start();

    await push('c3', files({ [path]: later('debug'), 'feeds/web/b.yaml': configMap('b', { v: '2' }) }));

    expect(applies().filter((call) => call.includes('default/shop@2'))).toEqual([]);
    expect(pendingOf()).toEqual(['default/shop']);
  });

  it('that is taken back leaves nothing that waits', async () => {
    await push('c2', files({ [path]: later('debug') }));
    await push('c3', files());

    expect(pendingOf()).toEqual([]);
    expect(applies().filter((call) => call.includes('@2'))).toEqual([]);
  });

  it('that removes one waits as well', async () => {
    const { [path]: _removed, ...without } = files();

    await push('c2', without);

    expect(applies().filter((call) => call.includes('@2'))).toEqual([]);
    expect(pendingOf()).toEqual(['default/shop']);
  });

  it('that makes it ApplyNow goes out at once, to the one cluster that it changes', async () => {
    await push('c2', files({ [path]: later('debug', 'ApplyNow') }));

    expect(applies().filter((call) => call.includes('@2'))).toEqual(['eu-1: apply default/shop@2']);
    expect(pendingOf()).toEqual([]);
  });

  it('gives a cluster that joins what the head says', async () => {
    await push('c2', files({ [path]: later('debug'), ...(clusterFile('ap-1') as Record<string, string>) }));

    expect(applies()).toContain('ap-1: apply default/shop@1');
    expect(applies().filter((call) => call.includes('@2'))).toEqual([]);
  });
});
