import type { ApiResponse, ApiStream } from '../api.ts';
import type { Failures } from './failures.ts';
import { createLineSplitter } from './line-splitter.ts';
import { readRetryAfter } from './request.ts';

/** The life of one watch, whatever carries it: HTTP/2 or HTTP/1.1 tell it what they heard. */
export interface StreamFollower {
  readonly path: string;
  /** Settles when the stream is over. */
  readonly ended: Promise<ApiResponse>;
  /** Bytes heard so far. */
  readonly bytes: () => number;
  readonly done: () => boolean;
  /** How to stop the carrier; called at once when it is already over. */
  onStop(stop: (error: Error) => void): void;
  onAnswer(status: number, retryAfter: string | readonly string[] | undefined): void;
  onData(chunk: Buffer): void;
  onEnd(): void;
  onError(error: unknown): void;
}

export interface FollowerOptions {
  readonly stream: ApiStream;
  readonly failures: Failures;
  readonly maxLineBytes: number;
}

/** Bytes of a refusal's body: a Status, or a proxy's page. */
const mostRefusalBytes = 65_536;

export const followStream = ({ stream, failures, maxLineBytes }: FollowerOptions): StreamFollower => {
  const { promise, resolve, reject } = Promise.withResolvers<ApiResponse>();
  const lines = createLineSplitter({
    onLine: stream.onLine,
    maxLineBytes,
    tooLong: () => failures.tooLarge('a line of a watch', maxLineBytes),
  });
  let stop: ((error: Error) => void) | undefined;
  let stoppedBy: Error | undefined;
  let over = false;
  let answer: { status: number; retryAfter?: number } | undefined;
  let refusal = '';
  let heard = 0;

  const finish = (): boolean => {
    if (over) return false;
    over = true;
    clearTimeout(silence);
    stream.signal.removeEventListener('abort', onAbort);
    return true;
  };
  const fail = (error: unknown): void => {
    if (!finish()) return;
    stoppedBy = error instanceof Error ? error : failures.cut();
    reject(error);
    stop?.(stoppedBy);
  };
  // what a listener of ours throws ends the stream, and is the caller's to see
  const guarded = (work: () => void): void => {
    try {
      work();
    } catch (error) {
      fail(error);
    }
  };
  const onAbort = (): void => fail(stream.signal.reason);
  const silence = setTimeout(() => fail(failures.silent(stream.silentAfterMs)), stream.silentAfterMs);
  stream.signal.addEventListener('abort', onAbort, { once: true });
  if (stream.signal.aborted) onAbort();

  return {
    path: stream.path,
    ended: promise,
    bytes: () => heard,
    done: () => over,
    onStop: (stopCarrier) => {
      stop = stopCarrier;
      if (stoppedBy !== undefined) stop(stoppedBy);
    },
    onAnswer: (status, header) => {
      if (over) return;
      const retryAfter = readRetryAfter(header);
      answer = retryAfter === undefined ? { status } : { status, retryAfter };
      silence.refresh();
      if (status === 200) guarded(() => stream.onOpen?.());
    },
    onData: (chunk) => {
      if (over) return;
      heard += chunk.length;
      silence.refresh();
      if (answer?.status === 200) guarded(() => lines.push(chunk));
      else if (refusal.length < mostRefusalBytes) refusal += chunk.toString('utf8');
    },
    onEnd: () => {
      if (answer?.status === 200) guarded(() => lines.end());
      if (!finish()) return;
      if (answer === undefined) reject(failures.cut());
      else resolve({ ...answer, body: refusal });
    },
    onError: (error) => {
      if (finish()) reject(failures.transport(error));
    },
  };
};
