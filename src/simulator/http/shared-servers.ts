import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttp2Server, type Http2Session } from 'node:http2';
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { Certificate } from './certificate.ts';
import type { Exchange } from './exchange.ts';
import { http1Exchange } from './http1-exchange.ts';
import { http2Exchange } from './http2-exchange.ts';

/** Who serves the requests of a connection: the cluster on whose port it came in. */
export type ServeExchange = (exchange: Exchange) => void;

/** The one set of protocol servers behind the ports of all clusters: a port costs a socket and nothing else. */
export interface SharedServers {
  /** Takes over a connection that was accepted. */
  accept(socket: Socket, serve: ServeExchange): void;
}

const preface = 'PRI * HTTP/2.0';

/** Plain connections: HTTP/2 by prior knowledge is known by its first bytes. */
const sniff = (socket: Socket, choose: (http2: boolean) => void): void => {
  socket.once('readable', () => {
    const first = socket.read() as Buffer | null;
    if (first === null) {
      socket.destroy();
      return;
    }
    socket.unshift(first);
    choose(first.subarray(0, preface.length).toString('latin1') === preface);
  });
};

type Speak = (socket: Socket, serve: ServeExchange, useHttp2: boolean) => void;

const speaker = (): Speak => {
  const bySocket = new WeakMap<object, ServeExchange>();
  const bySession = new WeakMap<Http2Session, ServeExchange>();
  const http1 = createHttpServer(
    // connections are kept as long as the client likes, as by kube-apiserver
    { keepAliveTimeout: 0, requestTimeout: 0, headersTimeout: 0 },
    (request, response) => bySocket.get(request.socket)?.(http1Exchange(request, response)),
  );
  const http2 = createHttp2Server({ settings: { maxConcurrentStreams: 100, initialWindowSize: 262_144 } });
  http2.on('stream', (stream, headers) => {
    const serve = stream.session && bySession.get(stream.session);
    serve?.(http2Exchange(stream, headers));
  });
  http2.on('sessionError', () => {});
  return (socket, serve, useHttp2) => {
    if (!useHttp2) {
      bySocket.set(socket, serve);
      http1.emit('connection', socket);
      return;
    }
    // announced before emit() returns
    http2.once('session', (session) => {
      bySession.set(session, serve);
      session.on('error', () => {});
    });
    http2.emit('connection', socket);
  };
};

/** Starts the protocol servers; with a certificate they speak TLS (HTTP/2 by ALPN), without it plain HTTP. */
export const openSharedServers = (certificate: Certificate | undefined): SharedServers => {
  const speak = speaker();
  const accepted = (socket: Socket): void => {
    socket.setNoDelay(true);
    socket.on('error', () => socket.destroy());
  };
  if (certificate === undefined) {
    return {
      accept: (socket, serve) => {
        accepted(socket);
        sniff(socket, (useHttp2) => speak(socket, serve, useHttp2));
      },
    };
  }
  // the TLS socket that wraps a connection is known by the connection's own port
  const byPeer = new Map<string, ServeExchange>();
  const peerOf = (socket: Socket): string => `${socket.localPort}-${socket.remotePort}`;
  const tls = createTlsServer({ ...certificate, ALPNProtocols: ['h2', 'http/1.1'] }, (socket) => {
    const serve = byPeer.get(peerOf(socket));
    socket.on('error', () => socket.destroy());
    if (serve === undefined) socket.destroy();
    else speak(socket, serve, socket.alpnProtocol === 'h2');
  });
  tls.on('tlsClientError', (_error, socket) => socket.destroy());
  return {
    accept: (socket, serve) => {
      accepted(socket);
      const peer = peerOf(socket);
      byPeer.set(peer, serve);
      socket.once('close', () => byPeer.delete(peer));
      tls.emit('connection', socket);
    },
  };
};
