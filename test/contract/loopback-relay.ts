import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A TCP relay on loopback, so that a test can be the network: cut it, or make it swallow everything. */
export interface LoopbackRelay {
  readonly port: number;
  /** Connections through it now. */
  readonly connections: () => number;
  /** Resets every connection; new ones are accepted. */
  cut(): void;
  /** Accepts and delivers nothing more, in either direction, without closing: a black hole. */
  freeze(): void;
  thaw(): void;
  /** Refuses (closes at once) new connections while on. */
  refuse(on: boolean): void;
  stop(): Promise<void>;
}

export const startRelay = async (targetPort: number): Promise<LoopbackRelay> => {
  const pairs = new Set<readonly [Socket, Socket]>();
  let frozen = false;
  let refusing = false;
  const server = createServer((near) => {
    if (refusing) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(targetPort, '127.0.0.1');
    const pair = [near, far] as const;
    pairs.add(pair);
    const end = (): void => {
      pairs.delete(pair);
      near.destroy();
      far.destroy();
    };
    for (const [from, to] of [pair, [far, near] as const]) {
      from.setNoDelay(true);
      from.on('data', (chunk) => {
        if (!frozen) to.write(chunk);
      });
      from.on('end', () => to.end());
      from.on('error', end);
      from.on('close', end);
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = (): void => {
    for (const [near, far] of pairs) {
      near.resetAndDestroy();
      far.destroy();
    }
  };
  return {
    port: (server.address() as AddressInfo).port,
    connections: () => pairs.size,
    cut,
    freeze: () => {
      frozen = true;
    },
    thaw: () => {
      frozen = false;
      // what was swallowed is lost, so the connections of that time are of no use
      cut();
    },
    refuse: (on) => {
      refusing = on;
    },
    stop: async () => {
      server.close();
      cut();
      await once(server, 'close');
    },
  };
};
