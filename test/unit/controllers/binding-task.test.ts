import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClusterLoop } from '../../../controllers/cluster-loop.ts';
import type { BindingWork, HealthReport } from '../../../src/cluster/engine.ts';
import type { DiagnosticCode } from '../../../src/model/diagnostic.ts';
import { configMap, FakeEngine, unreachable, workOf } from './fake-engine.ts';
import { FakeRuntime, settled } from './fake-runtime.ts';

/** Says of which epoch's objects it was asked. */
class EpochEngine extends FakeEngine {
  override health(work?: BindingWork): Promise<HealthReport> {
    this.calls.push(`health @${work?.epoch}`);
    return this.judged();
  }
}

const pin = (epoch = 1, subscription = 'default/shop') => ({
  subscription,
  cluster: 'eu-1',
  commit: 'c1',
  digest: `d${epoch}`,
  epoch,
});
const failure = (code: DiagnosticCode) => ({ code, severity: 'error', message: 'no' }) as const;
const guards = { maxDeletes: 20, protect: [] };

let runtime: FakeRuntime;
let engine: EpochEngine;
let evidence: string[];
let contacts: number;
let loads: (() => void)[];
let holdLoads: boolean;
let loop: ClusterLoop;

beforeEach(() => {
  runtime = new FakeRuntime();
  engine = new EpochEngine();
  evidence = [];
  contacts = 0;
  loads = [];
  holdLoads = false;
  loop = new ClusterLoop({
    cluster: 'eu-1',
    concurrency: 2,
    open: async () => engine,
    onContact: async () => {
      contacts += 1;
    },
    onStatus: () => undefined,
    onDrift: () => undefined,
    host: {
      runtime,
      loadWork: async (of) => {
        if (holdLoads) await new Promise<void>((resolve) => loads.push(resolve));
        return workOf(of.subscription, [configMap('a')], of.epoch);
      },
      saveOwned: async () => undefined,
      onEvidence: (of, state) => evidence.push(`${of.subscription.slice(8)}@${of.epoch} ${state}`),
      onPruned: () => undefined,
      onApplied: () => undefined,
      onHealed: () => undefined,
      onBug: (error) => {
        throw error;
      },
    },
  });
});
afterEach(() => loop.stop());

const drift = (cause: 'fields' | 'status') => ({
  subscription: 'default/shop',
  id: configMap('a').id,
  cause,
  seenAt: 0,
});

describe('evidence', () => {
  it('for a new pin never comes from the objects of the old one (R1)', async () => {
    await loop.start();
    loop.setPin(pin(1));
    await settled();
    evidence.length = 0;
    engine.calls.length = 0;
    holdLoads = true;
    engine.onDrift?.(drift('status'));
    engine.onDrift?.(drift('fields'));
    loop.setPin(pin(2));
    await settled();
    expect(evidence).toEqual([]);
    expect(engine.calls).toEqual([]);
    for (const release of loads) release();
    await settled();
    expect(evidence).toEqual(['shop@2 Applied', 'shop@2 Healthy']);
  });

  it('of health waits until the whole of the pin was applied', async () => {
    engine.applied = async () => ({
      outcomes: [],
      diagnostics: [failure('ApplyRejected')],
      superseded: false,
    });
    await loop.start();
    loop.setPin(pin());
    await settled();
    engine.onDrift?.(drift('status'));
    await settled();
    expect(evidence).toEqual(['shop@1 Failed']);
    engine.applied = async () => ({ outcomes: [], diagnostics: [], superseded: false });
    await runtime.advance(2000);
    expect(evidence.slice(1)).toEqual(['shop@1 Applied', 'shop@1 Healthy']);
  });

  it('goes on being sought by health while a failed prune waits for its next attempt', async () => {
    engine.judged = async () => ({ state: 'InProgress', diagnostics: [] });
    engine.pruned = async () => ({ deleted: [], kept: [], diagnostics: [failure('ApplyRejected')] });
    await loop.start();
    loop.setPin(pin());
    loop.prune(pin(), guards);
    await settled();
    engine.onDrift?.(drift('status'));
    await runtime.advance(120_000);
    expect(engine.calls.filter((call) => call.startsWith('prune')).length).toBeGreaterThan(1);
  });
});

describe('a binding that alone gets no answer', () => {
  it.each([
    ['ClusterUnreachable', 'Unreachable'],
    ['ClusterAuth', 'Failed'],
  ] as const)('(%s) costs the others one reconnect, and then nothing', async (code, state) => {
    engine.applied = async (work) => ({
      outcomes: [],
      diagnostics: work.subscription === 'default/broken' ? [failure(code)] : [],
      superseded: false,
    });
    await loop.start();
    loop.setPin(pin(1, 'default/shop'));
    loop.setPin(pin(1, 'default/broken'));
    await runtime.advance(60_000);
    expect(engine.calls.filter((call) => call === 'connect')).toHaveLength(2);
    expect(evidence.filter((entry) => entry.startsWith('shop')).at(-1)).toBe('shop@1 Healthy');
    expect(evidence.filter((entry) => entry.startsWith('broken')).at(-1)).toBe(`broken@1 ${state}`);
    const attempts = engine.calls.filter((call) => call === 'apply default/broken@1').length;
    expect(attempts).toBeGreaterThan(3);
    expect(attempts).toBeLessThan(12);
  });
});

describe('a cluster whose watches break again and again', () => {
  it('is reconnected later each time', async () => {
    await loop.start();
    loop.setPin(pin());
    await settled();
    engine.watch = (_bindings, _onDrift, onLost) => {
      setImmediate(() => onLost?.(unreachable()));
    };
    engine.onLost?.(unreachable());
    await runtime.advance(60_000);
    expect(engine.calls.filter((call) => call === 'connect').length).toBeLessThan(12);
  });
});

describe('a cluster that holds a newer epoch', () => {
  it('says so, and is asked what it runs', async () => {
    engine.applied = async () => ({ outcomes: [], diagnostics: [], superseded: true });
    await loop.start();
    loop.setPin(pin());
    await runtime.advance(10_000);
    expect(contacts).toBe(2);
    expect(evidence).toContain('shop@1 Failed');
    expect(engine.calls.filter((call) => call.startsWith('apply')).length).toBeLessThan(8);
  });
});

describe('stop', () => {
  it('ends while more bindings wait than run, and begins none of them', async () => {
    engine.applied = async () => {
      await new Promise((resolve) => setImmediate(resolve));
      return { outcomes: [], diagnostics: [], superseded: false };
    };
    await loop.start();
    for (let index = 0; index < 10; index += 1) loop.setPin(pin(1, `default/s${index}`));
    await Promise.resolve();
    await loop.stop();
    expect(engine.calls.filter((call) => call.startsWith('apply')).length).toBeLessThanOrEqual(2);
    expect(engine.closed).toBe(true);
  });

  it('waits only a moment for an apply that hangs', async () => {
    engine.applied = () => new Promise(() => undefined);
    await loop.start();
    loop.setPin(pin());
    await settled();
    const stopping = loop.stop();
    await runtime.advance(3000);
    await stopping;
    expect(engine.closed).toBe(true);
  });
});
