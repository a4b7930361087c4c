import { describe, expect, it } from 'vitest';
import { decodeRecord, encodeRecord } from '../../../src/rollout/codec.ts';
import { defaultStrategy } from '../../../src/rollout/strategy.ts';
import { Scenario, strategy, target } from './scenario.ts';

const installed = (): Scenario =>
  new Scenario()
    .send(target('c1', { a: 'd1', b: 'd1' }))
    .evidence('a', 'Applied', 'Healthy')
    .evidence('b', 'Applied', 'Healthy');

describe('a first install', () => {
  it('pins every cluster at once, at epoch 1', () => {
    const scenario = new Scenario().send(target('c1', { a: 'd1', b: 'd2' }));
    expect(scenario.pinned()).toEqual(['a=d1@1', 'b=d2@1']);
    expect(scenario.record.state).toBe('Progressing');
  });

  it('succeeds once every cluster is Healthy, and releases the commit', () => {
    const scenario = installed();
    expect(scenario.record.state).toBe('Succeeded');
    expect(scenario.record.released).toBe('c1');
    expect(scenario.record.clusters.a?.lastGood).toEqual({ commit: 'c1', digest: 'd1' });
  });

  it('prunes a cluster when it Soaked, and not before', () => {
    const scenario = new Scenario().send(target('c1', { a: 'd1', b: 'd1' }));
    expect(scenario.evidence('a', 'Applied').pruned()).toEqual([]);
    expect(scenario.evidence('a', 'Healthy').pruned()).toEqual(['a']);
  });

  it('asks for Healthy without a break for the stabilisation', () => {
    const slow = { ...strategy, stabilisationMs: 5000 };
    const scenario = new Scenario()
      .send(target('c1', { a: 'd1' }, { strategy: slow }))
      .evidence('a', 'Healthy');
    expect(scenario.effects).toContainEqual({ type: 'wake', at: 6000 });
    expect(
      scenario.wait(3000).evidence('a', 'Verifying').evidence('a', 'Healthy').wait(4999).state('a'),
    ).toBe('Healthy');
    expect(scenario.wait(1).state('a')).toBe('Soaked');
  });
});

describe('evidence', () => {
  it('is dropped when its epoch or digest is not the pin (R1)', () => {
    const scenario = new Scenario().send(target('c1', { a: 'd1' }));
    const before = scenario.record;
    const stale = { subscription: 'default/shop', cluster: 'a', state: 'Healthy' as const, diagnostics: [] };
    scenario.send({ type: 'evidence', evidence: { ...stale, epoch: 0, digest: 'd1' } });
    scenario.send({ type: 'evidence', evidence: { ...stale, epoch: 1, digest: 'd0' } });
    expect(scenario.record).toBe(before);
  });

  it('of a failing cluster halts the rollout, and a recovery lets it pass', () => {
    const scenario = new Scenario().send(target('c1', { a: 'd1', b: 'd1' }));
    scenario.evidence('a', 'Applied', 'Healthy').evidence('b', 'Failed');
    expect(scenario.record.state).toBe('Halted');
    expect(scenario.record.released).toBeUndefined();
    expect(scenario.evidence('b', 'Healthy').record.state).toBe('Succeeded');
  });

  it('after Soaked shows the health of now and judges nothing again', () => {
    const scenario = installed().evidence('a', 'Verifying');
    expect(scenario.state('a')).toBe('Soaked');
    expect(scenario.record.clusters.a?.evidence).toBe('Verifying');
    expect(scenario.pruned()).toEqual([]);
  });

  it('past the progress deadline counts as timed out', () => {
    const scenario = new Scenario().send(target('c1', { a: 'd1' })).evidence('a', 'Applied', 'Verifying');
    expect(scenario.wait(defaultStrategy.progressDeadlineMs - 1).state('a')).toBe('Verifying');
    expect(scenario.wait(1).state('a')).toBe('TimedOut');
    expect(scenario.record.state).toBe('Halted');
  });

  it('of an unreachable cluster neither fails the rollout nor runs out of time', () => {
    const scenario = new Scenario().send(target('c1', { a: 'd1', b: 'd1' }));
    scenario
      .evidence('a', 'Healthy')
      .evidence('b', 'Unreachable')
      .wait(defaultStrategy.progressDeadlineMs * 2);
    expect(scenario.record.state).toBe('Succeeded');
    expect(scenario.evidence('b', 'Applied', 'Healthy').state('b')).toBe('Soaked');
  });

  it('of nobody releases nothing: with every cluster Unreachable there is no evidence (R4)', () => {
    const scenario = new Scenario().send(target('c1', { a: 'd1' })).evidence('a', 'Unreachable');
    expect(scenario.record.released).toBeUndefined();
  });

  it('leaves a cluster that returns the time that it had before it went away (R5)', () => {
    const scenario = new Scenario()
      .send(target('c1', { a: 'd1' }))
      .wait(1000)
      .evidence('a', 'Unreachable');
    scenario.wait(defaultStrategy.progressDeadlineMs * 2).evidence('a', 'Verifying');
    expect(scenario.wait(defaultStrategy.progressDeadlineMs - 1001).state('a')).toBe('Verifying');
    expect(scenario.wait(1).state('a')).toBe('TimedOut');
  });
});

