/** The simulated clusters, in a process of their own, so that what they cost is shown apart. Ends with its parent. */
import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { type SimulatedFleet, startSimulatedFleet } from '../../src/simulator/simulated-fleet.ts';
import { serveParent } from './worker.ts';

export interface StartSimulator {
  readonly clusters: readonly string[];
  /** Made in every cluster. */
  readonly namespaces: readonly string[];
}

/** How the clusters are reached. */
export interface SimulatorAccess {
  readonly kubeconfig: string;
  readonly clusters: readonly { readonly name: string; readonly url: string; readonly token: string }[];
  readonly caPem: string;
}

/** What the process has used since its start, and what it holds now. */
export interface SimulatorSample {
  readonly cpuMs: number;
  readonly rssBytes: number;
  readonly heapBytes: number;
  readonly watches: number;
  readonly connections: number;
  /** Bytes on the sockets, TLS included, both ways. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  /** Answered requests of user `headwater`, by verb; watches by when they began. */
  readonly requests: Readonly<Record<string, number>>;
}

const open = new Set<Socket>();
let connections = 0;
const ended = { in: 0, out: 0 };
subscribe('net.server.socket', (message) => {
  const { socket } = message as { readonly socket: Socket };
  open.add(socket);
  connections += 1;
  const handle = (socket as { readonly _handle?: WireCounts })._handle;
  if (handle) wires.set(socket, handle);
  socket.once('close', () => {
    const counted = countsOf(socket);
    ended.in += counted.in;
    ended.out += counted.out;
    open.delete(socket);
  });
});

/** The system's own counters of a connection: below TLS, and still there when the socket object has handed it on. */
interface WireCounts {
  readonly bytesRead: number;
  readonly bytesWritten: number;
}
const wires = new WeakMap<Socket, WireCounts>();
const countsOf = (socket: Socket): { readonly in: number; readonly out: number } => {
  const { bytesRead, bytesWritten } = wires.get(socket) ?? socket;
  return { in: bytesRead, out: bytesWritten };
};

let fleet: SimulatedFleet | undefined;

const start = async ({ clusters, namespaces }: StartSimulator): Promise<SimulatorAccess> => {
  fleet = await startSimulatedFleet({ clusters });
  for (const { objects } of fleet.clusters.values())
    for (const name of namespaces)
      objects.create(
        { group: '', plural: 'namespaces' },
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
        'bench',
      );
  const started = [...fleet.clusters.values()];
  return {
    kubeconfig: fleet.kubeconfig,
    clusters: started.map((one) => ({ name: one.name, url: one.url, token: one.tokenOf('headwater') })),
    caPem: started[0]?.caPem ?? '',
  };
};

const requestsOf = (running: SimulatedFleet): Readonly<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const cluster of running.clusters.values()) {
    for (const [key, count] of cluster.requestCounts()) {
      const [verb = '', , user] = key.split(' ');
      if (user === 'headwater') counts[verb] = (counts[verb] ?? 0) + count;
    }
  }
  return counts;
};

const sample = ({ collect }: { readonly collect: boolean }): SimulatorSample => {
  // twice: what the first one finalises, the second one frees
  if (collect) for (const _ of [1, 2]) globalThis.gc?.();
  const { user, system } = process.cpuUsage();
  const { rss, heapUsed } = process.memoryUsage();
  const counts = [...open].map(countsOf);
  return {
    cpuMs: (user + system) / 1000,
    rssBytes: rss,
    heapBytes: heapUsed,
    watches: [...(fleet?.clusters.values() ?? [])].reduce((sum, one) => sum + one.openWatches(), 0),
    connections,
    bytesIn: counts.reduce((sum, one) => sum + one.in, ended.in),
    bytesOut: counts.reduce((sum, one) => sum + one.out, ended.out),
    requests: fleet ? requestsOf(fleet) : {},
  };
};

serveParent({ start, sample }, async () => fleet?.stop());
