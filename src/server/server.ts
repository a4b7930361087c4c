import { createHash, timingSafeEqual } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type ServerType, serve } from '@hono/node-server';
import { Hono } from 'hono';
import { HeadwaterError } from '../model/diagnostic.ts';
import type { Json } from '../model/json.ts';

/** What the server shows and passes on; verbs are carried out by the loops. */
export interface ServerHost {
  /** Ready = the first plan is made, or the state of an earlier process is at work. */
  ready(): boolean;
  metrics(): Promise<{ readonly contentType: string; readonly body: string }>;
  status(): Json;
  /** Polls now; answers once the poll and the plan that follows it are done. */
  reconcile(): Promise<Json>;
  /** False when there is no such cluster. */
  acceptCluster(cluster: string): Promise<boolean>;
  /** False when there is nothing to resume. */
  resume(subscription: string): Promise<boolean>;
  /** A request failed for a reason that nobody foresaw. */
  onError(error: unknown): void;
}

export interface ServerOptions {
  readonly hostname: string;
  /** 0 = any free port. */
  readonly port: number;
  /** Verbs need it as a bearer token; required off loopback. */
  readonly token?: string;
  /** How long a request may take to arrive, head and body; milliseconds, default 10 s. */
  readonly patienceMs?: number;
}

export interface RunningServer {
  readonly url: string;
  close(): Promise<void>;
}

const digestOf = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Compared as hashes, so that neither length nor content shows in the time it takes. */
const tokenMatches = (header: string | undefined, token: string): boolean =>
  header !== undefined && timingSafeEqual(digestOf(header), digestOf(`Bearer ${token}`));

export const isLoopback = (hostname: string): boolean =>
  hostname === 'localhost' ||
  hostname === '::1' ||
  hostname === '[::1]' ||
  /^127\.\d+\.\d+\.\d+$/.test(hostname);

/**
 * Why a request for status or a verb is refused; undefined when it may pass. Without a token only a program on
 * this machine may ask: a web page cannot (it sends an Origin, or a name that was pointed here).
 */
const refusal = (
  request: Request,
  guard: Guard,
): { readonly status: 401 | 403; readonly error: string } | undefined => {
  if (request.headers.get('origin') !== null) return { status: 403, error: 'not taken from web pages' };
  if (guard.token !== undefined) {
    return tokenMatches(request.headers.get('authorization') ?? undefined, guard.token)
      ? undefined
      : { status: 401, error: 'a bearer token is needed (--token-file)' };
  }
  if (!isLoopback(guard.hostname)) return { status: 403, error: 'off loopback this needs --token-file' };
  return isLoopback(new URL(request.url).hostname)
    ? undefined
    : { status: 403, error: 'ask by a loopback address' };
};

interface Guard {
  readonly hostname: string;
  readonly token?: string;
}

/** The routes, without a socket: tests ask them with `app.request()`. */
export const createApp = (host: ServerHost, guard: Guard): Hono => {
  const app = new Hono();
  app.get('/healthz', (c) => c.text('ok\n'));
  app.get('/readyz', (c) => (host.ready() ? c.text('ok\n') : c.text('no commit was planned yet\n', 503)));
  app.get('/metrics', async (c) => {
    const { contentType, body } = await host.metrics();
    return c.body(body, 200, { 'content-type': contentType });
  });

  // everything below tells what runs where, or changes it
  app.use('/*', async (c, next) => {
    const refused = refusal(c.req.raw, guard);
    return refused ? c.json({ error: refused.error }, refused.status) : next();
  });
  app.get('/status', (c) => c.json(host.status()));
  app.post('/reconcile', async (c) => c.json(await host.reconcile()));
  app.post('/clusters/:name/accept', async (c) => {
    const name = c.req.param('name');
    const accepted = await host.acceptCluster(name);
    return accepted ? c.json({ accepted: name }) : c.json({ error: `there is no cluster ${name}` }, 404);
  });
  app.post('/subscriptions/:namespace/:name/resume', async (c) => {
    const key = `${c.req.param('namespace')}/${c.req.param('name')}`;
    const resumed = await host.resume(key);
    return resumed ? c.json({ resumed: key }) : c.json({ error: `${key} is not paused` }, 409);
  });
  app.notFound((c) => c.json({ error: 'not found' }, 404));
  app.onError((error, c) => {
    host.onError(error);
    return c.json({ error: 'internal error; the log says more' }, 500);
  });
  return app;
};

const cannotListen = ({ hostname, port }: ServerOptions, error: NodeJS.ErrnoException): HeadwaterError => {
  const why = error.code === 'EADDRINUSE' ? 'another process listens there' : (error.code ?? error.message);
  return new HeadwaterError(
    {
      code: 'InvalidFlag',
      severity: 'error',
      message: `cannot listen on ${hostname}:${port}: ${why}`,
      hint: 'give another --listen, or stop what listens there',
    },
    { retryable: false, cause: error },
  );
};

/** Requests here are a line and a few headers: who sends one slowly, or holds many connections, is cut off. */
const limitsOf = (patienceMs: number) => ({
  headersTimeout: patienceMs,
  requestTimeout: patienceMs,
  connectionsCheckingInterval: Math.max(50, patienceMs / 4),
  maxHeaderSize: 16 * 1024,
});
const maxConnections = 256;

/** Listens; rejects with InvalidFlag when the address cannot be had. */
export const startServer = async (host: ServerHost, options: ServerOptions): Promise<RunningServer> => {
  const app = createApp(host, options);
  const { hostname, port, patienceMs = 10_000 } = options;
  const server = await new Promise<ServerType>((resolve, reject) => {
    const serverOptions = limitsOf(patienceMs);
    const started = serve({ fetch: app.fetch, hostname, port, serverOptions }, () => resolve(started));
    started.once('error', (error) => reject(cannotListen(options, error)));
  });
  server.maxConnections = maxConnections;
  server.on('error', (error) => host.onError(error));
  const address = server.address() as AddressInfo;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    url: `http://${shown}:${address.port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      }),
  };
};
