import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** What went over the wire since the start or the last reset; bytes include HTTP headers. */
export interface Traffic {
  readonly requests: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface TrafficMeter {
  read(): Traffic;
  reset(): void;
}

const minus = (a: Traffic, b: Traffic): Traffic => ({
  requests: a.requests - b.requests,
  bytesSent: a.bytesSent - b.bytesSent,
  bytesReceived: a.bytesReceived - b.bytesReceived,
});

/** Meters a server by its sockets, so that what a client really paid is counted. */
export const meterTraffic = (server: Server): TrafficMeter => {
  const open = new Set<Socket>();
  let requests = 0;
  const closed = { bytesSent: 0, bytesReceived: 0 };
  server.on('request', () => {
    requests += 1;
  });
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => {
      open.delete(socket);
      closed.bytesSent += socket.bytesWritten;
      closed.bytesReceived += socket.bytesRead;
    });
  });
  const total = (): Traffic => ({
    requests,
    bytesSent: [...open].reduce((sum, socket) => sum + socket.bytesWritten, closed.bytesSent),
    bytesReceived: [...open].reduce((sum, socket) => sum + socket.bytesRead, closed.bytesReceived),
  });
  let base = total();
  return {
    read: () => minus(total(), base),
    reset() {
      base = total();
    },
  };
};
