import http2 from 'node:http2';
import tls from 'node:tls';
import { type TlsMaterial, tlsOptions } from './credentials.ts';
import type { Failures } from './failures.ts';
import type { StreamFollower } from './follower.ts';
import type { Target } from './target.ts';

export interface SessionTimes {
  /** Milliseconds to connect, TLS and first settings included. */
  readonly connectMs: number;
  /** Milliseconds between two pings. */
  readonly pingMs: number;
  /** Milliseconds to wait for a ping's answer before the session counts as dead. */
  readonly pongMs: number;
}

export interface SessionOptions extends SessionTimes {
  readonly target: Target;
  readonly tls: TlsMaterial;
  readonly failures: Failures;
}

/** One HTTP/2 connection that carries watches. */
export interface WatchSession {
  /** Alive, not told to go away, and below the server's limit of streams. */
  readonly hasRoom: () => boolean;
  readonly closed: () => boolean;
  readonly streams: () => number;
  start(headers: http2.OutgoingHttpHeaders, follower: StreamFollower): void;
  /** No new streams; ends when the last one has. */
  retire(): void;
  destroy(error: Error): void;
}

/** What a server that announces nothing is trusted with, and the most that is put on one connection. */
const mostStreams = 100;
/** Left free, so that a watch that reopens never waits for the one that it replaces. */
const spareStreams = 4;

/** Bytes in flight: HTTP/2's own 64 KB would hold a first telling over a long way down to 64 KB a round trip. */
const streamWindow = 1024 * 1024;
const sessionWindow = 4 * 1024 * 1024;

/** Connects; undefined when the server does not speak HTTP/2 (ALPN). Rejects with a HeadwaterError. */
export const openWatchSession = async (options: SessionOptions): Promise<WatchSession | undefined> => {
  const socket = await connectTls(options);
  if (socket.alpnProtocol !== 'h2') {
    socket.destroy();
    return undefined;
  }
  const session = http2.connect(options.target.origin, {
    createConnection: () => socket,
    settings: { enablePush: false, initialWindowSize: streamWindow },
  });
  // the limit of streams stands in the server's first settings
  await settled(options, (resolve, reject) => {
    session.once('remoteSettings', () => resolve(undefined));
    session.once('error', reject);
    session.once('close', () => reject(options.failures.cut()));
  }).catch((error: Error) => {
    session.on('error', () => {});
    session.destroy();
    throw error;
  });
  return carry(session, options);
};

const carry = (session: http2.ClientHttp2Session, options: SessionOptions): WatchSession => {
  session.setLocalWindowSize(sessionWindow);
  let retired = false;
  let streams = 0;
  let failure: Error | undefined;
  const destroy = (error: Error): void => {
    failure ??= error;
    session.destroy(error);
  };
  const retire = (): void => {
    retired = true;
    if (!session.destroyed) session.close();
  };
  const stopPings = keepAlive(session, options, destroy);
  session.on('error', (error) => {
    failure ??= error;
  });
  session.on('goaway', retire);
  session.on('close', stopPings);

  return {
    hasRoom: () => {
      const limit = Math.min(session.remoteSettings.maxConcurrentStreams ?? mostStreams, mostStreams);
      const spare = limit > spareStreams * 2 ? spareStreams : 0;
      return !retired && !session.closed && !session.destroyed && streams < limit - spare;
    },
    closed: () => session.closed || session.destroyed,
    streams: () => streams,
    start: (headers, follower) => {
      const stream = session.request(headers, { endStream: true });
      streams += 1;
      attach(stream, follower, {
        why: () => failure ?? options.failures.cut(),
        onClose: () => {
          streams -= 1;
        },
      });
    },
    retire,
    destroy,
  };
};

interface Ending {
  /** Why the session is gone, for a stream that was cut with it. */
  readonly why: () => Error;
  readonly onClose: () => void;
}

const attach = (stream: http2.ClientHttp2Stream, follower: StreamFollower, ending: Ending): void => {
  let clean = false;
  stream.on('response', (headers) => follower.onAnswer(headers[':status'] ?? 0, headers['retry-after']));
  stream.on('data', (chunk: Buffer) => follower.onData(chunk));
  stream.on('end', () => {
    // a stream that dies with its session "ends" too
    clean = !stream.aborted && !stream.session?.destroyed;
  });
  stream.on('error', (error) => follower.onError(error));
  stream.on('close', () => {
    ending.onClose();
    if (clean && stream.rstCode === http2.constants.NGHTTP2_NO_ERROR) follower.onEnd();
    else follower.onError(ending.why());
  });
  follower.onStop(() => stream.close(http2.constants.NGHTTP2_CANCEL));
};

/** Pings find the peer that died without a word, which TCP would notice after a quarter of an hour. */
const keepAlive = (
  session: http2.ClientHttp2Session,
  options: SessionOptions,
  destroy: (error: Error) => void,
): (() => void) => {
  let pong: NodeJS.Timeout | undefined;
  const ping = setInterval(() => {
    if (session.destroyed || pong !== undefined) return;
    pong = setTimeout(() => destroy(options.failures.timeout(options.pongMs)), options.pongMs);
    session.ping(() => {
      clearTimeout(pong);
      pong = undefined;
    });
  }, options.pingMs);
  return () => {
    clearInterval(ping);
    clearTimeout(pong);
  };
};

const connectTls = async (options: SessionOptions): Promise<tls.TLSSocket> => {
  const { target, tls: material } = options;
  const socket = tls.connect({
    host: target.host,
    port: target.port,
    ALPNProtocols: ['h2', 'http/1.1'],
    ...tlsOptions(material),
  });
  socket.setNoDelay(true);
  try {
    await settled(options, (resolve, reject) => {
      socket.once('secureConnect', () => resolve(undefined));
      socket.once('error', reject);
      socket.once('close', () => reject(options.failures.cut()));
    });
    return socket;
  } catch (error) {
    socket.on('error', () => {});
    socket.destroy();
    throw error;
  }
};

/** A promise with the connect timeout; errors become ours. */
const settled = async (
  options: SessionOptions,
  start: (resolve: (value: undefined) => void, reject: (error: unknown) => void) => void,
): Promise<void> => {
  const { promise, resolve, reject } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => reject(options.failures.timeout(options.connectMs)), options.connectMs);
  start(resolve, reject);
  try {
    await promise;
  } catch (error) {
    throw options.failures.transport(error);
  } finally {
    clearTimeout(timer);
  }
};
