import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createApp, type RunningServer, type ServerHost, startServer } from '../../../src/server/server.ts';

const asked: string[] = [];
const host = (ready = true): ServerHost => ({
  ready: () => ready,
  metrics: async () => ({ contentType: 'text/plain; version=0.0.4', body: 'headwater_build_info 1\n' }),
  status: () => ({ fleet: 'test' }),
  reconcile: async () => {
    asked.push('reconcile');
    return { commit: 'abc' };
  },
  acceptCluster: async (cluster) => {
    asked.push(`accept ${cluster}`);
    return cluster === 'eu-1';
  },
  resume: async (subscription) => subscription === 'default/shop',
  onError: (error) => failures.push(error),
});
const failures: unknown[] = [];

let running: RunningServer | undefined;
afterEach(async () => {
  asked.length = 0;
  await running?.close();
  running = undefined;
});

const loopback = { hostname: '127.0.0.1' };
const url = (path: string): string => `http://127.0.0.1:9440${path}`;

describe('probes and metrics', () => {
  it('answer without a token, wherever they are asked from', async () => {
    const app = createApp(host(), { hostname: '10.0.0.1', token: 'secret' });
    expect((await app.request('http://10.0.0.1/healthz')).status).toBe(200);
    expect((await app.request('http://10.0.0.1/readyz')).status).toBe(200);
    const metrics = await app.request('http://10.0.0.1/metrics');
    expect(await metrics.text()).toContain('headwater_build_info 1');
  });

  it('say 503 before anything is known', async () => {
    expect((await createApp(host(false), loopback).request(url('/readyz'))).status).toBe(503);
  });
});

describe('status and verbs', () => {
  it('are open to a program on this machine', async () => {
    const app = createApp(host(), loopback);
    expect(await (await app.request(url('/status'))).json()).toEqual({ fleet: 'test' });
    expect(await (await app.request(url('/reconcile'), { method: 'POST' })).json()).toEqual({
      commit: 'abc',
    });
  });

  it('are closed to a web page, by its Origin and by a name that was pointed here', async () => {
    const app = createApp(host(), loopback);
    const fromPage = await app.request(url('/reconcile'), {
      method: 'POST',
      headers: { origin: 'https://evil.example' },
    });
    expect(fromPage.status).toBe(403);
    expect((await app.request('http://evil.example:9440/status')).status).toBe(403);
    expect(asked).toEqual([]);
  });

  it('need the token off loopback, and are refused where there is none', async () => {
    const open = createApp(host(), { hostname: '10.0.0.1' });
    expect((await open.request('http://10.0.0.1/status')).status).toBe(403);
    const guarded = createApp(host(), { hostname: '10.0.0.1', token: 'secret' });
    const ask = (authorization?: string) =>
      guarded.request('http://10.0.0.1/reconcile', {
        method: 'POST',
        headers: authorization ? { authorization } : {},
      });
    expect((await ask()).status).toBe(401);
    expect((await ask('Bearer wrong')).status).toBe(401);
    expect(asked).toEqual([]);
    expect((await ask('Bearer secret')).status).toBe(200);
  });

  it('accept a cluster by its name, and say what cannot be resumed', async () => {
    const app = createApp(host(), loopback);
    expect((await app.request(url('/clusters/eu-1/accept'), { method: 'POST' })).status).toBe(200);
    expect(asked).toEqual(['accept eu-1']);
    expect((await app.request(url('/subscriptions/default/shop/resume'), { method: 'POST' })).status).toBe(
      200,
    );
    expect((await app.request(url('/subscriptions/default/none/resume'), { method: 'POST' })).status).toBe(
      409,
    );
  });

  it('say when no cluster has the name that was accepted', async () => {
    const app = createApp(host(), loopback);
    expect((await app.request(url('/clusters/eu-9/accept'), { method: 'POST' })).status).toBe(404);
  });

  it('are open on the IPv6 loopback address, too', async () => {
    const app = createApp(host(), { hostname: '::1' });
    expect((await app.request('http://[::1]:9440/status')).status).toBe(200);
  });

  it('that fail are told to the log, and say no more than they must', async () => {
    const broken = {
      ...host(),
      reconcile: async () => Promise.reject(new TypeError('a path of this machine')),
    };
    const answer = await createApp(broken, loopback).request(url('/reconcile'), { method: 'POST' });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('path');
    expect(failures.at(-1)).toBeInstanceOf(TypeError);
  });

  it('answer an unknown path with 404 as JSON', async () => {
    expect((await createApp(host(), loopback).request(url('/nothing'))).status).toBe(404);
  });
});

describe('the listener', () => {
  it('serves on the address that it was given, and stops', async () => {
    running = await startServer(host(), { hostname: '127.0.0.2', port: 0 });
    expect(running.url).toMatch(/^http:\/\/127\.0\.0\.2:\d+$/);
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
  });

  it('rejects when its port is taken', async () => {
    running = await startServer(host(), { hostname: '127.0.0.1', port: 0 });
    const port = Number(new URL(running.url).port);
    await expect(startServer(host(), { hostname: '127.0.0.1', port })).rejects.toMatchObject({
      diagnostic: { code: 'InvalidFlag' },
    });
  });

  it('hangs up on who sends a request too slowly, and keeps serving the others', async () => {
    running = await startServer(host(), { hostname: '127.0.0.1', port: 0, patienceMs: 200 });
    const { port } = new URL(running.url);
    const slow = connect(Number(port), '127.0.0.1');
    slow.write('GET /status HTTP/1.1\r\nHost: 127.0.0.1\r\n');
    const closed = once(slow, 'close');
    slow.resume();
    expect((await fetch(`${running.url}/healthz`)).status).toBe(200);
    await closed;
  });

  it('reads no body, however long one is announced', async () => {
    running = await startServer(host(), { hostname: '127.0.0.1', port: 0, patienceMs: 200 });
    const { port } = new URL(running.url);
    const long = connect(Number(port), '127.0.0.1');
    long.on('error', () => undefined);
    long.write('POST /reconcile HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000000000\r\n\r\nx');
    const [answer] = (await once(long, 'data')) as [Buffer];
    expect(answer.toString()).toMatch(/^HTTP\/1\.1 (200|413)/);
    await new Promise((resolve) => long.once('close', resolve).resume());
  });
});
