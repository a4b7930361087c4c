import { Worker } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { type FuzzPartName, fuzzParts } from './fuzz/parts.ts';
import type { FuzzFailure, FuzzTask } from './fuzz/worker.fixture.ts';

const inCi = process.env.CI === 'true';
/** Of the cases that CI runs, 100,000 in all. */
const share = Number(process.env.HEADWATER_FUZZ ?? (inCi ? 1 : 0.1));
const seed = Number(process.env.HEADWATER_SEED ?? Date.now() % 2 ** 31);
/** Longer than any case takes on the slowest machine, by some orders of magnitude. */
const hangsAfterMs = 20_000;
const maxHeapMb = 512;

const textOf = (current: SharedArrayBuffer): string => {
  const [length] = new Uint32Array(current, 0, 1);
  return Buffer.from(current.slice(4, 4 + length!)).toString('utf8');
};

/** Runs one part beside this thread: a case that never ends is ended, and one that eats all memory dies alone. */
const fuzz = (part: FuzzPartName, runs: number): Promise<FuzzFailure> => {
  const task: FuzzTask = {
    part,
    seed,
    runs,
    started: new SharedArrayBuffer(4),
    current: new SharedArrayBuffer(1 << 20),
  };
  const counter = new Int32Array(task.started);
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./fuzz/worker.fixture.ts', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: maxHeapMb },
    });
    let seen = -1;
    const watchdog = setInterval(() => {
      if (seen === counter[0]) end(`a case hangs: ${textOf(task.current)}`);
      seen = counter[0]!;
    }, hangsAfterMs);
    const end = (failure: FuzzFailure): void => {
      clearInterval(watchdog);
      resolve(failure);
      void worker.terminate();
    };
    worker.once('message', (failure: FuzzFailure) => {
      end(failure ?? (counter[0]! < runs ? `only ${counter[0]} cases ran` : undefined));
    });
    worker.once('error', (error) => end(`${error}\nin the case ${textOf(task.current)}`));
  });
};

describe('what is mutated, from the repositories that are right', () => {
  it('is 100,000 cases in CI', () => {
    const cases = Object.values(fuzzParts).reduce((sum, part) => sum + part.cases, 0);

    expect(cases).toBe(100_000);
    if (inCi) expect(share).toBe(1);
  });

  it.each(Object.entries(fuzzParts))(
    'neither crashes nor hangs nor eats memory, and every refusal has its place: %s',
    async (part, { cases }) => {
      const runs = Math.ceil(cases * share);
      process.stderr.write(`fuzz ${part}: ${runs} cases, seed ${seed}\n`);

      const failure = await fuzz(part as FuzzPartName, runs);

      expect(failure, failure).toBeUndefined();
    },
    300_000,
  );
});