describe('the next wake', () => {
  const slow = { ...strategy, stabilisationMs: 5000, progressDeadlineMs: 60_000 };
  const wakes = (scenario: Scenario) => scenario.effects.filter(({ type }) => type === 'wake');

  it('is named as soon as a cluster is dispatched: a deadline fires without any evidence (I11)', () => {
    const scenario = new Scenario().send(target('c1', { a: 'd1' }, { strategy: slow }));
    expect(wakes(scenario)).toEqual([{ type: 'wake', at: 61_000 }]);
    expect(wakes(scenario.evidence('a', 'Applied'))).toEqual([{ type: 'wake', at: 61_000 }]);
  });

  it('is the earliest of all clusters, whichever of them spoke last', () => {
    const scenario = new Scenario().send(target('c1', { a: 'd1', b: 'd1' }, { strategy: slow }));
    scenario.evidence('a', 'Healthy');
    scenario.now += 3000;
    scenario.evidence('b', 'Healthy');
    expect(wakes(scenario)).toEqual([{ type: 'wake', at: 6000 }]);
  });
});

describe('a newer commit', () => {
  it('moves only clusters whose digest it changes', () => {
    const scenario = installed().send(target('c2', { a: 'd2', b: 'd1' }));
    expect(scenario.pinned()).toEqual(['a=d2@2']);
    expect(scenario.state('b')).toBe('NoOp');
    expect(scenario.record.clusters.b?.pin).toEqual({ commit: 'c1', digest: 'd1', epoch: 1 });
  });

  it('that renders the same starts no rollout', () => {
    const scenario = installed();
    const before = scenario.record;
    scenario.send(target('c2', { a: 'd1', b: 'd1' }));
    expect(scenario.effects).toEqual([]);
    expect(scenario.record.target?.commit).toBe(before.target?.commit);
  });

  it('looks again at a cluster that failed on the very same digest', () => {
    const scenario = installed()
      .send(target('c2', { a: 'd2', b: 'd2' }))
      .evidence('a', 'Failed')
      .evidence('b', 'Healthy');
    scenario.send(target('c3', { a: 'd2', b: 'd3' }));
    expect(scenario.pinned()).toEqual(['a=d2@2', 'b=d3@3']);
  });

  it('goes straight from the old pin, with the epoch growing by one', () => {
    const scenario = installed()
      .send(target('c2', { a: 'd2', b: 'd2' }))
      .send(target('c3', { a: 'd3', b: 'd1' }));
    expect(scenario.pinned()).toEqual(['a=d3@3', 'b=d1@3']);
  });

  it('that a cluster does not render keeps what the cluster runs', () => {
    const wrong = { code: 'PatchFailed', severity: 'error', message: 'x' } as const;
    const scenario = installed().send(target('c2', { a: 'd2' }, { invalid: { b: [wrong] } }));
    expect(scenario.pinned()).toEqual(['a=d2@2']);
    expect(scenario.state('b')).toBe('Invalid');
    expect(scenario.record.clusters.b?.pin?.digest).toBe('d1');
    expect(scenario.record.clusters.b?.diagnostics).toEqual([wrong]);
    scenario.evidence('a', 'Healthy');
    expect(scenario.record.state).toBe('Halted');
    expect(scenario.send(target('c3', { a: 'd2', b: 'd1' })).pinned()).toEqual(['b=d1@1']);
  });
});

