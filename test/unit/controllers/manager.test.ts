import { Writable } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Manager } from '../../../controllers/manager.ts';
import { HeadwaterError } from '../../../src/model/diagnostic.ts';
import { keyPrefixes } from '../../../src/store/keys.ts';
import { createMemoryStore } from '../../../src/store/memory-store.ts';
import type { Store } from '../../../src/store/store.ts';
import { createLogger } from '../../../src/telemetry/logger.ts';
import { createMetrics } from '../../../src/telemetry/metrics.ts';
import { atOnce, clusterFile, configMap, subscription } from '../../e2e/support/fleet-files.ts';
import { FakeEngine, unreachable } from './fake-engine.ts';
import { FakeRuntime, settled } from './fake-runtime.ts';
import { MemorySource } from './memory-source.ts';

const files = {
  ...atOnce,
  ...clusterFile('eu-1'),
  ...clusterFile('us-1'),
  ...subscription('platform'),
  'feeds/platform/a.yaml': configMap('a', { v: '1' }),
  ...subscription('shop', { annotations: 'headwater.dev/depends-on: platform' }),
  'feeds/shop/b.yaml': configMap('b', { v: '1' }),
} as Record<string, string>;

let source: MemorySource;
let store: Store;
let runtime: FakeRuntime;
let engines: Map<string, FakeEngine>;
let manager: Manager;

const engineOf = (cluster: string): FakeEngine => {
  const known = engines.get(cluster) ?? new FakeEngine();
  if (!engines.has(cluster))
    known.contact = async () => ({ uid: `uid-${cluster}`, version: 'v1.36.3', parents: [] });
  engines.set(cluster, known);
  return known;
};

const open = (
  logger = createLogger({ level: 'silent' }),
  onOpen: (context: string) => void = () => undefined,
): Manager =>
  new Manager({
    source,
    url: 'http://git.example/fleet',
    branch: 'main',
    store,
    runtime,
    logger,
    metrics: createMetrics({ version: 'test', process: false }),
    openEngine: async ({ cluster, context }) => {
      onOpen(context);
      return engineOf(cluster);
    },
  });

const states = (): Record<string, string> =>
  Object.fromEntries(
    manager.status().bindings.map(({ subscription: name, cluster, state }) => [`${name}@${cluster}`, state]),
  );

const planAndSettle = async (commit: string): Promise<void> => {
  const planning = manager.branch.plan(commit);
  await runtime.advance(1000);
  await planning;
  await runtime.advance(1000);
};

beforeEach(() => {
  source = new MemorySource();
  store = createMemoryStore();
  runtime = new FakeRuntime();
  engines = new Map();
  manager = open();
});
afterEach(() => manager.stop());

