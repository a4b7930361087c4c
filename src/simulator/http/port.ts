import { randomInt } from 'node:crypto';
import { createServer, type Server, type Socket } from 'node:net';

/**
 * Below every system's ephemeral range (Linux 32768, others 49152): a client that retries a stopped server on
 * an ephemeral port can be given that very port as its own and connect to itself.
 */
const lowest = 20_000;
const highest = 32_000;
const mostAttempts = 200;

const listen = (server: Server, port: number): Promise<boolean> => {
  const { promise, resolve, reject } = Promise.withResolvers<boolean>();
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') resolve(false);
    else reject(error);
  });
  server.listen({ port, host: '127.0.0.1', backlog: 511 }, () => resolve(true));
  return promise;
};

/** The port of one cluster. */
export interface Port {
  /** 0 until it has been opened once; stays the same after. */
  readonly number: number;
  /** Rejects when the port is taken. */
  open(): Promise<void>;
  /** No new connections, and those that there are end at once. */
  close(): Promise<void>;
}

/** A port of 127.0.0.1; `accept` takes each connection. */
export const createPort = (accept: (socket: Socket) => void, wanted = 0): Port => {
  const sockets = new Set<Socket>();
  let server: Server | undefined;
  let number = wanted;
  const listenOn = async (port: number): Promise<boolean> => {
    const opened = createServer((socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
      accept(socket);
    });
    if (!(await listen(opened, port))) return false;
    server = opened;
    number = port;
    return true;
  };
  const open = async (): Promise<void> => {
    if (server !== undefined) return;
    if (number !== 0) {
      if (await listenOn(number)) return;
      throw new Error(`port ${number} of 127.0.0.1 is taken`);
    }
    for (let attempt = 0; attempt < mostAttempts; attempt += 1) {
      if (await listenOn(randomInt(lowest, highest))) return;
    }
    throw new Error(`no free port between ${lowest} and ${highest}`);
  };
  const close = (): Promise<void> => {
    const closing = server;
    server = undefined;
    if (closing === undefined) return Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    closing.close(() => resolve());
    for (const socket of sockets) socket.destroy();
    return promise;
  };
  return {
    get number() {
      return number;
    },
    open,
    close,
  };
};
