import { Pool } from 'undici';
import { sameTls, type TlsMaterial, tlsOptions } from './credentials.ts';
import type { Failures } from './failures.ts';
import type { Target } from './target.ts';
import { createWatchCarrier, type WatchCarrier } from './watch-carrier.ts';

export interface ConnectionLimits {
  /** Connections for requests, opened as they are needed; default 32. */
  readonly connections: number;
  readonly requestMs: number;
  readonly connectMs: number;
  readonly pingMs: number;
  readonly pongMs: number;
  /** Bytes of one answer; a metadata page of 500 objects is 1 MB. */
  readonly maxBodyBytes: number;
  /** Bytes of one watch event; etcd holds no object beyond 1.5 MB. */
  readonly maxLineBytes: number;
}

export const defaultLimits: ConnectionLimits = {
  connections: 32,
  requestMs: 30_000,
  connectMs: 10_000,
  pingMs: 20_000,
  pongMs: 10_000,
  maxBodyBytes: 32 * 1024 * 1024,
  maxLineBytes: 8 * 1024 * 1024,
};

/** Connections of a process to all its clusters together, as far as the least that each one gets allows. */
const fleetConnections = 1024;
const leastConnections = 4;

/**
 * Connections for requests to each of so many clusters. Each costs 100 KB and a handshake, and a process may open
 * only so many: in a large fleet the many clusters keep the process busy, not many connections to one.
 */
export const connectionsEach = (clusters: number): number =>
  Math.max(leastConnections, Math.min(defaultLimits.connections, Math.floor(fleetConnections / clusters)));

/** The connections that one set of TLS material opened: HTTP/1.1 for requests, HTTP/2 for watches. */
export interface Line {
  readonly tls: TlsMaterial;
  readonly pool: Pool;
  readonly watches: WatchCarrier;
}

/** The connections of one cluster; other TLS material (a rotated certificate) gets its own. */
export interface Lines {
  /** Throws a HeadwaterError once closed. */
  for(tls: TlsMaterial): Line;
  close(): Promise<void>;
}

export interface LinesOptions {
  readonly target: Target;
  readonly failures: Failures;
  readonly limits: ConnectionLimits;
}

export const createLines = ({ target, failures, limits }: LinesOptions): Lines => {
  let line: Line | undefined;
  let former: readonly Line[] = [];
  let closed = false;

  const open = (tls: TlsMaterial): Line => ({
    tls,
    pool: openPool(target, tls, limits),
    watches: createWatchCarrier({ target, tls, failures, ...limits }),
  });
  return {
    for: (tls) => {
      if (closed) throw failures.closed();
      if (line !== undefined && sameTls(line.tls, tls)) return line;
      if (line !== undefined) {
        // what runs on the old connections may end there
        line.watches.retire();
        line.pool.close().catch(() => {});
        former = [...former.filter((old) => !old.pool.destroyed || old.watches.sessions() > 0), line];
      }
      line = open(tls);
      return line;
    },
    close: async () => {
      closed = true;
      const all = line === undefined ? former : [...former, line];
      await Promise.all(
        all.map(({ pool, watches }) => {
          watches.destroy(failures.closed());
          return pool.destroy(failures.closed());
        }),
      );
    },
  };
};

const openPool = (target: Target, tls: TlsMaterial, limits: ConnectionLimits): Pool =>
  new Pool(target.origin, {
    connections: limits.connections,
    pipelining: 1,
    allowH2: false,
    keepAliveTimeout: 60_000,
    headersTimeout: limits.requestMs,
    bodyTimeout: limits.requestMs,
    connect: { timeout: limits.connectMs, ...tlsOptions(tls) },
  });