describe('a commit', () => {
  it('reaches every cluster, dependencies first', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    expect(new Set(Object.values(states()))).toEqual(new Set(['Soaked']));
    const applied = engineOf('eu-1').calls.filter((call) => call.startsWith('apply'));
    expect(applied).toEqual(['apply default/platform@1', 'apply default/shop@1']);
  });

  it('waits with a dependent until what it depends on is Healthy there', async () => {
    engineOf('eu-1').judged = async () => ({ state: 'InProgress', diagnostics: [] });
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    expect(states()).toMatchObject({ 'default/platform@eu-1': 'Verifying', 'default/shop@eu-1': 'Waiting' });
    expect(states()['default/shop@us-1']).toBe('Soaked');
    engineOf('eu-1').judged = async () => ({ state: 'Current', diagnostics: [] });
    await runtime.advance(30_000);
    expect(states()['default/shop@eu-1']).toBe('Soaked');
  });

  it('wakes a dependent whose own record was still being stored when its wait was over', async () => {
    const held: (() => void)[] = [];
    const kept = store;
    store = {
      ...kept,
      write: async (key, value, expected) => {
        if (key === 'subscription/default/shop') await new Promise<void>((resolve) => held.push(resolve));
        return kept.write(key, value, expected);
      },
    };
    manager = open();
    await manager.start();
    const planning = manager.branch.plan(source.commit('c1', files));
    await runtime.advance(1000);
    expect(states()['default/platform@eu-1']).toBe('Soaked');
    for (let round = 0; round < 10; round += 1) {
      for (const release of held.splice(0)) release();
      await runtime.advance(100);
    }
    await planning;
    expect(states()['default/shop@eu-1']).toBe('Soaked');
  });

  it('with a broken file keeps what runs and moves what it does not touch', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    const broken = {
      ...files,
      'feeds/shop/b.yaml': 'a: [',
      'feeds/platform/a.yaml': configMap('a', { v: '2' }),
    };
    await planAndSettle(source.commit('c2', broken));
    expect(states()).toMatchObject({ 'default/shop@eu-1': 'Invalid', 'default/platform@eu-1': 'Soaked' });
    expect(engineOf('eu-1').calls.filter((call) => call.startsWith('apply default/shop'))).toHaveLength(1);
    expect(engineOf('eu-1').calls).toContain('apply default/platform@2');
    const shop = manager.status().bindings.find(({ subscription: name }) => name === 'default/shop');
    expect(shop?.reason).toContain('feeds/shop/b.yaml:1:');
  });

  it('that empties the repository deletes nothing', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    await planAndSettle(source.commit('c2', { ...atOnce } as Record<string, string>));
    const pruned = [...engines.values()].flatMap(({ calls }) => calls.filter((call) => call.includes('@2')));
    expect(pruned).toEqual([]);
    expect(manager.status().bindings.every(({ reason }) => reason.startsWith('PruneNeedsApproval'))).toBe(
      true,
    );
  });

  it('under another fleet id is refused, because every object would lose its owner', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    const renamed = { ...files, 'fleet.yaml': files['fleet.yaml']!.replace('name: e2e', 'name: other') };
    await planAndSettle(
      source.commit('c2', { ...renamed, 'feeds/platform/a.yaml': configMap('a', { v: '2' }) }),
    );
    expect(manager.status().source.message).toContain('other');
    expect(engineOf('eu-1').calls).not.toContain('apply default/platform@2');
  });

  it('with a fleet.yaml that cannot be read moves nothing', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    const changed = { ...files, 'fleet.yaml': 'a: [', 'feeds/platform/a.yaml': configMap('a', { v: '2' }) };
    await planAndSettle(source.commit('c2', changed));
    expect(engineOf('eu-1').calls).not.toContain('apply default/platform@2');
    expect(manager.status().source.message).toBeDefined();
  });

  it('that nothing names any more is let go, with its bytes', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    const first = await store.list(keyPrefixes.bytes);
    const changed = {
      ...files,
      'feeds/platform/a.yaml': configMap('a', { v: '2' }),
      'feeds/shop/b.yaml': configMap('b', { v: '2' }),
    };
    await planAndSettle(source.commit('c2', changed));
    await planAndSettle(source.commit('c3', { ...changed, 'README.md': 'x' }));
    expect(await source.kept()).not.toContain('c1'.padEnd(40, '0'));
    const left = await store.list(keyPrefixes.bytes);
    expect(left.some((key) => first.includes(key))).toBe(false);
    expect(left.length).toBeGreaterThan(0);
  });
});

describe('a commit that changes only how objects are treated', () => {
  it('counts at once, and in the next process, although no digest changes', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    const ignoring = {
      ...files,
      ...subscription('platform', { annotations: 'headwater.dev/drift: ignore' }),
    };
    await planAndSettle(source.commit('c2', ignoring as Record<string, string>));
    const [binding] = manager.status().bindings;
    expect(binding).toMatchObject({ subscription: 'default/platform', epoch: 1 });
    const id = { group: '', kind: 'ConfigMap', namespace: 'default', name: 'a' };
    const drift = { subscription: 'default/platform', id, cause: 'fields', seenAt: 0 } as const;
    engineOf('eu-1').onDrift?.(drift);
    await runtime.advance(1000);
    await manager.stop();
    manager = open();
    await manager.start();
    await planAndSettle(source.head);
    engineOf('eu-1').onDrift?.(drift);
    await runtime.advance(1000);
    expect(engineOf('eu-1').calls.filter((call) => call.startsWith('heal '))).toEqual([]);
  });
});