describe('clusters that join and leave', () => {
  it('a joiner gets what is released, at once when nothing is in flight', () => {
    const scenario = installed().send(target('c1', { a: 'd1', b: 'd1', c: 'd9' }));
    expect(scenario.pinned()).toEqual(['c=d9@1']);
  });

  it('a joiner waits while a target is in flight', () => {
    const scenario = installed().send(target('c2', { a: 'd2', b: 'd2', c: 'd2' }));
    expect(scenario.state('c')).toBe('Waiting');
    scenario.evidence('a', 'Healthy').evidence('b', 'Healthy');
    expect(scenario.pinned()).toEqual(['c=d2@1']);
  });

  it('a joiner waits for the Subscriptions that it depends on there, too (R19)', () => {
    const blocked = { blocked: { c: ['default/platform'] } };
    const scenario = installed().send(target('c1', { a: 'd1', b: 'd1', c: 'd9' }, blocked));
    expect(scenario.pinned()).toEqual([]);
    expect(scenario.record.clusters.c?.waitsFor).toEqual(['default/platform']);
    expect(scenario.send({ type: 'unblocked', cluster: 'c' }).pinned()).toEqual(['c=d9@1']);
  });

  it('a joiner is served where every other cluster left', () => {
    const scenario = installed().send(target('c2', { c: 'd9' }));
    expect(scenario.pinned()).toEqual(['c=d9@1']);
  });

  it('a leaver that never Soaked is verified when it comes back', () => {
    const scenario = installed()
      .send(target('c2', { a: 'd1', b: 'd2' }))
      .send(target('c3', { a: 'd1' }))
      .evidence('b', 'Healthy')
      .send(target('c4', { a: 'd1', b: 'd2' }));
    expect(scenario.state('b')).toBe('Dispatched');
  });

  it('a joiner that may go but for a dependency waits for no release again when the commit comes twice', () => {
    const event = target('c2', { b: 'd2', c: 'd2' }, { blocked: { b: ['default/platform'] } });
    const scenario = new Scenario()
      .send(target('c1', { a: 'd1' }))
      .evidence('a', 'Applied', 'Healthy')
      .send(event);
    const once = scenario.record;
    expect(once.clusters.b?.waitsFor).toEqual(['default/platform']);
    expect(scenario.send(event).record).toEqual(once);
  });

  it('a leaver is Left, keeps its pin and says that its removal needs an approval', () => {
    const scenario = installed().send(target('c2', { a: 'd1' }));
    expect(scenario.state('b')).toBe('Left');
    expect(scenario.record.clusters.b?.pin?.digest).toBe('d1');
    expect(scenario.record.clusters.b?.diagnostics[0]?.code).toBe('PruneNeedsApproval');
    expect(scenario.pruned()).toEqual([]);
  });

  it('a Subscription that left git deletes nothing by itself', () => {
    const scenario = installed().send({ type: 'removed' });
    expect(scenario.record.removed).toBe(true);
    expect(scenario.effects).toEqual([]);
    expect(scenario.record.clusters.a?.diagnostics[0]?.code).toBe('PruneNeedsApproval');
  });

  it('a Subscription that comes back is looked at again', () => {
    const scenario = installed()
      .send({ type: 'removed' })
      .send(target('c3', { a: 'd1', b: 'd1' }));
    expect(scenario.pinned()).toEqual(['a=d1@1', 'b=d1@1']);
    expect(scenario.record.removed).toBe(false);
  });
});

describe('order between Subscriptions (R19)', () => {
  const blocked = { blocked: { a: ['default/platform'] } };

  it('a blocked cluster waits on its old pin and says for whom', () => {
    const scenario = installed().send(target('c2', { a: 'd2', b: 'd2' }, blocked));
    expect(scenario.pinned()).toEqual(['b=d2@2']);
    expect(scenario.record.clusters.a).toMatchObject({ state: 'Waiting', waitsFor: ['default/platform'] });
    expect(scenario.record.clusters.a?.pin?.digest).toBe('d1');
  });

  it('is dispatched when its wait is over, once', () => {
    const scenario = installed().send(target('c2', { a: 'd2', b: 'd2' }, blocked));
    expect(scenario.send({ type: 'unblocked', cluster: 'a' }).pinned()).toEqual(['a=d2@2']);
    expect(scenario.send({ type: 'unblocked', cluster: 'a' }).pinned()).toEqual([]);
  });

  it('stays blocked through a commit that changes nothing for it', () => {
    const scenario = new Scenario()
      .send(target('c1', { a: 'd1' }, blocked))
      .send(target('c2', { a: 'd1' }, blocked));
    expect(scenario.send({ type: 'unblocked', cluster: 'a' }).pinned()).toEqual(['a=d1@1']);
  });
});

