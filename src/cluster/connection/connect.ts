import { HeadwaterError } from '../../model/diagnostic.ts';
import { type ApiRequest, type ApiResponse, type ApiStream, type ClusterApi, mediaTypes } from '../api.ts';
import type { KubeContext } from './context.ts';
import { type CredentialSource, type Credentials, createCredentialSource } from './credentials.ts';
import { createFailures, type Failures } from './failures.ts';
import { followStream } from './follower.ts';
import { type ConnectionLimits, createLines, defaultLimits, type Line, type Lines } from './lines.ts';
import { measuredApi, type RequestMeasure } from './measure.ts';
import { sendRequest } from './request.ts';
import { type Target, targetOf } from './target.ts';

export interface ConnectOptions {
  /** The cluster's name in the fleet. */
  readonly cluster: string;
  readonly context: KubeContext;
  /** e.g. `headwater/0.1.0`. */
  readonly userAgent?: string;
  readonly limits?: Partial<ConnectionLimits>;
  /** Milliseconds since the epoch, for the age of credentials. */
  readonly now?: () => number;
  /** Called after each request and each stream; must not throw. */
  readonly onRequest?: (measure: RequestMeasure) => void;
}

/** What the verbs of one connection share. */
interface Connection {
  readonly target: Target;
  readonly failures: Failures;
  readonly limits: ConnectionLimits;
  readonly lines: Lines;
  readonly source: CredentialSource;
  readonly userAgent: string;
}

/**
 * The port to one real API server. Credentials are read now, connections are opened by the first request.
 * Rejects with a HeadwaterError: ClusterConfigRefused, or what reading the credentials gives.
 */
export const connectCluster = async (options: ConnectOptions): Promise<ClusterApi> => {
  const { cluster, context } = options;
  if (context.refusal !== undefined) throw new HeadwaterError(context.refusal, { retryable: false });
  const limits = { ...defaultLimits, ...options.limits };
  const target = targetOf(context.server, context.name);
  const failures = createFailures(cluster, target.authority);
  const source = createCredentialSource({
    read: context.readCredentials,
    maxAgeMs: context.maxAgeMs,
    ...(options.now === undefined ? {} : { now: options.now }),
  });
  await source.current();
  const lines = createLines({ target, failures, limits });
  const connection = { target, failures, limits, lines, source, userAgent: options.userAgent ?? 'headwater' };
  const api: ClusterApi = {
    cluster,
    request: (asked) => request(connection, asked),
    stream: (asked) => stream(connection, asked),
    close: lines.close,
  };
  return options.onRequest === undefined ? api : measuredApi(api, options.onRequest);
};

const request = (connection: Connection, asked: ApiRequest): Promise<ApiResponse> =>
  withCredentials(connection, (credentials, { pool }) =>
    sendRequest(
      pool,
      {
        method: asked.method,
        path: connection.target.prefix + asked.path,
        headers: headersOf(credentials, connection.userAgent, asked.accept ?? mediaTypes.json, asked),
        timeoutMs: asked.timeoutMs ?? connection.limits.requestMs,
        maxBytes: connection.limits.maxBodyBytes,
        ...(asked.body === undefined ? {} : { body: asked.body }),
        ...(asked.signal === undefined ? {} : { signal: asked.signal }),
      },
      connection.failures,
    ),
  );

const stream = (connection: Connection, asked: ApiStream): Promise<ApiResponse> =>
  withCredentials(connection, (credentials, { watches }) => {
    const follower = followStream({
      stream: { ...asked, path: connection.target.prefix + asked.path },
      failures: connection.failures,
      maxLineBytes: connection.limits.maxLineBytes,
    });
    watches.carry(headersOf(credentials, connection.userAgent, asked.accept), follower);
    return follower.ended;
  });

/** Sends with current credentials, and once more with renewed ones where they were refused. */
const withCredentials = async (
  { lines, source, failures }: Connection,
  send: (credentials: Credentials, line: Line) => Promise<ApiResponse>,
): Promise<ApiResponse> => {
  const held = source.current();
  const credentials = held instanceof Promise ? await held : held;
  const answer = await send(credentials, lines.for(credentials.tls));
  if (answer.status !== 401) return answer;
  const renewed = await source.renew();
  if (renewed === credentials) throw failures.unauthorized();
  const second = await send(renewed, lines.for(renewed.tls));
  if (second.status === 401) throw failures.unauthorized();
  return second;
};

const headersOf = (
  credentials: Credentials,
  userAgent: string,
  accept: string,
  asked?: ApiRequest,
): Record<string, string | readonly string[]> => {
  const headers: Record<string, string | readonly string[]> = {
    ...credentials.headers,
    accept,
    'user-agent': userAgent,
  };
  if (asked?.body !== undefined) headers['content-type'] = asked.contentType ?? mediaTypes.json;
  return headers;
};