describe('a commit that could not be planned', () => {
  it('because it could not be fetched is planned by the next poll', async () => {
    await manager.start();
    const commit = source.commit('c1', files);
    const cut = new HeadwaterError(
      { code: 'SourceTimeout', severity: 'error', message: 'cut' },
      { retryable: true },
    );
    const { tree } = source;
    source.tree = async () => Promise.reject(cut);
    await expect(manager.branch.plan(commit)).rejects.toBe(cut);
    expect(manager.status().source.message).toContain('cut');
    source.tree = tree;
    await planAndSettle(commit);
    expect(manager.status().source.message).toBeUndefined();
    expect(new Set(Object.values(states()))).toEqual(new Set(['Soaked']));
  });

  it('because of what it says is told until another is planned, however often git is reached', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', { ...files, 'fleet.yaml': 'a: [' }));
    manager.branch.failed({ code: 'SourceTimeout', severity: 'error', message: 'silent' });
    expect(manager.status().source.message).toBe('silent');
    manager.branch.reached();
    expect(manager.status().source.message).toContain('fleet.yaml');
    await planAndSettle(source.commit('c2', files));
    expect(manager.status().source.message).toBeUndefined();
  });
});

describe('an outage of git', () => {
  it('is over when the branch is reached again, although it did not move', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    manager.branch.failed({ code: 'SourceTimeout', severity: 'error', message: 'silent' });
    manager.branch.reached();
    expect(manager.status().source.message).toBeUndefined();
  });
});

describe('what a plan writes', () => {
  it('is only what is new: bytes that are stored are not written again, by no process', async () => {
    let written: string[] = [];
    const kept = store;
    store = {
      ...kept,
      write: (key, value, expected) => {
        if (key.startsWith(keyPrefixes.bytes)) written.push(key);
        return kept.write(key, value, expected);
      },
    };
    manager = open();
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    expect(written.length).toBeGreaterThan(0);
    written = [];
    await planAndSettle(source.commit('c2', { ...files, 'README.md': 'x' }));
    expect(written).toEqual([]);
    await manager.stop();
    manager = open();
    await manager.start();
    await planAndSettle(source.head);
    expect(written).toEqual([]);
  });

  it('is told in the log once for each problem, with file and line', async () => {
    const lines: string[] = [];
    const destination = new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk));
        done();
      },
    });
    manager = open(createLogger({ level: 'info', format: 'json', destination }));
    const staged = { 'rollouts/at-once.yaml': `${files['rollouts/at-once.yaml']}    - name: rest\n` };
    await manager.start();
    await planAndSettle(source.commit('c1', { ...files, ...staged }));
    await planAndSettle(source.commit('c2', { ...files, ...staged, 'README.md': 'x' }));
    const told = lines.filter((line) => line.includes('StrategyNotYetHonoured'));
    expect(told).toHaveLength(1);
    expect(JSON.parse(told[0]!)).toMatchObject({ level: 'warn', file: 'rollouts/at-once.yaml' });
  });
});

describe('a stop', () => {
  it('waits for no first contact, and only a moment for a cluster that hangs', async () => {
    engineOf('eu-1').contact = () => new Promise(() => undefined);
    await manager.start();
    const planning = manager.branch.plan(source.commit('c1', files));
    await settled();
    let stopped = false;
    const stopping = manager.stop().then(() => {
      stopped = true;
    });
    await runtime.advance(3000);
    expect(stopped).toBe(true);
    await Promise.all([planning, stopping]);
  });
});

describe('a restart', () => {
  it('goes on with the pins that it had, without git', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    await manager.stop();
    for (const engine of engines.values()) engine.calls.length = 0;
    manager = open();
    await manager.start();
    await runtime.advance(1000);
    expect(engineOf('us-1').calls).toContain('apply default/shop@1');
    expect(new Set(Object.values(states()))).toEqual(new Set(['Soaked']));
  });
});

describe('a cluster that is away', () => {
  it('does not hold up the others, and catches up', async () => {
    engineOf('eu-1').contact = async () => {
      throw unreachable();
    };
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    expect(states()).toMatchObject({ 'default/platform@eu-1': 'Unreachable', 'default/shop@us-1': 'Soaked' });
    engineOf('eu-1').contact = async () => ({ uid: 'uid-eu-1', version: 'v1.36.3', parents: [] });
    await runtime.advance(60_000);
    expect(new Set(Object.values(states()))).toEqual(new Set(['Soaked']));
  });
});