describe('a commit that starts no rollout', () => {
  const wrong = { code: 'PatchFailed', severity: 'error', message: 'x' } as const;
  const waitingForPlatform = { blocked: { b: ['default/platform'] } };

  it('dispatches what waits when nothing holds it any more (the dependency was removed, or a wake-up was lost)', () => {
    const scenario = installed().send(target('c2', { a: 'd1', b: 'd2' }, waitingForPlatform));
    expect(scenario.send(target('c3', { a: 'd1', b: 'd2' })).pinned()).toEqual(['b=d2@2']);
  });

  it('takes a waiting cluster back when git goes back before it was touched (I12)', () => {
    const scenario = installed()
      .send(target('c2', { a: 'd1', b: 'd2' }, waitingForPlatform))
      .send(target('c3', { a: 'd1', b: 'd1' }));
    expect(scenario.pinned()).toEqual(['b=d1@1']);
    expect(scenario.record.clusters.b?.waitsFor).toBeUndefined();
    expect(scenario.send({ type: 'unblocked', cluster: 'b' }).pinned()).toEqual([]);
  });

  it('installs a joiner that could not be rendered at first', () => {
    const scenario = installed().send(target('c1', { a: 'd1', b: 'd1' }, { invalid: { c: [wrong] } }));
    expect(scenario.state('c')).toBe('Invalid');
    expect(scenario.send(target('c2', { a: 'd1', b: 'd1', c: 'd9' })).pinned()).toEqual(['c=d9@1']);
  });

  it('gives a joiner that still waits the newest digest, at a commit that renders it', () => {
    const scenario = installed()
      .send(target('c2', { a: 'd2', b: 'd2' }))
      .send(target('c3', { a: 'd2', b: 'd2', c: 'd8' }))
      .send(target('c4', { a: 'd2', b: 'd2', c: 'd9' }));
    expect(scenario.state('c')).toBe('Waiting');
    scenario.evidence('a', 'Healthy').evidence('b', 'Healthy');
    expect(scenario.record.clusters.c?.pin).toEqual({ commit: 'c4', digest: 'd9', epoch: 1 });
  });

  it('never installs a joiner that does not render any more', () => {
    const scenario = installed()
      .send(target('c2', { a: 'd2', b: 'd2' }))
      .send(target('c3', { a: 'd2', b: 'd2', c: 'd9' }))
      .send(target('c4', { a: 'd2', b: 'd2' }, { invalid: { c: [wrong] } }));
    scenario.evidence('a', 'Healthy').evidence('b', 'Healthy');
    expect(scenario.record.clusters.c?.pin).toBeUndefined();
  });

  it.each([
    ['left', {}],
    ['did not render', { invalid: { b: [wrong] } }],
  ])('does not forget a cluster that %s before it was touched', (_why, meanwhile) => {
    const scenario = installed()
      .send(target('c2', { a: 'd2', b: 'd2' }, waitingForPlatform))
      .send(target('c3', { a: 'd2' }, meanwhile))
      .send(target('c4', { a: 'd2', b: 'd2' }));
    expect(scenario.pinned()).toContain('b=d2@2');
  });

  it('keeps a record small whatever a render says', () => {
    const many = Array.from({ length: 100 }, () => wrong);
    const scenario = installed().send(target('c2', { a: 'd1' }, { invalid: { b: many } }));
    expect(scenario.record.clusters.b?.diagnostics.length).toBeLessThanOrEqual(5);
  });
});

describe('after a loss of the store (R21)', () => {
  const pin = { commit: 'c1', digest: 'd1', epoch: 7 };

  it('takes the pin from the cluster and writes nothing new when the head renders the same', () => {
    const scenario = new Scenario().send({ type: 'adopted', cluster: 'a', pin });
    expect(scenario.pinned()).toEqual(['a=d1@7']);
    expect(scenario.send(target('c1', { a: 'd1' })).record.clusters.a?.pin).toEqual(pin);
  });

  it('is Paused when the head renders something else, until a person resumes it', () => {
    const scenario = new Scenario().send({ type: 'adopted', cluster: 'a', pin, pause: 'StateRebuilt' });
    expect(scenario.record.state).toBe('Paused');
    expect(scenario.effects).toEqual([]);
    expect(scenario.send(target('c2', { a: 'd2' })).pinned()).toEqual([]);
    scenario.send({ type: 'resume' });
    expect(scenario.send(target('c2', { a: 'd2' })).pinned()).toEqual(['a=d2@8']);
  });

  it('never takes an older epoch than it knows', () => {
    const scenario = installed();
    const before = scenario.record;
    scenario.send({ type: 'adopted', cluster: 'a', pin: { ...pin, epoch: 1 } });
    expect(scenario.record).toBe(before);
  });
});

