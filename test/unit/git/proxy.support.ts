import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on loopback that a test answers itself; what it does not answer goes on to `target`. */
export interface FrontServer {
  readonly port: number;
  readonly requests: IncomingMessage[];
  stop(): Promise<void>;
}

/** Answers, or says `false` to pass the request on. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => boolean;

const passOn = (target: string, incoming: IncomingMessage, response: ServerResponse): void => {
  const headers = { ...incoming.headers, host: new URL(target).host };
  const onward = request(target + incoming.url, { method: incoming.method ?? 'GET', headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  onward.on('error', () => response.destroy());
  incoming.pipe(onward);
};

export const startProxy = async (target: string, answer: Answer): Promise<FrontServer> => {
  const requests: IncomingMessage[] = [];
  const server = createServer((incoming, response) => {
    requests.push(incoming);
    if (!answer(incoming, response)) passOn(target, incoming, response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    stop: async () => {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
