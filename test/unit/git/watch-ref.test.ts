import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sourceError } from '../../../src/git/source-error.ts';
import {
  type PollOutcome,
  type RefWatch,
  type RefWatchOptions,
  watchRef,
} from '../../../src/git/watch-ref.ts';

/** Timers that a test turns by hand: at most one waits. */
const createTimers = () => {
  let waiting: { ms: number; callback: () => void } | undefined;
  return {
    after: (ms: number, callback: () => void) => {
      const mine = { ms, callback };
      waiting = mine;
      return () => {
        if (waiting === mine) waiting = undefined;
      };
    },
    waits: () => waiting?.ms,
    fire: () => {
      const due = waiting;
      waiting = undefined;
      due?.callback();
    },
  };
};

/** A server whose answers a test gives one by one. */
const createServer = () => {
  const asked: PromiseWithResolvers<string>[] = [];
  return {
    remoteHead: () => {
      const question = Promise.withResolvers<string>();
      asked.push(question);
      return question.promise;
    },
    asked: () => asked.length,
    answer: (commit: string) => asked.at(-1)!.resolve(commit),
    fail: (error: unknown) => asked.at(-1)!.reject(error),
  };
};

const silence = sourceError('SourceTimeout', 'silent');
let timers: ReturnType<typeof createTimers>;
let server: ReturnType<typeof createServer>;
let controller: AbortController;
let events: string[];
let takeHead: (commit: string) => Promise<void>;
let random: number;

beforeEach(() => {
  timers = createTimers();
  server = createServer();
  controller = new AbortController();
  events = [];
  takeHead = async () => undefined;
  random = 0.5;
});
afterEach(() => controller.abort());

/** Lets every promise that can go on do so. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const start = (options: Partial<RefWatchOptions> = {}): RefWatch =>
  watchRef({
    source: server,
    intervalMs: 10_000,
    random: () => random,
    timers,
    signal: controller.signal,
    onHead: async (commit) => {
      events.push(`head ${commit}`);
      await takeHead(commit);
    },
    onUnchanged: (commit) => events.push(`unchanged ${commit}`),
    onFailed: ({ code }) => events.push(`failed ${code}`),
    ...options,
  });

const answer = async (commit: string): Promise<void> => {
  server.answer(commit);
  await settle();
};
const fail = async (error: unknown = silence): Promise<void> => {
  server.fail(error);
  await settle();
};
const tick = async (): Promise<void> => {
  timers.fire();
  await settle();
};

describe('the watch of a branch', () => {
  it('asks at once, then after each interval, and tells moves from standing still', async () => {
    start();
    await answer('a');
    await tick();
    await answer('a');
    await tick();
    await answer('b');
    expect(events).toEqual(['head a', 'unchanged a', 'head b']);
    expect(timers.waits()).toBe(10_000);
  });

  it('spreads its polls by chance', async () => {
    start({ jitter: 0.2 });
    random = 0;
    await answer('a');
    expect(timers.waits()).toBe(8_000);
    await tick();
    random = 0.999999;
    await answer('a');
    expect(timers.waits()).toBe(12_000);
  });

  it('waits twice as long after each failure, up to a bound, and as before once it is well', async () => {
    start({ maxBackoffMs: 60_000 });
    const waits: (number | undefined)[] = [];
    for (let i = 0; i < 5; i += 1) {
      await fail();
      waits.push(timers.waits());
      await tick();
    }
    await answer('a');
    expect(waits).toEqual([20_000, 40_000, 60_000, 60_000, 60_000]);
    expect(timers.waits()).toBe(10_000);
    expect(events.slice(0, 2)).toEqual(['failed SourceTimeout', 'failed SourceTimeout']);
  });

  it('hands a commit on again when it was not taken', async () => {
    start();
    takeHead = async () => {
      throw sourceError('SourceLimit', 'too large');
    };
    await answer('a');
    takeHead = async () => undefined;
    await tick();
    await answer('a');
    await tick();
    await answer('a');
    expect(events).toEqual(['head a', 'failed SourceLimit', 'head a', 'unchanged a']);
  });

  it('reports any error as a diagnostic', async () => {
    start();
    await fail(new Error('a bug'));
    expect(events).toEqual(['failed SourceUnavailable']);
  });

  it('never polls twice at a time', async () => {
    start();
    await settle();
    await tick();
    await tick();
    expect(server.asked()).toBe(1);
  });

  it('does not poll again while a commit is being taken', async () => {
    const taking = Promise.withResolvers<void>();
    start();
    takeHead = () => taking.promise;
    await answer('a');
    expect(timers.waits()).toBeUndefined();
    taking.resolve();
    await settle();
    expect(timers.waits()).toBe(10_000);
  });
});

describe('a poke', () => {
  const outcomeOf = (poke: Promise<PollOutcome>): { value: PollOutcome | undefined } => {
    const seen: { value: PollOutcome | undefined } = { value: undefined };
    void poke.then((outcome) => {
      seen.value = outcome;
    });
    return seen;
  };

  it('polls at once and answers when the commit was taken', async () => {
    const watch = start();
    await answer('a');
    const taking = Promise.withResolvers<void>();
    takeHead = () => taking.promise;
    const poke = outcomeOf(watch.poke());
    await answer('b');
    expect(poke.value).toBeUndefined();
    taking.resolve();
    await settle();
    expect(poke.value).toEqual({ result: 'moved', commit: 'b' });
    expect(timers.waits()).toBe(10_000);
  });

  it('during a poll gets a poll of its own, shared by all who poke meanwhile', async () => {
    const watch = start();
    const pokes = [watch.poke(), watch.poke(), watch.poke()].map(outcomeOf);
    await answer('before the push');
    expect(pokes.map(({ value }) => value)).toEqual([undefined, undefined, undefined]);
    expect(server.asked()).toBe(2);
    await answer('after the push');
    expect(pokes.map(({ value }) => value?.commit)).toEqual(Array(3).fill('after the push'));
    expect(server.asked()).toBe(2);
    expect(timers.waits()).toBe(10_000);
  });

  it('answers with what failed, and never rejects', async () => {
    const watch = start();
    await answer('a');
    const poke = outcomeOf(watch.poke());
    await fail();
    expect(poke.value).toMatchObject({ result: 'failed', diagnostic: { code: 'SourceTimeout' } });
  });

  it('is the only thing that polls where the interval is 0', async () => {
    const watch = start({ intervalMs: 0 });
    await answer('a');
    expect(timers.waits()).toBeUndefined();
    const poke = outcomeOf(watch.poke());
    await answer('a');
    expect(poke.value).toEqual({ result: 'unchanged', commit: 'a' });
    expect(timers.waits()).toBeUndefined();
  });
});

describe('the end of a watch', () => {
  it('stops the timer and waits for the poll that runs, without a report', async () => {
    const watch = start();
    let done = false;
    void watch.done.then(() => {
      done = true;
    });
    controller.abort();
    await settle();
    expect(done).toBe(false);
    await fail();
    expect(done).toBe(true);
    expect(events).toEqual([]);
    expect(timers.waits()).toBeUndefined();
    expect(await watch.poke()).toMatchObject({ result: 'failed' });
  });

  it('comes at once where it was over before it began', async () => {
    controller.abort();
    await start().done;
    expect(server.asked()).toBe(0);
  });
});
