import { randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:net';

/**
 * Below every system's ephemeral range (Linux 32768, others 49152): a client that retries a stopped server on
 * an ephemeral port can be given that very port as its own and connect to itself.
 */
const lowest = 20_000;
const highest = 32_000;

const listen = (port: number): Promise<Server | undefined> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(undefined));
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => resolve(server));
  });

/** Ports of 127.0.0.1 that were free a moment ago, all different. */
export const freePorts = async (count: number): Promise<readonly number[]> => {
  const held = new Map<number, Server>();
  for (let attempt = 0; held.size < count; attempt += 1) {
    if (attempt > count + 200) throw new Error(`no ${count} free ports between ${lowest} and ${highest}`);
    const port = randomInt(lowest, highest);
    if (held.has(port)) continue;
    const server = await listen(port);
    if (server) held.set(port, server);
  }
  await Promise.all([...held.values()].map((server) => new Promise((done) => server.close(done))));
  return [...held.keys()];
};
