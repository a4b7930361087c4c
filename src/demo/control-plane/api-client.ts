import { Agent, request } from 'undici';
import type { Connection } from './kubeconfig.ts';

/** One request of the machinery around an API server; the reconciler has its own, better client. */
export interface PlainRequest {
  readonly method?: 'GET' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly userAgent?: string;
}

export interface PlainClient {
  /** Rejects when there is no answer within 10 s; any status is an answer. */
  send(request: PlainRequest): Promise<{ readonly status: number; readonly body: string }>;
  /** The lines of a watch until the server ends it; rejects when the server refuses. */
  lines(path: string, signal: AbortSignal): AsyncGenerator<string>;
  close(): Promise<void>;
}

/** A plain HTTPS client of one cluster. */
export const plainClient = ({ url, caPem, token }: Omit<Connection, 'cluster'>): PlainClient => {
  const dispatcher = new Agent({ allowH2: false, connect: { ca: caPem, timeout: 5_000 } });
  const headers = { authorization: `Bearer ${token}`, accept: 'application/json' };
  return {
    async send({ method = 'GET', path, body, contentType = 'application/json', userAgent }) {
      const response = await request(`${url}${path}`, {
        dispatcher,
        method,
        signal: AbortSignal.timeout(10_000),
        headers: {
          ...headers,
          ...(body === undefined ? {} : { 'content-type': contentType }),
          ...(userAgent === undefined ? {} : { 'user-agent': userAgent }),
        },
        body: body ?? null,
      });
      return { status: response.statusCode, body: await response.body.text() };
    },
    async *lines(path, signal) {
      const response = await request(`${url}${path}`, { dispatcher, headers, signal, bodyTimeout: 0 });
      if (response.statusCode !== 200) {
        await response.body.dump();
        throw new Error(`watch refused with status ${response.statusCode}`);
      }
      let rest = '';
      for await (const chunk of response.body.setEncoding('utf8')) {
        const parts = (rest + chunk).split('\n');
        rest = parts.pop() ?? '';
        yield* parts.filter((line) => line !== '');
      }
    },
    close: () => dispatcher.destroy(),
  };
};
