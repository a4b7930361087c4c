import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ClusterLoop } from '../../../controllers/cluster-loop.ts';
import type { BindingWork, Drift, OwnedRecord } from '../../../src/cluster/engine.ts';
import { HeadwaterError } from '../../../src/model/diagnostic.ts';
import { configMap, FakeEngine, unreachable, workOf } from './fake-engine.ts';
import { FakeRuntime, settled } from './fake-runtime.ts';

const pin = (epoch = 1, subscription = 'default/shop') => ({
  subscription,
  cluster: 'eu-1',
  commit: 'c1',
  digest: `d${epoch}`,
  epoch,
});
const guards = { maxDeletes: 20, protect: [] };

let runtime: FakeRuntime;
let engine: FakeEngine;
let evidence: string[];
let pruned: number[];
let works: Map<string, BindingWork>;
let saved: Map<string, OwnedRecord>;
let loop: ClusterLoop;

beforeEach(() => {
  runtime = new FakeRuntime();
  engine = new FakeEngine();
  evidence = [];
  pruned = [];
  works = new Map();
  saved = new Map();
  loop = new ClusterLoop({
    cluster: 'eu-1',
    concurrency: 4,
    open: async () => engine,
    onContact: async (contact) => {
      if (contact.uid === 'uid-1') return;
      const diagnostic = {
        code: 'ClusterIdentityChanged',
        severity: 'error',
        message: 'other cluster',
      } as const;
      throw new HeadwaterError(diagnostic, { retryable: false });
    },
    onStatus: () => undefined,
    onDrift: () => undefined,
    host: {
      runtime,
      loadWork: async (of) =>
        works.get(of.subscription) ??
        workOf(of.subscription, [configMap('a'), configMap('b', 'report')], of.epoch),
      saveOwned: async (_pin, owned) => {
        saved = new Map(owned);
      },
      onEvidence: (of, state) => evidence.push(`${of.epoch} ${state}`),
      onPruned: (of) => pruned.push(of.epoch),
      onApplied: () => undefined,
      onHealed: () => undefined,
      onBug: (error) => {
        throw error;
      },
    },
  });
});
afterEach(() => loop.stop());

const drift = (name: string, cause: Drift['cause'] = 'fields'): Drift => ({
  subscription: 'default/shop',
  id: configMap(name).id,
  cause,
  seenAt: 0,
});

describe('a reachable cluster', () => {
  it('applies a pin, judges its health and says so', async () => {
    await loop.start();
    loop.setPin(pin());
    await settled();
    expect(engine.calls).toEqual(['connect', 'apply default/shop@1', 'health default/shop']);
    expect(evidence).toEqual(['1 Applied', '1 Healthy']);
  });

  it('looks again later at what is not healthy yet', async () => {
    engine.judged = async () => ({ state: 'InProgress', diagnostics: [] });
    await loop.start();
    loop.setPin(pin());
    await settled();
    engine.judged = async () => ({ state: 'Current', diagnostics: [] });
    await runtime.advance(1000);
    expect(evidence).toEqual(['1 Applied', '1 Verifying', '1 Healthy']);
  });

  it('keeps what health learnt of an object, such as a Job that completed', async () => {
    const owned = { uid: 'u', digest: 'digest-a', ownedHash: 'h', completed: true } as const;
    engine.judged = async () => ({
      state: 'Current',
      diagnostics: [],
      owned: [{ id: configMap('a').id, result: 'skipped', owned }],
    });
    await loop.start();
    loop.setPin(pin());
    await settled();
    expect(saved.get(configMap('a').key)).toEqual(owned);
  });

  it('tries a failed apply again, later each time', async () => {
    const wrong = { code: 'ApplyRejected', severity: 'error', message: 'no' } as const;
    engine.applied = async () => ({ outcomes: [], diagnostics: [wrong], superseded: false });
    await loop.start();
    loop.setPin(pin());
    await runtime.advance(60_000);
    const attempts = engine.calls.filter((call) => call.startsWith('apply')).length;
    expect(attempts).toBeGreaterThan(3);
    expect(attempts).toBeLessThan(10);
    expect(new Set(evidence)).toEqual(new Set(['1 Failed']));
  });

  it('prunes only the pin that it runs', async () => {
    await loop.start();
    loop.setPin(pin(1));
    loop.prune(pin(1), guards);
    await settled();
    loop.setPin(pin(2));
    loop.prune(pin(1), guards);
    await settled();
    expect(engine.calls.filter((call) => call.startsWith('prune'))).toEqual(['prune default/shop@1']);
    expect(pruned).toEqual([1]);
  });
});

describe('a prune that fails', () => {
  it('is shown, and tried again until it is done', async () => {
    const wrong = { code: 'ApplyRejected', severity: 'error', message: 'may not list' } as const;
    engine.pruned = async () => ({ deleted: [], kept: [], diagnostics: [wrong] });
    await loop.start();
    loop.setPin(pin());
    loop.prune(pin(), guards);
    await settled();
    expect(evidence.at(-1)).toBe('1 Failed');
    engine.pruned = async () => ({ deleted: [], kept: [], diagnostics: [] });
    await runtime.advance(60_000);
    expect(pruned).toEqual([1]);
    expect(evidence.at(-1)).toBe('1 Healthy');
  });
});

