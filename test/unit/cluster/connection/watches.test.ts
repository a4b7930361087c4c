import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { ClusterApi } from '../../../../src/cluster/api.ts';
import { type ConnectOptions, connectCluster } from '../../../../src/cluster/connection/connect.ts';
import { startRelay } from '../../../contract/loopback-relay.ts';
import { contextOf, type DoubleOptions, type ServerDouble, startDouble } from './api-server-double.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** A server that answers a watch with 200 and leaves it open, in the test's hands. */
const watched = async (
  options: Partial<DoubleOptions> = {},
  limits: NonNullable<ConnectOptions['limits']> = {},
) => {
  const responses: ServerResponse[] = [];
  const server = await startDouble({
    respond: (_heard, response) => {
      responses.push(response);
      response.writeHead(200);
      (response as { flushHeaders?: () => void }).flushHeaders?.();
    },
    ...options,
  });
  closing.push(server.stop);
  const api = await connectCluster({ cluster: 'paris', context: contextOf(server), limits });
  closing.push(api.close);
  return { server, api, responses };
};

const watch = (api: ClusterApi, silentAfterMs = 20_000, path = '/watch') => {
  const controller = new AbortController();
  const lines: string[] = [];
  const opened = Promise.withResolvers<void>();
  const ended = api.stream({
    path,
    accept: 'application/json',
    onLine: (line) => lines.push(line),
    onOpen: opened.resolve,
    signal: controller.signal,
    silentAfterMs,
  });
  ended.catch(() => {});
  return { ended, lines, opened: opened.promise, controller };
};
const cut = { retryable: true, diagnostic: { code: 'ClusterUnreachable' } };
const until = (check: () => void) => vi.waitFor(check, { timeout: 5_000, interval: 2 });

const speaking = ['h2', 'http/1.1', 'plain'] as const;

describe.each(speaking)('a watch over %s', (speak) => {
  it('tells each line once, however the bytes arrive, and the last one without its newline', async () => {
    const { api, responses } = await watched({ speak });
    const { ended, lines, opened } = watch(api);
    await opened;
    const text = '{"a":"☃"}\n\n{"b":1}\n{"last":true}';
    for (const byte of Buffer.from(text)) {
      await new Promise((resolve) => responses[0]?.write(Buffer.from([byte]), resolve));
    }
    responses[0]?.end();

    expect(await ended).toEqual({ status: 200, body: '' });
    expect(lines).toEqual(['{"a":"☃"}', '{"b":1}', '{"last":true}']);
  });

  it('uses the protocol that the server has', async () => {
    const { api, server } = await watched({ speak });
    await watch(api).opened;

    expect(server.heard[0]?.version).toBe(speak === 'h2' ? '2.0' : '1.1');
  });

  it('gives a refusal with its body and Retry-After', async () => {
    const { api } = await watched({
      speak,
      respond: (_heard, response) => response.writeHead(429, { 'retry-after': '3' }).end('{"code":429}'),
    });

    expect(await watch(api).ended).toEqual({ status: 429, body: '{"code":429}', retryAfter: 3 });
  });

  it('keeps no more of an endless refusal than it needs', async () => {
    const { api } = await watched({
      speak,
      respond: (_heard, response) => response.writeHead(500).end('x'.repeat(1_000_000)),
    });

    expect((await watch(api).ended).body.length).toBeLessThan(200_000);
  });

  it('rejects when it is cut', async () => {
    const { api, responses, server } = await watched({ speak });
    const { ended, lines, opened } = watch(api);
    await opened;
    responses[0]?.write('{}\n{"half":');
    await until(() => expect(lines).toEqual(['{}']));
    server.cut();

    await expect(ended).rejects.toMatchObject(cut);
    expect(lines).toEqual(['{}']);
  });

  it('rejects a line beyond its bound', async () => {
    const { api, responses } = await watched({ speak }, { maxLineBytes: 100 });
    const { ended, lines, opened } = watch(api);
    await opened;
    responses[0]?.write(`${'a'.repeat(100)}\n${'b'.repeat(101)}`);

    await expect(ended).rejects.toMatchObject({ ...cut, retryable: false });
    expect(lines).toEqual(['a'.repeat(100)]);
  });

  it('is torn down after silence, and not while it hears something', async () => {
    const { api, responses } = await watched({ speak });
    const { ended, lines, opened } = watch(api, 150);
    await opened;
    for (let index = 0; index < 6; index += 1) {
      await new Promise((resolve) => setTimeout(resolve, 50));
      responses[0]?.write('{}\n');
    }
    await until(() => expect(lines).toHaveLength(6));

    await expect(ended).rejects.toMatchObject(cut);
  });

  it('is ended at the server too when its caller aborts or its listener throws', async () => {
    const { api, responses } = await watched({ speak });
    const aborted = watch(api);
    await aborted.opened;
    let gone = 0;
    responses[0]?.on('close', () => {
      gone += 1;
    });
    aborted.controller.abort(new Error('enough'));
    await expect(aborted.ended).rejects.toThrow('enough');

    const thrown = api.stream({
      path: '/watch',
      accept: 'x',
      onLine: () => {
        throw new Error('not that one');
      },
      signal: new AbortController().signal,
      silentAfterMs: 20_000,
    });
    thrown.catch(() => {});
    await until(() => expect(responses).toHaveLength(2));
    responses[1]?.on('close', () => {
      gone += 1;
    });
    responses[1]?.write('{}\n{}\n');
    await expect(thrown).rejects.toThrow('not that one');
    await until(() => expect(gone).toBe(2));
  });

  it('asks nothing when its caller had given up before', async () => {
    const { api, server } = await watched({ speak });
    const controller = new AbortController();
    controller.abort(new Error('enough'));
    const stream = { path: '/watch', accept: 'x', onLine: () => {}, silentAfterMs: 1_000 };

    await expect(api.stream({ ...stream, signal: controller.signal })).rejects.toThrow('enough');
    await watch(api).opened;
    expect(server.heard).toHaveLength(1);
  });
});

