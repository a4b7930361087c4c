import { describe, expect, it } from 'vitest';
import { createQueue, createSingleFlight } from '../../../src/git/single-flight.ts';

describe('a single flight', () => {
  it('runs once for all who ask at the same time, and again for who asks later', async () => {
    const flight = createSingleFlight<number>();
    let runs = 0;
    const work = async (): Promise<number> => {
      runs += 1;
      return runs;
    };
    expect(await Promise.all([flight.run('a', work), flight.run('a', work), flight.run('b', work)])).toEqual([
      1, 1, 2,
    ]);
    expect(await flight.run('a', work)).toBe(3);
  });

  it('fails for all, and is tried anew', async () => {
    const flight = createSingleFlight<number>();
    const failing = async (): Promise<number> => {
      throw new Error('no');
    };
    const results = await Promise.allSettled([flight.run('a', failing), flight.run('a', failing)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await flight.run('a', async () => 1)).toBe(1);
  });

  it('goes on while anybody waits, and is aborted when the last one leaves', async () => {
    const flight = createSingleFlight<string>();
    const [first, second] = [new AbortController(), new AbortController()];
    let inner: AbortSignal | undefined;
    const work = (signal: AbortSignal): Promise<string> => {
      inner = signal;
      return new Promise(() => undefined);
    };
    const one = flight.run('a', work, first.signal).catch((error: Error) => error.name);
    const two = flight.run('a', work, second.signal).catch((error: Error) => error.name);
    first.abort();
    expect(await one).toBe('AbortError');
    expect(inner?.aborted).toBe(false);
    second.abort();
    expect(await two).toBe('AbortError');
    expect(inner?.aborted).toBe(true);
    expect(await flight.run('a', async () => 'anew')).toBe('anew');
  });

  it('lets go of a caller that comes aborted', async () => {
    const flight = createSingleFlight<number>();
    await expect(flight.run('a', async () => 1, AbortSignal.abort())).rejects.toThrow();
    expect(await flight.run('a', async () => 2)).toBe(2);
  });
});

describe('a queue', () => {
  it('runs one task after the other, whatever becomes of each', async () => {
    const inTurn = createQueue();
    const order: string[] = [];
    const task = (name: string) => async (): Promise<string> => {
      order.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      order.push(`${name} ends`);
      if (name === 'b') throw new Error('b');
      return name;
    };
    const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => inTurn(task(name))));
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(order).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
  });
});
