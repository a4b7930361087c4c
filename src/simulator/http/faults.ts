/** What a cluster does to its clients on purpose; may be changed at any time. */
export interface Faults {
  /** Milliseconds before each answer. */
  readonly latencyMs?: number;
  /** Milliseconds at most, in addition. */
  readonly jitterMs?: number;
  /** Bytes a second of each answer. */
  readonly bytesPerSecond?: number;
  /** Share of requests, 0 to 1, answered with 429. */
  readonly tooManyRequests?: number;
  /** Seconds of Retry-After beside a 429. */
  readonly retryAfterSeconds?: number;
  /** Share of requests, 0 to 1, answered with 503. */
  readonly unavailable?: number;
  /** Share of answers, 0 to 1, cut in their middle. */
  readonly cut?: number;
  /** Accept everything and answer nothing. */
  readonly silent?: boolean;
  /** Keep watches open and tell them nothing; they hear of it when this ends. */
  readonly staleWatches?: boolean;
}

export type FaultOutcome = 'serve' | 'tooManyRequests' | 'unavailable' | 'cut';

/** What happens to one request; `chance` is from 0 to 1. */
export const faultOf = (faults: Faults, chance: number): FaultOutcome => {
  let threshold = faults.tooManyRequests ?? 0;
  if (chance < threshold) return 'tooManyRequests';
  threshold += faults.unavailable ?? 0;
  if (chance < threshold) return 'unavailable';
  threshold += faults.cut ?? 0;
  return chance < threshold ? 'cut' : 'serve';
};

/** Milliseconds that an answer of `bytes` waits. */
export const delayOf = (faults: Faults, bytes: number, chance: number): number =>
  (faults.latencyMs ?? 0) +
  (faults.jitterMs ?? 0) * chance +
  (faults.bytesPerSecond === undefined ? 0 : (bytes / faults.bytesPerSecond) * 1000);
