import { type DiagnosticCode, HeadwaterError } from '../model/diagnostic.ts';
import type { ApiResponse } from './api.ts';

/** What a Kubernetes Status in a refused answer says. */
export interface ApiStatus {
  readonly reason: string;
  /** At most 500 characters. May quote the object's values: do not log it for a Secret. */
  readonly message: string;
}

const longestMessage = 500;

/** Reads a Status body; an answer that is none (a proxy's page) gives an empty reason. */
export const statusOf = (response: ApiResponse): ApiStatus => {
  const parsed = parseObject(response.body);
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  return { reason: text(parsed?.reason), message: text(parsed?.message).slice(0, longestMessage) };
};

/** An answer that nobody expected, as the error that crosses our ports. `what` is e.g. `LIST deployments.apps`. */
export const unexpectedAnswer = (cluster: string, what: string, response: ApiResponse): HeadwaterError => {
  const { reason, message } = statusOf(response);
  const detail = [reason, message].filter((part) => part !== '').join(': ');
  return new HeadwaterError(
    {
      code: codeOf(response.status),
      severity: 'error',
      message: `cluster ${cluster}: ${what} answered ${response.status}${detail === '' ? '' : ` ${detail}`}`,
    },
    { retryable: isRetryable(response.status) },
  );
};

/**
 * The JSON of a 200. A body that is none did not come from an API server (a proxy, a captive portal): rejects
 * as ClusterUnreachable. `what` as above.
 */
export const parseAnswer = <T>(cluster: string, what: string, response: ApiResponse): T => {
  if (response.status !== 200) throw unexpectedAnswer(cluster, what, response);
  const value = parseObject(response.body);
  if (value !== undefined) return value as T;
  throw new HeadwaterError(
    {
      code: 'ClusterUnreachable',
      severity: 'error',
      message: `cluster ${cluster}: ${what} answered something that is not an object of the Kubernetes API`,
    },
    { retryable: true },
  );
};

/** Whether the same request may be answered otherwise later: the server was busy, not unwilling. */
export const isRetryable = (status: number): boolean => status === 429 || status >= 500;

const codeOf = (status: number): DiagnosticCode => {
  if (status === 401 || status === 403) return 'ClusterAuth';
  return status === 404 ? 'KindUnknown' : 'ClusterUnreachable';
};

const parseObject = (body: string): Readonly<Record<string, unknown>> | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
};
