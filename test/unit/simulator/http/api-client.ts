import { Agent, request } from 'undici';
import type { SimulatedCluster } from '../../../../src/simulator/simulated-fleet.ts';

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
  /** The body, parsed. */
  readonly body: Record<string, never>;
}

export interface SendOptions {
  readonly body?: unknown;
  /** '' sends no Authorization header. */
  readonly token?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface ApiClient {
  send(method: string, path: string, options?: SendOptions): Promise<Answered>;
  close(): Promise<void>;
}

const parsed = (text: string): Record<string, never> => {
  try {
    return JSON.parse(text) as Record<string, never>;
  } catch {
    return {};
  }
};

/** A client of one cluster, over HTTP/2 where it is wanted. */
export const apiClient = (cluster: SimulatedCluster, http2 = false): ApiClient => {
  const dispatcher = new Agent({
    allowH2: http2,
    connect: cluster.caPem === '' ? {} : { ca: cluster.caPem },
  });
  return {
    send: async (method, path, { body, token = cluster.adminToken, headers = {} } = {}) => {
      const response = await request(`${cluster.url}${path}`, {
        dispatcher,
        method: method as 'GET',
        headers: {
          ...(token !== '' && { authorization: `Bearer ${token}` }),
          ...(body !== undefined && { 'content-type': 'application/json' }),
          ...headers,
        },
        body: body === undefined ? null : typeof body === 'string' ? body : JSON.stringify(body),
      });
      const text = await response.body.text();
      return { status: response.statusCode, headers: response.headers, text, body: parsed(text) };
    },
    close: () => dispatcher.close(),
  };
};