describe('a name that leads to another cluster', () => {
  it('is not written to until a person accepts it', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    await manager.stop();
    engineOf('eu-1').calls.length = 0;
    engineOf('eu-1').contact = async () => ({ uid: 'another', version: 'v1.36.3', parents: [] });
    manager = open();
    await manager.start();
    await planAndSettle(
      source.commit('c2', { ...files, 'feeds/platform/a.yaml': configMap('a', { v: '2' }) }),
    );
    expect(engineOf('eu-1').calls.filter((call) => call !== 'connect')).toEqual([]);
    expect(manager.status().bindings.find(({ cluster }) => cluster === 'eu-1')?.reason).toContain(
      'ClusterIdentityChanged',
    );
    const accepting = manager.acceptCluster('eu-1');
    await runtime.advance(1000);
    await accepting;
    await runtime.advance(5000);
    await settled();
    expect(engineOf('eu-1').calls).toContain('apply default/platform@2');
  });

  it('gets the newest pin although it was planned while the cluster was opened anew', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    const engine = engineOf('eu-1');
    const { contact } = engine;
    let answer: (() => void) | undefined;
    engine.contact = () =>
      new Promise((resolve) => {
        answer = () => resolve(contact());
      });
    const accepting = manager.acceptCluster('eu-1');
    await runtime.advance(100);
    await planAndSettle(
      source.commit('c2', { ...files, 'feeds/platform/a.yaml': configMap('a', { v: '2' }) }),
    );
    engine.calls.length = 0;
    answer?.();
    await runtime.advance(1000);
    expect(await accepting).toBe(true);
    await runtime.advance(1000);
    expect(engine.calls.filter((call) => call.startsWith('apply default/platform')).at(-1)).toBe(
      'apply default/platform@2',
    );
    expect(await manager.acceptCluster('no-such-cluster')).toBe(false);
  });

  it('is opened anew when git gives it another context', async () => {
    const opened: string[] = [];
    manager = open(undefined, (context) => opened.push(context));
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    await planAndSettle(
      source.commit('c2', {
        ...files,
        ...(clusterFile('eu-1', { context: 'eu-1-new' }) as Record<string, string>),
      }),
    );
    expect(opened.filter((context) => context.startsWith('eu-1'))).toEqual(['eu-1', 'eu-1-new']);
    expect(new Set(Object.values(states()))).toEqual(new Set(['Soaked']));
  });

  it('is refused when two names lead to one cluster', async () => {
    engineOf('eu-1').contact = async () => ({ uid: 'same', version: 'v1.36.3', parents: [] });
    engineOf('us-1').contact = async () => ({ uid: 'same', version: 'v1.36.3', parents: [] });
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    const refused = manager.status().clusters.filter(({ state }) => state === 'Refused');
    expect(refused).toHaveLength(1);
  });
});

describe('a lost state file (R21)', () => {
  const parent = (digest: string) => ({
    fleet: 'e2e',
    subscription: 'default/platform',
    commit: 'c1'.padEnd(40, '0'),
    digest,
    epoch: 7,
    clusterUid: 'uid-eu-1',
  });

  it('goes on where the cluster carries what the head renders', async () => {
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    const digest = manager
      .status()
      .bindings.find(({ subscription: name }) => name === 'default/platform')!.digest;
    await manager.stop();
    store = createMemoryStore();
    engineOf('eu-1').contact = async () => ({
      uid: 'uid-eu-1',
      version: 'v1.36.3',
      parents: [parent(digest)],
    });
    manager = open();
    await manager.start();
    await planAndSettle(source.head);
    const binding = manager
      .status()
      .bindings.find(({ subscription: name, cluster }) => name === 'default/platform' && cluster === 'eu-1');
    expect(binding).toMatchObject({ epoch: 7, digest, state: 'Soaked' });
  });

  it('waits for a person where it carries something else', async () => {
    engineOf('eu-1').contact = async () => ({
      uid: 'uid-eu-1',
      version: 'v1.36.3',
      parents: [parent('f'.repeat(64))],
    });
    await manager.start();
    await planAndSettle(source.commit('c1', files));
    const reasons = manager.status().bindings.filter(({ subscription: name }) => name === 'default/platform');
    expect(reasons.every(({ reason }) => reason.includes('StateRebuilt'))).toBe(true);
    expect(engineOf('eu-1').calls.filter((call) => call.startsWith('apply default/platform'))).toEqual([]);
    await manager.resume('default/platform');
    await runtime.advance(1000);
    expect(engineOf('eu-1').calls).toContain('apply default/platform@8');
  });
});
