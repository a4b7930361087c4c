import { Pool } from 'undici';
import { type TlsMaterial, tlsOptions } from './credentials.ts';
import type { Failures } from './failures.ts';
import type { StreamFollower } from './follower.ts';
import type { Target } from './target.ts';
import { openWatchSession, type SessionTimes, type WatchSession } from './watch-session.ts';

export interface CarrierOptions extends SessionTimes {
  readonly target: Target;
  readonly tls: TlsMaterial;
  readonly failures: Failures;
}

type Headers = Readonly<Record<string, string | readonly string[]>>;

/** Carries the watches of one cluster: few HTTP/2 sessions, or a connection each where the server has none. */
export interface WatchCarrier {
  /** Starts a stream; what becomes of it, the follower learns. */
  carry(headers: Headers, follower: StreamFollower): void;
  /** HTTP/2 sessions open now; the HTTP/1.1 pool counts as one. */
  readonly sessions: () => number;
  /** No new streams: TLS material changed. */
  retire(): void;
  destroy(error: Error): void;
}

export const createWatchCarrier = (options: CarrierOptions): WatchCarrier => {
  let sessions: readonly WatchSession[] = [];
  let opening: Promise<void> | undefined;
  let plain: Pool | undefined;
  let ended: Error | undefined;

  const open = async (): Promise<void> => {
    const session = await openWatchSession(options);
    if (ended !== undefined) {
      session?.destroy(ended);
      throw ended;
    }
    if (session === undefined) plain = plainPool(options);
    else sessions = [...sessions.filter((other) => !other.closed()), session];
  };
  /** One connection is opened at a time; the streams that wait for it then look again. */
  const openOnce = (): Promise<void> => {
    opening ??= open().finally(() => {
      opening = undefined;
    });
    return opening;
  };
  const roomy = (): WatchSession | undefined => sessions.find((session) => session.hasRoom());

  const start = async (headers: Headers, follower: StreamFollower): Promise<void> => {
    if (!options.target.secure) plain ??= plainPool(options);
    while (plain === undefined && roomy() === undefined) await openOnce();
    if (follower.done()) return;
    if (plain !== undefined) carryPlain(plain, headers, follower);
    else roomy()!.start(http2Headers(options.target, headers, follower.path), follower);
  };

  return {
    carry: (headers, follower) => {
      start(headers, follower).catch((error: unknown) => follower.onError(error));
    },
    sessions: () =>
      sessions.filter((session) => !session.closed()).length +
      (plain === undefined || plain.destroyed ? 0 : 1),
    retire: () => {
      for (const session of sessions) session.retire();
      plain?.close().catch(() => {});
    },
    destroy: (error) => {
      ended = error;
      for (const session of sessions) session.destroy(error);
      plain?.destroy(error).catch(() => {});
    },
  };
};

const http2Headers = (target: Target, headers: Headers, path: string) => ({
  ':method': 'GET',
  ':path': path,
  ':authority': target.authority,
  ':scheme': 'https',
  ...headers,
});

/** HTTP/1.1: as many connections as watches. The follower's silence and the caller's signal end them. */
const plainPool = ({ target, tls, connectMs }: CarrierOptions): Pool =>
  new Pool(target.origin, {
    connections: null,
    pipelining: 1,
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 1_000,
    connect: { timeout: connectMs, ...tlsOptions(tls) },
  });

const carryPlain = (pool: Pool, headers: Headers, follower: StreamFollower): void => {
  pool.dispatch(
    { method: 'GET', path: follower.path, headers: headers as Record<string, string | string[]> },
    {
      onRequestStart: (controller) => follower.onStop((error) => controller.abort(error)),
      onResponseStart: (_controller, status, answer) => follower.onAnswer(status, answer['retry-after']),
      onResponseData: (_controller, chunk) => follower.onData(chunk),
      onResponseEnd: () => follower.onEnd(),
      onResponseError: (_controller, error) => follower.onError(error),
    },
  );
};
