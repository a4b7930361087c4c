import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ClusterApi } from '../../../../src/cluster/api.ts';
import { type ConnectOptions, connectCluster } from '../../../../src/cluster/connection/connect.ts';
import type { KubeContext } from '../../../../src/cluster/connection/context.ts';
import type { Credentials } from '../../../../src/cluster/connection/credentials.ts';
import type { RequestMeasure } from '../../../../src/cluster/connection/measure.ts';
import { contextOf, type DoubleOptions, type ServerDouble, startDouble } from './api-server-double.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const double = async (respond: DoubleOptions['respond'], speak: DoubleOptions['speak'] = 'h2') => {
  const server = await startDouble({ respond, speak });
  closing.push(server.stop);
  return server;
};
const connect = async (
  server: Pick<ServerDouble, 'origin'>,
  options: Partial<ConnectOptions> = {},
): Promise<ClusterApi> => {
  const api = await connectCluster({ cluster: 'paris', context: contextOf(server), ...options });
  closing.push(api.close);
  return api;
};
const get = { method: 'GET', path: '/version' } as const;

describe('requests to an API server', () => {
  it('carry raw bodies, types and the user agent, and keep the path as it is', async () => {
    const server = await double((_heard, response) => response.writeHead(201).end('{"a":1}'));
    const api = await connect(server, { userAgent: 'headwater/1.2.3' });
    const body = '{"z":1,   "a":"ü"}';

    const answer = await api.request({
      method: 'PATCH',
      path: '/apis/x/v1/roles/Team%3AAdmin?force=true',
      body,
      contentType: 'application/apply-patch+yaml',
      accept: 'application/json;as=PartialObjectMetadata',
    });

    expect(answer).toEqual({ status: 201, body: '{"a":1}' });
    expect(server.heard[0]).toMatchObject({
      method: 'PATCH',
      path: '/apis/x/v1/roles/Team%3AAdmin?force=true',
      body,
      version: '1.1',
      headers: {
        'content-type': 'application/apply-patch+yaml',
        accept: 'application/json;as=PartialObjectMetadata',
        'user-agent': 'headwater/1.2.3',
      },
    });
  });

  it('send no body and no content type where there is none, and JSON otherwise', async () => {
    const server = await double((_heard, response) => response.end('{}'));
    const api = await connect(server);

    await api.request(get);
    await api.request({ method: 'DELETE', path: '/x', body: '{"kind":"DeleteOptions"}' });

    expect(server.heard[0]?.headers['content-type']).toBeUndefined();
    expect(server.heard[1]).toMatchObject({
      body: '{"kind":"DeleteOptions"}',
      headers: { 'content-type': 'application/json', accept: 'application/json' },
    });
  });

  it('go under the path prefix of a proxy', async () => {
    const server = await double((_heard, response) => response.end('{}'));
    const api = await connect({ origin: `${server.origin}/k8s/clusters/c-1/` });

    await api.request(get);

    expect(server.heard[0]?.path).toBe('/k8s/clusters/c-1/version');
  });

  it('reuse at most 32 connections', async () => {
    const server = await double((_heard, response) => setTimeout(() => response.end('{}'), 5));
    const api = await connect(server);

    await Promise.all(Array.from({ length: 80 }, () => api.request(get)));

    expect(server.heard).toHaveLength(80);
    expect(server.connections()).toBe(32);
  });

  it('speak plain http to loopback', async () => {
    const server = await double((_heard, response) => response.end('{}'), 'plain');

    expect((await (await connect(server)).request(get)).status).toBe(200);
  });

  it('join an answer whose characters are cut between packets', async () => {
    const text = JSON.stringify({ text: '☃𝄞'.repeat(10) });
    const server = await double((_heard, response) => {
      const bytes = [...Buffer.from(text)];
      const next = (): void => {
        if (bytes.length === 0) response.end();
        else response.write(Buffer.from(bytes.splice(0, 1)), () => setImmediate(next));
      };
      next();
    });

    expect((await (await connect(server)).request(get)).body).toBe(text);
  });

  it.each([
    ['7', 7],
    ['999999', 3_600],
    ['Wed, 21 Oct 2026 07:28:00 GMT', undefined],
    ['-3', undefined],
  ])('tell Retry-After %s as %s seconds', async (header, seconds) => {
    const server = await double((_heard, response) =>
      response.writeHead(429, { 'retry-after': header }).end(),
    );

    expect((await (await connect(server)).request(get)).retryAfter).toBe(seconds);
  });

  it('reject an answer that is larger than its bound', async () => {
    const server = await double((_heard, response) => response.end('x'.repeat(5_000)));
    const api = await connect(server, { limits: { maxBodyBytes: 4_999 } });

    await expect(api.request(get)).rejects.toMatchObject({
      retryable: false,
      diagnostic: { code: 'ClusterUnreachable' },
    });
  });

  it('reject an answer that stops half-way, at the limit of the whole request', async () => {
    const server = await double((_heard, response) => response.write('{"half":'));
    const api = await connect(server);

    const started = performance.now();
    await expect(api.request({ ...get, timeoutMs: 200 })).rejects.toMatchObject({
      retryable: true,
      diagnostic: { code: 'ClusterUnreachable' },
    });
    expect(performance.now() - started).toBeLessThan(2_000);
  });

  it('reject a connection that is closed half-way', async () => {
    const server = await double((_heard, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('{', () => response.socket?.destroy());
    });

    await expect((await connect(server)).request(get)).rejects.toMatchObject({
      retryable: true,
      diagnostic: { code: 'ClusterUnreachable' },
    });
  });

  it('count the wait for a free connection into the time limit', async () => {
    const server = await double(() => {});
    const api = await connect(server, { limits: { connections: 1 } });
    const first = api.request({ ...get, timeoutMs: 5_000 }).catch(() => {});

    await expect(api.request({ ...get, path: '/queued', timeoutMs: 100 })).rejects.toMatchObject({
      diagnostic: { code: 'ClusterUnreachable' },
    });
    await api.close();
    await first;

    expect(server.heard.map(({ path }) => path)).toEqual(['/version']);
  });

  it('send nothing for a caller that had given up before', async () => {
    const server = await double((_heard, response) => response.end('{}'));
    const api = await connect(server);
    await api.request(get);

    const given = api.request({
      method: 'PATCH',
      path: '/x',
      body: '{}',
      signal: AbortSignal.abort(new Error('no')),
    });

    await expect(given).rejects.toThrow('no');
    await api.request(get);
    expect(server.heard.map(({ method }) => method)).toEqual(['GET', 'GET']);
  });

  it('leave no listener on a signal that outlives them', async () => {
    const server = await double((_heard, response) => response.end('{}'));
    const api = await connect(server);
    const controller = new AbortController();
    const removed = vi.spyOn(controller.signal, 'removeEventListener');

    await api.request({ ...get, signal: controller.signal });

    expect(removed).toHaveBeenCalledTimes(1);
  });

  it('never follow a redirect with our token', async () => {
    const server = await double((_heard, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:9/stolen' }).end(),
    );
    const api = await connect(server, {
      context: contextOf(server, { headers: { authorization: 'Bearer secret' } }),
    });

    expect((await api.request(get)).status).toBe(302);
    expect(server.heard).toHaveLength(1);
  });

  it('are reported with bytes, status 0 where there was no answer', async () => {
    const measures: RequestMeasure[] = [];
    const server = await double((heard, response) =>
      heard.path === '/cut' ? response.socket?.destroy() : response.end('12345'),
    );
    const api = await connect(server, { onRequest: (measure) => measures.push(measure) });

    await api.request({ method: 'POST', path: '/x', body: 'ü' });
    await api.request({ ...get, path: '/cut' }).catch(() => {});

    expect(measures.map(({ ms: _, ...rest }) => rest)).toEqual([
      { cluster: 'paris', method: 'POST', status: 200, bytesIn: 5, bytesOut: 2 },
      { cluster: 'paris', method: 'GET', status: 0, bytesIn: 0, bytesOut: 0 },
    ]);
  });
});

describe('credentials of a connection', () => {
  const rotating = (
    server: ServerDouble,
    tokens: readonly string[],
    tls = contextTls(server),
  ): KubeContext => {
    let reads = 0;
    return {
      ...contextOf(server),
      readCredentials: async () => {
        const token = tokens[Math.min(reads, tokens.length - 1)]!;
        reads += 1;
        return { headers: { authorization: `Bearer ${token}` }, tls: await tls(reads) };
      },
    };
  };
  const contextTls =
    (server: ServerDouble) =>
    async (_reads: number): Promise<Credentials['tls']> =>
      (await contextOf(server).readCredentials()).tls;
  const guard =
    (right: string): DoubleOptions['respond'] =>
    ({ headers }, response) =>
      response.writeHead(headers.authorization === `Bearer ${right}` ? 200 : 401).end('{}');
  /** A clock that a test moves: credentials count as fresh for seconds after a reading. */
  const clock = () => {
    let time = 1_000_000;
    return { now: () => time, later: () => (time += 10_000) };
  };

  it('are read again after a 401, and the request is sent once more', async () => {
    const server = await double(guard('new'));
    const { now, later } = clock();
    const api = await connect(server, { context: rotating(server, ['old', 'new']), now });
    later();

    expect((await api.request(get)).status).toBe(200);
    expect((await api.request(get)).status).toBe(200);
    expect(server.heard).toHaveLength(3);
  });

  it('that are refused twice are ClusterAuth, for requests and for watches, without the token', async () => {
    const server = await double(guard('right'));
    const { now, later } = clock();
    const context = rotating(server, ['secret-1', 'secret-2', 'secret-3']);
    const api = await connect(server, { context, now });
    later();

    const failures = await Promise.allSettled([
      api.request(get),
      api.stream({
        path: '/watch',
        accept: 'x',
        onLine: () => {},
        signal: new AbortController().signal,
        silentAfterMs: 5_000,
      }),
    ]);

    for (const failure of failures) {
      expect(failure).toMatchObject({ reason: { diagnostic: { code: 'ClusterAuth' } } });
      expect(JSON.stringify(failure)).not.toContain('secret');
    }
  });

  it('are not read for each of many refusals', async () => {
    const server = await double(guard('right'));
    const read = vi.fn(contextOf(server, { headers: { authorization: 'Bearer wrong' } }).readCredentials);
    const api = await connect(server, { context: { ...contextOf(server), readCredentials: read } });

    await Promise.allSettled(Array.from({ length: 50 }, () => api.request(get)));

    expect(read).toHaveBeenCalledTimes(1);
  });

  it('with another certificate get connections of their own', async () => {
    const server = await double(guard('new'));
    const { tls } = await contextOf(server).readCredentials();
    const context = rotating(server, ['old', 'new'], async (reads) => ({
      ...tls,
      ...(reads > 1 ? { serverName: 'localhost' } : {}),
    }));
    const { now, later } = clock();
    const api = await connect(server, { context, now });
    await api.request(get).catch(() => {});
    later();

    expect((await api.request(get)).status).toBe(200);
    expect(server.heard.map(({ serverName }) => serverName)).toEqual([false, false, 'localhost']);
  });

  it('are asked for before anything is connected', async () => {
    const refusal = { code: 'ClusterConfigRefused', severity: 'error', message: 'no' } as const;
    const context = { ...contextOf({ origin: 'https://127.0.0.1:9' }), refusal };

    await expect(connectCluster({ cluster: 'paris', context })).rejects.toMatchObject({
      diagnostic: { code: 'ClusterConfigRefused' },
    });
    await expect(
      connectCluster({
        cluster: 'paris',
        context: contextOf({ origin: 'http://203.0.113.1' }),
      }),
    ).rejects.toMatchObject({ diagnostic: { code: 'ClusterConfigRefused' } });
  });
});