describe('drift', () => {
  beforeEach(async () => {
    await loop.start();
    loop.setPin(pin());
    await settled();
    engine.calls.length = 0;
  });

  it('heals the object that drifted, and only it', async () => {
    engine.onDrift?.(drift('a'));
    await settled();
    expect(engine.calls).toEqual(['heal a', 'health default/shop']);
  });

  it('that came while another heal ran is healed after it, in one go', async () => {
    engine.onDrift?.(drift('a'));
    engine.onDrift?.(drift('a', 'deleted'));
    await settled();
    expect(engine.calls.filter((call) => call.startsWith('heal '))).toEqual(['heal a']);
  });

  it('of an object that only reports, or that the pin does not have, is shown and left alone', async () => {
    engine.onDrift?.(drift('b'));
    engine.onDrift?.(drift('unknown'));
    await settled();
    expect(engine.calls).toEqual(['health default/shop']);
  });

  it('of a status only judges health', async () => {
    engine.onDrift?.(drift('a', 'status'));
    await settled();
    expect(engine.calls).toEqual(['health default/shop']);
  });
});

describe('a cluster that is away', () => {
  it('says Unreachable for each pin, and catches up when it returns', async () => {
    engine.contact = async () => {
      throw unreachable();
    };
    await loop.start();
    loop.setPin(pin());
    await settled();
    expect(evidence).toEqual(['1 Unreachable']);
    expect(engine.calls).toEqual(['connect']);
    engine.contact = async () => ({ uid: 'uid-1', version: 'v1.36.3', parents: [] });
    await runtime.advance(60_000);
    expect(evidence.slice(-2)).toEqual(['1 Applied', '1 Healthy']);
  });

  it('that goes away in the midst of an apply is reconnected once for all bindings', async () => {
    await loop.start();
    engine.applied = async () => {
      throw unreachable();
    };
    loop.setPin(pin(1, 'default/shop'));
    loop.setPin(pin(1, 'default/platform'));
    await settled();
    engine.applied = async () => ({ outcomes: [], diagnostics: [], superseded: false });
    await runtime.advance(60_000);
    expect(engine.calls.filter((call) => call === 'connect')).toHaveLength(2);
    expect(evidence.filter((entry) => entry === '1 Healthy')).toHaveLength(2);
  });

  it('is noticed by its watches and by what an apply reports, too', async () => {
    await loop.start();
    loop.setPin(pin());
    await settled();
    engine.contact = async () => {
      throw unreachable();
    };
    engine.onLost?.(unreachable());
    await settled();
    expect(evidence.at(-1)).toBe('1 Unreachable');
    engine.contact = async () => ({ uid: 'uid-1', version: 'v1.36.3', parents: [] });
    await runtime.advance(5000);
    expect(evidence.at(-1)).toBe('1 Healthy');
    engine.applied = async () => ({
      outcomes: [],
      diagnostics: [unreachable().diagnostic],
      superseded: false,
    });
    loop.setPin(pin(2));
    await settled();
    expect(evidence.filter((entry) => entry === '2 Unreachable')).toHaveLength(1);
    expect(evidence).not.toContain('2 Failed');
  });

  it('gets the prune that was asked for before it was reached', async () => {
    loop.setPin(pin());
    loop.prune(pin(), guards);
    await settled();
    await loop.start();
    await settled();
    expect(engine.calls.slice(1)).toEqual([
      'apply default/shop@1',
      'health default/shop',
      'prune default/shop@1',
    ]);
    expect(pruned).toEqual([1]);
  });

  it('that goes away in the midst of a prune is pruned when it returns, and once', async () => {
    const rest = { deleted: [], kept: [] };
    engine.pruned = async () => ({ ...rest, diagnostics: [unreachable().diagnostic] });
    await loop.start();
    loop.setPin(pin());
    loop.prune(pin(), guards);
    await settled();
    expect(pruned).toEqual([]);
    engine.pruned = async () => ({ ...rest, diagnostics: [] });
    await runtime.advance(60_000);
    expect(engine.calls.filter((call) => call.startsWith('prune'))).toHaveLength(2);
    expect(pruned).toEqual([1]);
  });

  it('that leads elsewhere is not written to, and its pins fail with the reason', async () => {
    engine.contact = async () => ({ uid: 'another', version: 'v1.36.3', parents: [] });
    await loop.start();
    loop.setPin(pin());
    await runtime.advance(60_000);
    expect(loop.status.state).toBe('Refused');
    expect(new Set(engine.calls)).toEqual(new Set(['connect']));
    expect(new Set(evidence)).toEqual(new Set(['1 Failed']));
  });
});
