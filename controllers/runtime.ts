/** Time and chance for the loops: tests put their own here. */
export interface Runtime {
  /** Milliseconds since the epoch: for records that outlive the process. */
  now(): number;
  /** Milliseconds, monotonic: for durations within the process. */
  monotonic(): number;
  /** 0 ≤ x < 1. */
  random(): number;
  /** Calls back once; the answer cancels. A timer keeps no process alive. */
  after(ms: number, callback: () => void): () => void;
}

/** Node's longest timer; a longer wait would fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/**
 * `now` is the machine's time at the start of the process plus what passed since by the monotonic clock: a clock
 * that is set back or forth neither ends a soak or a deadline nor stops one (rollouts R2, R5).
 */
export const systemRuntime = (): Runtime => ({
  now: () => Math.round(performance.timeOrigin + performance.now()),
  monotonic: () => performance.now(),
  random: Math.random,
  after(ms, callback) {
    const timer = setTimeout(callback, Math.min(Math.max(ms, 0), longestTimerMs));
    timer.unref();
    return () => clearTimeout(timer);
  },
});

/** Exponential backoff with full jitter; milliseconds. Attempt 0 is the first retry. */
export const backoff = (
  attempt: number,
  options: { baseMs: number; maxMs: number; random: number },
): number =>
  Math.round(
    Math.min(options.maxMs, options.baseMs * 2 ** Math.min(attempt, 20)) * (0.5 + options.random / 2),
  );
