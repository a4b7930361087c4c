import type { Dispatcher } from 'undici';
import type { ApiResponse } from '../api.ts';
import type { Failures } from './failures.ts';

export interface RawRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
  readonly body?: string;
  /** Milliseconds from now to the last byte of the answer, waiting for a connection included. */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/**
 * One exchange on a pool, by undici's `dispatch`: the answer is at most 16 MB of text that we want whole, so
 * no stream is built for it. Rejects with a HeadwaterError, or with the signal's reason when it was aborted.
 */
export const sendRequest = (
  pool: Dispatcher,
  request: RawRequest,
  failures: Failures,
): Promise<ApiResponse> => {
  // before anything is written: a PATCH of a caller that gave up must not go out
  if (request.signal?.aborted) return Promise.reject(request.signal.reason);
  const { promise, resolve, reject } = Promise.withResolvers<ApiResponse>();
  let controller: Dispatcher.DispatchController | undefined;
  let ended = false;
  const finish = (): boolean => {
    if (ended) return false;
    ended = true;
    clearTimeout(deadline);
    request.signal?.removeEventListener('abort', onAbort);
    return true;
  };
  const fail = (error: unknown): void => {
    if (finish()) reject(error);
    controller?.abort(error as Error);
  };
  const onAbort = (): void => fail(request.signal?.reason);
  const deadline = setTimeout(() => fail(failures.timeout(request.timeoutMs)), request.timeoutMs);
  request.signal?.addEventListener('abort', onAbort, { once: true });

  pool.dispatch(
    {
      path: request.path,
      method: request.method,
      headers: request.headers as Record<string, string | string[]>,
      body: request.body ?? null,
      headersTimeout: request.timeoutMs,
      bodyTimeout: request.timeoutMs,
    },
    exchange({
      onStart: (started) => {
        controller = started;
        // it waited for a connection for longer than its caller did
        if (ended) started.abort(failures.timeout(request.timeoutMs));
      },
      onAnswer: (response) => {
        if (finish()) resolve(response);
      },
      onTooLarge: () => fail(failures.tooLarge(`the answer to ${request.method}`, request.maxBytes)),
      onError: (error) => {
        if (finish()) reject(failures.transport(error));
      },
      maxBytes: request.maxBytes,
    }),
  );
  return promise;
};

interface Exchange {
  readonly onStart: (controller: Dispatcher.DispatchController) => void;
  readonly onAnswer: (response: ApiResponse) => void;
  readonly onTooLarge: () => void;
  readonly onError: (error: Error) => void;
  readonly maxBytes: number;
}

const exchange = (parts: Exchange): Dispatcher.DispatchHandler => {
  const chunks: Buffer[] = [];
  let size = 0;
  let status = 0;
  let retryAfter: number | undefined;
  return {
    onRequestStart: parts.onStart,
    onResponseStart: (_controller, statusCode, headers) => {
      status = statusCode;
      retryAfter = readRetryAfter(headers['retry-after']);
    },
    onResponseData: (_controller, chunk) => {
      size += chunk.length;
      if (size > parts.maxBytes) parts.onTooLarge();
      else chunks.push(chunk);
    },
    onResponseEnd: () => {
      const bytes = chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, size);
      const body = bytes.toString('utf8');
      parts.onAnswer(retryAfter === undefined ? { status, body } : { status, body, retryAfter });
    },
    onResponseError: (_controller, error) => parts.onError(error),
  };
};

const longestRetryAfter = 3_600;

/** Seconds; a date (which kube-apiserver never sends) or nonsense counts as absent, an hour is the most. */
export const readRetryAfter = (value: string | readonly string[] | undefined): number | undefined =>
  typeof value === 'string' && /^\d{1,9}$/.test(value.trim())
    ? Math.min(Number(value), longestRetryAfter)
    : undefined;
