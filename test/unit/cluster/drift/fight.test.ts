import { describe, expect, it } from 'vitest';
import {
  type FightRecord,
  fightDelayMs,
  healDelayMs,
  isForgotten,
  recordHeal,
} from '../../../../src/cluster/drift/fight.ts';
import { createFights } from '../../../../src/cluster/drift/fights.ts';
import { desired, settings } from '../live-objects.ts';

const heals = (...times: readonly number[]): FightRecord => {
  let record: FightRecord | undefined;
  for (const at of times) record = recordHeal(record, at);
  return record!;
};

describe('a fight', () => {
  it('is more than five heals in a minute', () => {
    expect(heals(0, 1, 2, 3, 4).level).toBe(0);
    expect(heals(0, 1, 2, 3, 4, 5).level).toBe(1);
    expect(heals(0, 1, 2, 3, 4, 60_000).level).toBe(0);
  });

  it('backs off exponentially, up to five minutes', () => {
    expect([0, 1, 2, 3, 4].map(fightDelayMs)).toEqual([0, 1000, 2000, 4000, 8000]);
    expect(fightDelayMs(1000)).toBe(300_000);
  });

  it('goes on though its heals are rarer than a minute by then', () => {
    let record = heals(0, 1, 2, 3, 4, 5);
    let now = 5;
    for (let count = 0; count < 12; count += 1) {
      now += healDelayMs(record, now);
      record = recordHeal(record, now);
    }
    expect(record.level).toBe(13);
    expect(record.recent.length).toBeLessThanOrEqual(6);
  });

  it('lets the next heal wait from the last one on, and others not at all', () => {
    const record = heals(0, 1, 2, 3, 4, 5);
    expect(healDelayMs(record, 5)).toBe(1000);
    expect(healDelayMs(record, 505)).toBe(500);
    expect(healDelayMs(record, 5000)).toBe(0);
    expect(healDelayMs(undefined, 0)).toBe(0);
  });

  it('is over after a minute of peace', () => {
    const record = heals(0, 1, 2, 3, 4, 5);
    expect(isForgotten(record, 60_000)).toBe(false);
    expect(isForgotten(record, 62_000)).toBe(true);
    expect(recordHeal(record, 62_000).level).toBe(0);
  });
});

describe('createFights', () => {
  it('warns with the other manager’s name', () => {
    const fights = createFights();
    const object = desired(settings());
    fights.suspect(object.key, 'stubborn-operator');
    const warnings = [0, 1, 2, 3, 4, 5].map((at) => fights.healed(object.key, object, at));
    expect(warnings.slice(0, 5)).toEqual([undefined, undefined, undefined, undefined, undefined]);
    expect(warnings[5]).toMatchObject({ code: 'FightDetected', severity: 'warning', resource: object.id });
    expect(warnings[5]?.message).toContain('stubborn-operator');
    expect(fights.delayMs(object.key, 5)).toBe(1000);
    expect(fights.delayMs('another', 5)).toBe(0);
  });
});