describe('HTTP/2 sessions of watches', () => {
  it('carry many watches on one connection, and a second one near the limit of streams', async () => {
    const { api, server } = await watched({ maxConcurrentStreams: 20 });
    await Promise.all(Array.from({ length: 16 }, () => watch(api).opened));
    expect(server.sessions()).toHaveLength(1);

    await Promise.all(Array.from({ length: 4 }, () => watch(api).opened));

    expect(server.sessions()).toHaveLength(2);
  });

  it('give the room of an ended watch to the next', async () => {
    const { api, server, responses } = await watched({ maxConcurrentStreams: 2 });
    for (let index = 0; index < 10; index += 1) {
      const { opened, ended } = watch(api);
      await opened;
      responses[index]?.end();
      await ended;
    }

    expect(server.connections()).toBe(1);
  });

  it('are left for a new one at GOAWAY, while the watches on it go on to their end', async () => {
    const { api, server, responses } = await watched();
    const before = watch(api);
    await before.opened;
    server.sessions()[0]?.goaway();
    // the word may come after the next stream was begun; then that one is refused
    await vi.waitFor(async () => {
      const next = watch(api);
      await Promise.race([next.opened, next.ended]);
      expect(server.connections()).toBe(2);
    });
    responses[0]?.end('{"last":1}\n');

    expect(await before.ended).toMatchObject({ status: 200 });
    expect(before.lines).toEqual(['{"last":1}']);
  });

  it('are destroyed when a ping is not answered, watches and all, and replaced', async () => {
    const { server } = await watched();
    const relay = await startRelay(server.port);
    closing.push(relay.stop);
    const api = await connectCluster({
      cluster: 'paris',
      context: contextOf({ origin: `https://127.0.0.1:${relay.port}` }),
      limits: { pingMs: 30, pongMs: 60 },
    });
    closing.push(api.close);
    const { ended, opened } = watch(api);
    await opened;
    relay.freeze();

    await expect(ended).rejects.toMatchObject(cut);
    relay.thaw();
    await watch(api).opened;
    expect(server.connections()).toBe(2);
  });

  it('live on while pings are answered', async () => {
    const { api, server, responses } = await watched({}, { pingMs: 10, pongMs: 5_000 });
    const { opened, ended } = watch(api);
    await opened;
    let pings = 0;
    server.sessions()[0]?.on('ping', () => {
      pings += 1;
    });
    await until(() => expect(pings).toBeGreaterThan(3));
    responses[0]?.end();

    expect(await ended).toMatchObject({ status: 200 });
  });

  it('reject every watch that waited for one that could not be opened', async () => {
    const server = await startDouble({ respond: () => {} });
    const api = await connectCluster({ cluster: 'paris', context: contextOf(server) });
    closing.push(api.close);
    await server.stop();

    const watches = [watch(api), watch(api), watch(api)];

    for (const { ended } of watches) await expect(ended).rejects.toMatchObject(cut);
  });

  it('give up on a server that accepts and says nothing', async () => {
    const { createServer } = await import('node:net');
    const mute = createServer(() => {}).listen(0, '127.0.0.1');
    await new Promise((resolve) => mute.once('listening', resolve));
    const { port } = mute.address() as { port: number };
    const context = contextOf({ origin: `https://127.0.0.1:${port}` });
    const api = await connectCluster({ cluster: 'paris', context, limits: { connectMs: 100 } });

    await expect(watch(api).ended).rejects.toMatchObject(cut);
    await expect(api.request({ method: 'GET', path: '/', timeoutMs: 300 })).rejects.toMatchObject(cut);
    await api.close();
    mute.close();
  });

  it('refuse a certificate of another CA, unless the kubeconfig says not to look', async () => {
    const server: ServerDouble = (await watched()).server;
    // no CA: the roots that Node trusts
    const withoutCa = { ca: undefined } as never;
    const strict = await connectCluster({ cluster: 'paris', context: contextOf(server, { tls: withoutCa }) });
    const lax = await connectCluster({
      cluster: 'paris',
      context: contextOf(server, { tls: { ...(withoutCa as object), skipVerify: true } }),
    });
    closing.push(strict.close, lax.close);

    await expect(watch(strict).ended).rejects.toMatchObject({ retryable: false });
    await watch(lax).opened;
  });
});
