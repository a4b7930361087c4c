import { setTimeout as sleep } from 'node:timers/promises';
import { attempt } from './attempt.ts';
import { backoffMs } from './backoff.ts';
import { createKnownObjects } from './known-objects.ts';
import type { Outcome } from './outcome.ts';
import type { MetadataWatchOptions, Reflector } from './reflector.ts';
import { rememberNoWatchList } from './watch-list-support.ts';
import { createStateTeller } from './watch-state.ts';

export interface MetadataWatch {
  /** Resolves once the signal has ended it; never rejects. */
  readonly done: Promise<void>;
  /** Objects known now. */
  readonly size: () => number;
}

/** Milliseconds of waiting. */
const times = { firstMs: 500, mostMs: 30_000, slowMs: 30_000, mostRetryAfterMs: 300_000 };
/** Failures that a server answered, in a row, before we stop believing that it can go on from our place. */
const mostResumes = 4;

/**
 * Watches the metadata of one kind until the signal ends it, whatever happens meanwhile: every error is
 * retried with backoff. client-node's informer stops for good at any error but two, has no bookmarks and
 * keeps whole objects; so this is ours. Kept per object: key, uid and resourceVersion.
 */
export const watchMetadata = (options: MetadataWatchOptions): MetadataWatch => {
  const reflector = createReflector(options);
  return { done: run(reflector), size: reflector.known.size };
};

const createReflector = (options: MetadataWatchOptions): Reflector => {
  const now = options.now ?? (() => performance.now());
  return {
    options,
    known: createKnownObjects(),
    teller: createStateTeller(now, options.onState),
    now,
    random: options.random ?? Math.random,
    pause: options.pause ?? ((milliseconds, signal) => sleep(milliseconds, undefined, { signal })),
    cursor: undefined,
    failures: 0,
    unsynced: 0,
  };
};

const run = async (reflector: Reflector): Promise<void> => {
  const { signal } = reflector.options;
  reflector.teller.tell('connecting');
  while (!signal.aborted) {
    const outcome = await attempt(reflector);
    if (signal.aborted) return;
    const delay = react(reflector, outcome);
    if (delay > 0) await reflector.pause(delay, signal).catch(() => {});
  }
};

/** Notes what an attempt's end means; the milliseconds to wait before the next one. */
const react = (reflector: Reflector, outcome: Outcome): number => {
  const { teller, random } = reflector;
  switch (outcome.kind) {
    case 'ended':
    case 'listed':
      return 0;
    case 'without-watch-list':
      rememberNoWatchList(reflector.options.api, reflector.options.type);
      return 0;
    case 'expired':
      reflector.cursor = undefined;
      return afterFailure(reflector, 'its place in the history is gone (410)');
    case 'unserved':
      reflector.cursor = undefined;
      teller.tell('unserved');
      return times.slowMs * (0.5 + random());
    case 'forbidden':
      teller.tell('forbidden');
      return times.slowMs * (0.5 + random());
    case 'failed': {
      const wait = afterFailure(reflector, outcome.why);
      // "too large resource version" comes for ever from an etcd that was restored to the past
      if (outcome.answered && reflector.failures >= mostResumes) reflector.cursor = undefined;
      return wait + Math.min((outcome.retryAfter ?? 0) * 1000, times.mostRetryAfterMs);
    }
    default:
      return outcome satisfies never;
  }
};

const afterFailure = (reflector: Reflector, why: string): number => {
  reflector.failures += 1;
  reflector.teller.fail(reflector.failures, why);
  return backoffMs(reflector.failures, { random: reflector.random, ...times });
};
