import type { Certificate } from './http/certificate.ts';
import { createPort, type Port } from './http/port.ts';
import type { SharedServers } from './http/shared-servers.ts';
import type { ClusterCore } from './simulated-cluster.ts';

/** How a cluster is reached, whichever way the fleet gives out ports. */
export interface Door {
  url(): string;
  open(): Promise<void>;
  close(): Promise<void>;
}

const scheme = (certificate: Certificate | undefined): string => (certificate ? 'https' : 'http');

/** A port for one cluster. */
export const ownDoor = (
  core: ClusterCore,
  certificate: Certificate | undefined,
  servers: SharedServers,
): Door => {
  const port = createPort((socket) =>
    servers.accept(socket, (exchange) => core.serve(exchange, exchange.url)),
  );
  return {
    url: () => `${scheme(certificate)}://127.0.0.1:${port.number}`,
    open: () => port.open(),
    close: () => port.close(),
  };
};

const prefix = '/clusters/';

/** One port for all; a cluster is open or not. */
export const sharedDoors = (certificate: Certificate | undefined, servers: SharedServers) => {
  const open = new Map<string, ClusterCore>();
  const port: Port = createPort((socket) =>
    servers.accept(socket, (exchange) => {
      const end = exchange.url.indexOf('/', prefix.length);
      const name = exchange.url.slice(prefix.length, end < 0 ? undefined : end);
      const core = exchange.url.startsWith(prefix) ? open.get(name) : undefined;
      if (core === undefined) exchange.cut();
      else core.serve(exchange, end < 0 ? '/' : exchange.url.slice(end));
    }),
  );
  const doorOf = (core: ClusterCore): Door => ({
    url: () => `${scheme(certificate)}://127.0.0.1:${port.number}${prefix}${core.name}`,
    open: () => {
      open.set(core.name, core);
      return Promise.resolve();
    },
    close: () => {
      open.delete(core.name);
      core.endWatches();
      return Promise.resolve();
    },
  });
  return { port, doorOf };
};
