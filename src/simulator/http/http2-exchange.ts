import type { IncomingHttpHeaders, ServerHttp2Stream } from 'node:http2';
import type { Exchange, Headers } from './exchange.ts';
import { readBody } from './read-body.ts';

const withStatus = (status: number, headers: Headers) => ({
  ...(headers as Record<string, string | string[]>),
  ':status': status,
});

/** An exchange over HTTP/2. */
export const http2Exchange = (stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Exchange => {
  // a client that resets a stream is no fault of ours
  stream.on('error', () => {});
  const method = headers[':method'] ?? 'GET';
  return {
    method,
    url: headers[':path'] ?? '/',
    headers,
    body: (limit) => (stream.endAfterHeaders ? Promise.resolve(Buffer.alloc(0)) : readBody(stream, limit)),
    answer: ({ status, headers: answered, body }) => {
      if (stream.destroyed || stream.closed) return;
      const all = withStatus(status, { ...answered, 'content-length': String(Buffer.byteLength(body)) });
      if (method === 'HEAD') {
        stream.respond(all, { endStream: true });
        return;
      }
      stream.respond(all);
      stream.end(body);
    },
    stream: (status, answered) => {
      if (!stream.destroyed && !stream.closed) stream.respond(withStatus(status, answered));
      return {
        write: (text) => {
          if (!stream.destroyed && !stream.closed) stream.write(text);
        },
        end: () => {
          if (!stream.destroyed) stream.end();
        },
        pending: () => stream.writableLength,
        get closed() {
          return stream.destroyed || stream.closed;
        },
      };
    },
    cut: () => {
      // the connection goes, with everything else that it carries
      stream.session?.destroy();
    },
    onClose: (listener) => {
      stream.once('close', listener);
    },
  };
};
