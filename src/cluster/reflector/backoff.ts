/** What a wait depends on; given in, so that tests own time and chance. */
export interface BackoffOptions {
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** Milliseconds; the first wait is at most this long. */
  readonly firstMs: number;
  /** Milliseconds; no wait is longer. */
  readonly mostMs: number;
}

/**
 * Exponential backoff with full jitter: anything up to the bound, so that a thousand clusters whose network
 * came back do not all knock at once. `failures` counts from 1.
 */
export const backoffMs = (failures: number, { random, firstMs, mostMs }: BackoffOptions): number =>
  random() * Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 20));
