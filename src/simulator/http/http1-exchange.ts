import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Exchange } from './exchange.ts';
import { readBody } from './read-body.ts';

/** An exchange over HTTP/1.1. */
export const http1Exchange = (request: IncomingMessage, response: ServerResponse): Exchange => ({
  method: request.method ?? 'GET',
  url: request.url ?? '/',
  headers: request.headers,
  body: (limit) => readBody(request, limit),
  answer: ({ status, headers, body }) => {
    const length = Buffer.byteLength(body);
    response.writeHead(status, { ...(headers as OutgoingHttpHeaders), 'content-length': length });
    response.end(request.method === 'HEAD' ? undefined : body);
    // what the client still sends is of no interest
    if (!request.complete) request.resume();
  },
  stream: (status, headers) => {
    response.writeHead(status, headers as OutgoingHttpHeaders);
    response.flushHeaders();
    return {
      write: (text) => {
        response.write(text);
      },
      end: () => {
        response.end();
      },
      pending: () => response.writableLength,
      get closed() {
        return response.destroyed || response.writableEnded;
      },
    };
  },
  cut: () => {
    request.socket.destroy();
  },
  onClose: (listener) => {
    response.once('close', listener);
  },
});
