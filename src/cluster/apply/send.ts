import type { ApiRequest, ApiResponse, ClusterApi } from '../api.ts';
import type { Clock } from './clock.ts';

const attempts = 5;
const longestWaitMs = 30_000;

/** Seconds to wait before the next attempt, where the server does not say. */
const backoff = (attempt: number): number => 0.2 * 2 ** attempt;

/**
 * One request, again while the server is busy (429, 503), as its Retry-After says or with backoff. Any other
 * answer, and the last busy one, is returned. Rejects as the port does, and when the signal is aborted.
 */
export const send = async (
  site: { readonly api: ClusterApi; readonly clock: Clock },
  request: ApiRequest,
  signal: AbortSignal,
): Promise<ApiResponse> => {
  for (let attempt = 1; ; attempt += 1) {
    signal.throwIfAborted();
    const response = await site.api.request({ ...request, signal });
    const busy = response.status === 429 || response.status === 503;
    if (!busy || attempt === attempts) return response;
    const seconds = response.retryAfter ?? backoff(attempt);
    await site.clock.sleep(Math.min(seconds * 1000, longestWaitMs), signal);
  }
};
