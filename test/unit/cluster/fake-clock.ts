import type { Clock } from '../../../src/cluster/apply/clock.ts';

export interface FakeClock extends Clock {
  /** What was slept, in order; milliseconds. */
  readonly slept: number[];
  /** Moves time and wakes whoever sleeps no longer than that. */
  advance(milliseconds: number): Promise<void>;
}

const turns = async (): Promise<void> => {
  for (let count = 0; count < 5; count += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Time that moves only when told; with `eager`, every sleep ends at once and moves it. */
export const fakeClock = ({ eager = false } = {}): FakeClock => {
  let time = 0;
  const slept: number[] = [];
  let sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  return {
    slept,
    now: () => time,
    sleep: (milliseconds, signal) => {
      slept.push(milliseconds);
      if (eager) time += milliseconds;
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      signal?.addEventListener('abort', () => reject(signal.reason));
      if (eager) resolve();
      else sleepers.push({ at: time + milliseconds, wake: resolve });
      return promise;
    },
    advance: async (milliseconds) => {
      time += milliseconds;
      const due = sleepers.filter(({ at }) => at <= time);
      sleepers = sleepers.filter(({ at }) => at > time);
      for (const { wake } of due) wake();
      await turns();
    },
  };
};