describe('a restart (R18)', () => {
  it('goes on with every pin, and with the prune that is owed to one that Soaked', () => {
    const scenario = installed().send({ type: 'pruned', cluster: 'a', epoch: 1, diagnostics: [] });
    scenario.send({ type: 'restarted' });
    expect(scenario.pinned()).toEqual(['a=d1@1', 'b=d1@1']);
    expect(scenario.pruned()).toEqual(['b']);
  });

  it('owes no prune to a pin that did not Soak itself, although its digest once did', () => {
    const scenario = installed()
      .send(target('c2', { a: 'd2', b: 'd2' }))
      .send(target('c3', { a: 'd1', b: 'd1' }))
      .send({ type: 'restarted' });
    expect(scenario.pinned()).toEqual(['a=d1@3', 'b=d1@3']);
    expect(scenario.pruned()).toEqual([]);
  });

  it('credits a stabilisation with nothing that nobody observed (R2, I6)', () => {
    const slow = { ...strategy, stabilisationMs: 5000 };
    const scenario = new Scenario()
      .send(target('c1', { a: 'd1' }, { strategy: slow }))
      .evidence('a', 'Healthy');
    scenario.now += 3_600_000;
    expect(scenario.send({ type: 'restarted' }).wait(0).state('a')).toBe('Healthy');
    expect(scenario.evidence('a', 'Applied', 'Healthy').wait(4999).state('a')).toBe('Healthy');
    expect(scenario.wait(1).state('a')).toBe('Soaked');
  });

  it('leaves what is Paused alone until it is resumed, and then every pin of it goes on', () => {
    const pin = { commit: 'c2', digest: 'd7', epoch: 7 };
    const scenario = installed().send({ type: 'adopted', cluster: 'a', pin, pause: 'StateRebuilt' });
    expect(scenario.send({ type: 'restarted' }).effects).toEqual([]);
    expect(scenario.send({ type: 'resume' }).pinned()).toEqual(['a=d7@7', 'b=d1@1']);
  });
});

describe('what a prune kept', () => {
  const kept = { code: 'PruneNeedsApproval', severity: 'warning', message: 'x' } as const;

  it('is shown until the next prune, whatever evidence comes in between', () => {
    const scenario = installed().send({ type: 'pruned', cluster: 'a', epoch: 1, diagnostics: [kept] });
    scenario.evidence('a', 'Verifying', 'Healthy').send({ type: 'restarted' });
    expect(scenario.record.clusters.a?.kept).toEqual([kept]);
    expect(decodeRecord(encodeRecord(scenario.record))).toEqual(scenario.record);
    scenario.send(target('c2', { a: 'd2', b: 'd1' })).evidence('a', 'Healthy');
    scenario.send({ type: 'pruned', cluster: 'a', epoch: 2, diagnostics: [] });
    expect(scenario.record.clusters.a?.kept).toBeUndefined();
  });

  it('takes no more room than any other reason', () => {
    const diagnostics = Array.from({ length: 100 }, () => kept);
    const scenario = installed().send({ type: 'pruned', cluster: 'a', epoch: 1, diagnostics });
    expect(scenario.record.clusters.a?.kept?.length).toBeLessThanOrEqual(5);
  });
});

describe('the stored record', () => {
  it('reads back as it was', () => {
    const scenario = installed().send(
      target('c2', { a: 'd2', b: 'd1' }, { blocked: { a: ['default/platform'] } }),
    );
    expect(decodeRecord(JSON.parse(JSON.stringify(encodeRecord(scenario.record))))).toEqual(scenario.record);
  });

  it('keeps 1,000 steady clusters in 64 KB where they share digests', () => {
    const digest = 'd'.repeat(64);
    const names = Array.from({ length: 1000 }, (_, index) => `cluster-${index}`);
    const scenario = new Scenario();
    scenario.now = Date.parse('2026-11-20T12:00:00Z');
    scenario.send(target('c'.repeat(40), Object.fromEntries(names.map((name) => [name, digest]))));
    for (const name of names) {
      scenario.now += 7;
      scenario
        .evidence(name, 'Applied', 'Healthy')
        .send({ type: 'pruned', cluster: name, epoch: 1, diagnostics: [] });
    }
    expect(JSON.stringify(encodeRecord(scenario.record)).length).toBeLessThan(65_536);
    expect(decodeRecord(encodeRecord(scenario.record))).toEqual(scenario.record);
  });
});
