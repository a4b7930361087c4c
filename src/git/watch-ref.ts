import { type Diagnostic, HeadwaterError } from '../model/diagnostic.ts';
import type { GitSource } from './source.ts';

/** What a poll came to. */
export type PollOutcome =
  | { readonly result: 'unchanged' | 'moved'; readonly commit: string; readonly diagnostic?: undefined }
  | { readonly result: 'failed'; readonly diagnostic: Diagnostic; readonly commit?: undefined };

/** The clock of the watch; tests bring their own. */
export interface Timers {
  /** Calls back once after `ms` milliseconds; answers how to stop it. */
  after(ms: number, callback: () => void): () => void;
}

export interface RefWatchOptions {
  readonly source: Pick<GitSource, 'remoteHead'>;
  /** Milliseconds between the end of one poll and the start of the next; 0 = one at the start, then only `poke`. */
  readonly intervalMs: number;
  /** The part of a wait that chance adds or takes: 0.1 = ±10 %, the default, so that many watchers spread. */
  readonly jitter?: number;
  /** Longest wait after failures, milliseconds; each failure doubles it. Default 5 minutes. */
  readonly maxBackoffMs?: number;
  /** From 0 to below 1. */
  readonly random: () => number;
  readonly timers?: Timers;
  /** The branch stands at another commit than the last that was taken. If it rejects, the next poll calls again. */
  readonly onHead: (commit: string) => Promise<void>;
  readonly onPoll?: () => void;
  readonly onUnchanged?: (commit: string) => void;
  readonly onFailed?: (diagnostic: Diagnostic) => void;
  readonly signal: AbortSignal;
}

export interface RefWatch {
  /** Polls at once, after the poll that runs; resolves with what came of it, never rejects. */
  poke(): Promise<PollOutcome>;
  /** Resolves when the watch was aborted and its last poll is over. */
  readonly done: Promise<void>;
}

const systemTimers: Timers = {
  after: (ms, callback) => {
    const timer = setTimeout(callback, ms);
    return () => clearTimeout(timer);
  },
};

const diagnosticOf = (error: unknown): Diagnostic =>
  error instanceof HeadwaterError
    ? error.diagnostic
    : {
        code: 'SourceUnavailable',
        severity: 'error',
        message: error instanceof Error ? error.message : String(error),
      };

const stopped: PollOutcome = {
  result: 'failed',
  diagnostic: { code: 'SourceUnavailable', severity: 'error', message: 'the watch of the branch has ended' },
};

/** Milliseconds until the next poll: the interval, doubled with each failure in a row, with chance in it. */
const waitOf = (options: RefWatchOptions, failures: number): number => {
  const { intervalMs, jitter = 0.1, maxBackoffMs = 300_000, random } = options;
  const longest = Math.max(intervalMs, maxBackoffMs);
  const wait = Math.min(intervalMs * 2 ** Math.min(failures, 30), longest);
  return Math.round(wait * (1 + jitter * (2 * random() - 1)));
};

/**
 * Watches a branch by asking where it stands. One poll at a time; a poll is over when `onHead` is, so that who
 * pokes hears of the whole of it.
 */
export const watchRef = (options: RefWatchOptions): RefWatch => {
  const { source, signal, timers = systemTimers } = options;
  let seen: string | undefined;
  let failures = 0;
  let stopTimer = (): void => undefined;
  let running: Promise<PollOutcome> | undefined;
  let next: Promise<PollOutcome> | undefined;

  const look = async (): Promise<PollOutcome> => {
    options.onPoll?.();
    try {
      const commit = await source.remoteHead(signal);
      if (commit === seen) {
        options.onUnchanged?.(commit);
        return { result: 'unchanged', commit };
      }
      await options.onHead(commit);
      seen = commit;
      return { result: 'moved', commit };
    } catch (error) {
      const diagnostic = diagnosticOf(error);
      if (!signal.aborted) options.onFailed?.(diagnostic);
      return { result: 'failed', diagnostic };
    }
  };

  const schedule = (): void => {
    stopTimer();
    if (signal.aborted || options.intervalMs === 0) return;
    stopTimer = timers.after(waitOf(options, failures), () => void poll());
  };

  const poll = async (): Promise<PollOutcome> => {
    if (signal.aborted) return stopped;
    stopTimer();
    running = look();
    const outcome = await running;
    running = undefined;
    failures = outcome.result === 'failed' ? failures + 1 : 0;
    schedule();
    return outcome;
  };

  const poke = (): Promise<PollOutcome> => {
    if (running === undefined) return next ?? poll();
    // what runs may have asked before the push that this call is about; all who come now share the next
    next ??= running.then(() => {
      next = undefined;
      return poll();
    });
    return next;
  };

  const ended = async (): Promise<void> => {
    stopTimer();
    await running;
  };
  const done = new Promise<void>((resolve) => {
    const onAbort = (): void => void ended().then(resolve);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  void poll();
  return { poke, done };
};
