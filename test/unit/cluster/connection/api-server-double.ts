import { once } from 'node:events';
import http from 'node:http';
import http2 from 'node:http2';
import https from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { KubeContext } from '../../../../src/cluster/connection/context.ts';
import type { TlsMaterial } from '../../../../src/cluster/connection/credentials.ts';
import { loopbackCertificate } from './loopback-certificate.ts';

export interface Heard {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
  /** e.g. 2.0 or 1.1. */
  readonly version: string;
  /** The name that TLS was asked for; false where it was none. */
  readonly serverName: unknown;
}

type Respond = (heard: Heard, response: http.ServerResponse) => void;

export interface ServerDouble {
  readonly heard: readonly Heard[];
  readonly origin: string;
  /** HTTP/2 sessions that are open. */
  readonly sessions: () => readonly http2.ServerHttp2Session[];
  /** Connections since the start. */
  readonly connections: () => number;
  readonly port: number;
  /** Closes every connection without ending what runs on it. */
  cut(): void;
  stop(): Promise<void>;
}

export interface DoubleOptions {
  readonly respond: Respond;
  /** `h2` offers HTTP/1.1 too; default h2. */
  readonly speak?: 'h2' | 'http/1.1' | 'plain';
  readonly maxConcurrentStreams?: number;
}

/** A server in the test's process that answers as it is told, over HTTP/2, HTTP/1.1 or without TLS. */
export const startDouble = async (options: DoubleOptions): Promise<ServerDouble> => {
  const heard: Heard[] = [];
  const sessions = new Set<http2.ServerHttp2Session>();
  const sockets = new Set<Socket>();
  let connections = 0;
  const listener = (request: http.IncomingMessage, response: http.ServerResponse): void => {
    let body = '';
    request.on('error', () => {});
    request.on('data', (chunk: Buffer) => {
      body += chunk.toString('utf8');
    });
    request.on('end', () => {
      const { method = '', url: path = '', headers, httpVersion: version } = request;
      const { servername: serverName } = request.socket as { servername?: unknown };
      heard.push({ method, path, headers, body, version, serverName });
      options.respond(heard.at(-1)!, response);
    });
  };
  const server = makeServer(options, listener);
  server.on('session', (session: http2.ServerHttp2Session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.on('close', () => sessions.delete(session));
  });
  server.on('connection', (socket: Socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    heard,
    origin: `${options.speak === 'plain' ? 'http' : 'https'}://127.0.0.1:${port}`,
    sessions: () => [...sessions],
    connections: () => connections,
    port,
    cut: () => {
      for (const socket of sockets) socket.destroy();
    },
    stop: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, 'close');
    },
  };
};

type Listener = (request: http.IncomingMessage, response: http.ServerResponse) => void;

const makeServer = ({ speak = 'h2', maxConcurrentStreams = 100 }: DoubleOptions, listener: Listener) => {
  if (speak === 'plain') return http.createServer(listener);
  if (speak === 'http/1.1') return https.createServer(loopbackCertificate, listener);
  return http2.createSecureServer(
    { ...loopbackCertificate, allowHTTP1: true, settings: { maxConcurrentStreams } },
    listener as unknown as (request: http2.Http2ServerRequest, response: http2.Http2ServerResponse) => void,
  );
};

/** A context that leads to a double. */
export const contextOf = (
  { origin }: { readonly origin: string },
  more: { readonly headers?: Record<string, string>; readonly tls?: Partial<TlsMaterial> } = {},
): KubeContext => ({
  name: 'double',
  server: origin,
  maxAgeMs: Number.POSITIVE_INFINITY,
  readCredentials: async () => ({
    headers: more.headers ?? {},
    tls: { ca: loopbackCertificate.cert, skipVerify: false, ...more.tls },
  }),
});
