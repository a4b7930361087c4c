import { describe, expect, it } from 'vitest';
import { createInFlight } from '../../../../src/cluster/drift/in-flight.ts';
import { driftPolicy, judge, lastWriter } from '../../../../src/cluster/drift/judge.ts';
import { createStatusThrottle } from '../../../../src/cluster/drift/status-throttle.ts';
import type { LiveEntry } from '../../../../src/cluster/inventory/live-index.ts';
import { defaultBindingPolicy, defaultObjectPolicy } from '../../../../src/model/desired.ts';
import { fakeClock } from '../fake-clock.ts';
import { entry, live } from '../live-objects.ts';

const known = { uid: 'u', digest: 'd', ownedHash: 'h' };
const after: LiveEntry = {
  uid: 'u',
  resourceVersion: '2',
  ownedHash: 'h',
  partOf: 'p',
  labelled: true,
  controlled: false,
  pruneDisabled: false,
  terminating: false,
};

describe('judge', () => {
  it.each([
    ['nothing is remembered of it', { after, known: undefined }, 'nothing'],
    ['our entry is the same', { after, known }, 'status'],
    ['our entry changed', { after: { ...after, ownedHash: 'x' }, known }, 'fields'],
    ['our entry is gone', { after: { ...after, ownedHash: '' }, known }, 'fields'],
    ['another object has its name', { after: { ...after, uid: 'v' }, known }, 'replaced'],
    ['it left the selector', { after: undefined, known }, 'look'],
    ['something left the selector that we never applied', { after: undefined, known: undefined }, 'nothing'],
  ] as const)('%s', (_, observation, expected) => {
    expect(judge(observation)).toBe(expected);
  });
});

describe('driftPolicy', () => {
  it.each([
    ['heal', 'heal', 'heal'],
    ['report', 'heal', 'report'],
    ['heal', 'ignore', 'ignore'],
    ['ignore', 'report', 'ignore'],
  ] as const)('Subscription %s, object %s: %s', (binding, object, expected) => {
    const policies = [
      { ...defaultBindingPolicy, drift: binding },
      { ...defaultObjectPolicy, drift: object },
    ] as const;
    expect(driftPolicy(...policies)).toBe(expected);
  });

  it('leaves alone what is not reconciled', () => {
    const object = { ...defaultObjectPolicy, reconcile: 'disabled' } as const;
    expect(driftPolicy(defaultBindingPolicy, object)).toBe('ignore');
  });
});

describe('lastWriter', () => {
  const wrote = (manager: string, second: number, more: object = {}) =>
    entry({ manager, operation: 'Update', time: `2026-01-01T00:00:0${second}Z`, ...more });
  const of = (...managedFields: ReturnType<typeof entry>[]) =>
    lastWriter(live({ managedFields }), 'headwater');

  it('is who wrote after us, the latest', () => {
    expect(of(entry(), wrote('first', 1), wrote('second', 2))).toEqual({
      manager: 'second',
      operation: 'Update',
    });
  });

  it('is nobody of before our own apply, no status writer, and not ourselves', () => {
    const ours = entry({ time: '2026-01-01T00:00:05Z' });
    expect(of(ours, wrote('old', 1), wrote('controller', 9, { subresource: 'status' }))).toBeUndefined();
  });

  it('may be somebody who scaled', () => {
    expect(of(entry(), wrote('hpa', 3, { subresource: 'scale' }))).toMatchObject({ manager: 'hpa' });
  });

  it('is named though our entry was wiped', () => {
    expect(of(wrote('wiper', 3))).toMatchObject({ manager: 'wiper' });
  });
});

describe('createInFlight', () => {
  const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('keeps events of an object while a write of ours is under way, and tells them after it, in order', async () => {
    const told: string[] = [];
    const flights = createInFlight<string>((key, event) => told.push(`${key} ${event}`));
    const response = Promise.withResolvers<string>();
    const write = flights.write('a', async () => {
      const answer = await response.promise;
      told.push('response');
      return answer;
    });

    expect([flights.hold('a', 'one'), flights.hold('b', 'other'), flights.hold('a', 'two')]).toEqual([
      true,
      false,
      true,
    ]);
    response.resolve('done');

    expect(await write).toBe('done');
    expect(told).toEqual(['response', 'a one', 'a two']);
    expect(flights.hold('a', 'later')).toBe(false);
  });

  it('lets writes to one object follow each other, and tells events though a write failed', async () => {
    const told: string[] = [];
    const flights = createInFlight<string>((_, event) => told.push(event));
    const first = Promise.withResolvers<void>();
    const failing = flights.write('a', () => first.promise);
    const second = flights.write('a', async () => {
      told.push('second write');
    });
    flights.hold('a', 'event');
    await turn();
    expect(told).toEqual([]);

    first.reject(new Error('cut'));

    await expect(failing).rejects.toThrow('cut');
    await second;
    expect(told).toEqual(['event', 'second write']);
  });
});

describe('createStatusThrottle', () => {
  it('tells at once, then at most once in two seconds, and the last word always', async () => {
    const clock = fakeClock();
    const throttle = createStatusThrottle(clock, new AbortController().signal);
    const told: number[] = [];
    for (const value of [1, 2, 3]) throttle('a', () => told.push(value));
    throttle('b', () => told.push(100));
    expect(told).toEqual([1, 100]);

    await clock.advance(2000);
    expect(told).toEqual([1, 100, 3]);

    await clock.advance(2000);
    throttle('a', () => told.push(4));
    expect(told).toEqual([1, 100, 3, 4]);
  });
});
