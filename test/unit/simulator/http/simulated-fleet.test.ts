import { existsSync, readFileSync } from 'node:fs';
import http2 from 'node:http2';
import { afterEach, describe, expect, it } from 'vitest';
import {
  type SimulatedCluster,
  type SimulatedFleet,
  type SimulatedFleetOptions,
  startSimulatedFleet,
} from '../../../../src/simulator/simulated-fleet.ts';
import { type ApiClient, apiClient } from './api-client.ts';

const opened: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of opened.splice(0).reverse()) await close();
});

const start = async (options: Partial<SimulatedFleetOptions> = {}): Promise<SimulatedFleet> => {
  const fleet = await startSimulatedFleet({ clusters: ['one'], ...options });
  opened.push(() => fleet.stop());
  return fleet;
};

const clusterOf = (fleet: SimulatedFleet, name = 'one'): SimulatedCluster => fleet.clusters.get(name)!;

const client = (cluster: SimulatedCluster, useHttp2 = false): ApiClient => {
  const made = apiClient(cluster, useHttp2);
  opened.push(() => made.close());
  return made;
};

const configMaps = '/api/v1/namespaces/default/configmaps';
const configMap = (name: string) => ({ metadata: { name }, data: { a: '1' } });

describe('a simulated fleet', () => {
  it.each([
    ['TLS and HTTP/1.1', { tls: true }, false],
    ['TLS and HTTP/2', { tls: true }, true],
    ['plain HTTP/1.1', { tls: false }, false],
    ['one port and TLS', { onePort: true }, true],
  ])('serves a cluster over %s', async (_name, options, useHttp2) => {
    const api = client(clusterOf(await start(options)), useHttp2);
    const created = await api.send('POST', configMaps, { body: configMap('a') });
    const read = await api.send('GET', `${configMaps}/a`);
    expect([created.status, read.status, read.body.data]).toEqual([201, 200, { a: '1' }]);
  });

  it('serves HTTP/2 by prior knowledge, at most 100 streams a connection', async () => {
    const cluster = clusterOf(await start({ tls: false }));
    const session = http2.connect(cluster.url);
    const settings = await new Promise<http2.Settings>((resolve) => session.once('remoteSettings', resolve));
    const stream = session.request({ ':path': '/version', authorization: `Bearer ${cluster.adminToken}` });
    const headers = await new Promise<http2.IncomingHttpHeaders>((resolve) =>
      stream.once('response', resolve),
    );
    session.destroy();
    expect([settings.maxConcurrentStreams, headers[':status']]).toEqual([100, 200]);
  });

  it('keeps the objects and the tokens of its clusters apart', async () => {
    const fleet = await start({ clusters: ['one', 'two'], onePort: true });
    const [one, two] = [clusterOf(fleet, 'one'), clusterOf(fleet, 'two')];
    await client(one).send('POST', configMaps, { body: configMap('a') });
    const [other, stranger] = [
      await client(two).send('GET', `${configMaps}/a`),
      await client(two).send('GET', configMaps, { token: one.adminToken }),
    ];
    expect([other.status, stranger.status]).toEqual([404, 401]);
  });

  it('brings a cluster back on its port, with its data, after a stop', async () => {
    const cluster = clusterOf(await start());
    const api = client(cluster);
    await api.send('POST', configMaps, { body: configMap('a') });
    await cluster.stop();
    await expect(api.send('GET', configMaps)).rejects.toThrow();
    await cluster.start();
    expect((await api.send('GET', `${configMaps}/a`)).status).toBe(200);
  });

  it('writes an audit log like that of kube-apiserver, and counts requests', async () => {
    const cluster = clusterOf(await start({ audit: true }));
    const uri = `${configMaps}/none?resourceVersion=0`;
    await client(cluster).send('GET', uri, { headers: { 'user-agent': 'tester/1' } });
    const lines = readFileSync(cluster.auditLog!, 'utf8').trim().split('\n');
    expect(JSON.parse(lines.at(-1)!)).toMatchObject({
      stage: 'ResponseComplete',
      verb: 'get',
      requestURI: uri,
      userAgent: 'tester/1',
      user: { username: 'admin' },
      objectRef: { resource: 'configmaps', namespace: 'default', name: 'none' },
      responseStatus: { code: 404 },
    });
    expect(cluster.requestCounts().get('get configmaps admin')).toBe(1);
  });

  it('leaves nothing behind', async () => {
    const fleet = await start({ audit: true });
    const { kubeconfig } = fleet;
    expect(existsSync(kubeconfig)).toBe(true);
    await fleet.stop();
    expect(existsSync(kubeconfig)).toBe(false);
  });

  it('refuses names that are none, and two of one name', async () => {
    await expect(startSimulatedFleet({ clusters: ['Not A Name'] })).rejects.toThrow(/not a cluster name/);
    await expect(startSimulatedFleet({ clusters: ['a', 'a'] })).rejects.toThrow(/one name/);
  });
});

describe('its users', () => {
  it('are known by their tokens; whoever has none may do nothing', async () => {
    const api = client(clusterOf(await start()));
    const wrong = await api.send('GET', configMaps, { token: 'wrong' });
    const none = await api.send('GET', configMaps, { token: '' });
    expect([wrong.status, wrong.body]).toMatchObject([
      401,
      { message: 'Unauthorized', reason: 'Unauthorized' },
    ]);
    expect([none.status, none.body.message]).toEqual([
      403,
      'configmaps is forbidden: User "system:anonymous" cannot list resource "configmaps" in API group "" in the namespace "default"',
    ]);
  });

  it('may do what their rule allows', async () => {
    const reader = { name: 'reader', allows: ({ verb }: { verb: string }) => verb === 'list' };
    const cluster = clusterOf(await start({ extraUsers: [reader] }));
    const token = cluster.tokenOf('reader');
    const api = client(cluster);
    const [listed, read] = [
      await api.send('GET', configMaps, { token }),
      await api.send('GET', '/apis/apps/v1/deployments/x', { token }),
    ];
    expect([listed.status, read.body.message]).toEqual([
      200,
      'deployments.apps "x" is forbidden: User "reader" cannot get resource "deployments" in API group "apps" at the cluster scope',
    ]);
  });

  it('may do what roles in the cluster grant where they have no rule', async () => {
    const cluster = clusterOf(await start({ extraUsers: [{ name: 'guest', groups: ['guests'] }] }));
    const api = client(cluster);
    const token = cluster.tokenOf('guest');
    const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/default';
    const before = await api.send('GET', configMaps, { token });
    await api.send('POST', `${rbac}/roles`, {
      body: {
        metadata: { name: 'see' },
        rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['list'] }],
      },
    });
    await api.send('POST', `${rbac}/rolebindings`, {
      body: {
        metadata: { name: 'see' },
        subjects: [{ kind: 'Group', apiGroup: 'rbac.authorization.k8s.io', name: 'guests' }],
        roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'see' },
      },
    });
    const after = await api.send('GET', configMaps, { token });
    const elsewhere = await api.send('GET', '/api/v1/namespaces/kube-system/configmaps', { token });
    expect([before.status, after.status, elsewhere.status]).toEqual([403, 200, 403]);
  });
});

describe('its reviews', () => {
  it('answer what a user may do, and who it is, and store nothing', async () => {
    const cluster = clusterOf(await start({ extraUsers: [{ name: 'guest' }] }));
    const api = client(cluster);
    const access = (token: string) =>
      api.send('POST', '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews', {
        token,
        body: { spec: { resourceAttributes: { verb: 'list', resource: 'pods', namespace: 'default' } } },
      });
    const allowed = [await access(cluster.adminToken), await access(cluster.tokenOf('guest'))];
    const self = await api.send('POST', '/apis/authentication.k8s.io/v1/selfsubjectreviews', { body: {} });
    expect(allowed.map(({ status, body }) => [status, body.status])).toEqual([
      [201, { allowed: true }],
      [201, { allowed: false }],
    ]);
    expect(self.body.status).toMatchObject({ userInfo: { username: 'admin' } });
  });
});

describe('its answers', () => {
  it('are in lines for a person at a terminal, and in one otherwise', async () => {
    const api = client(clusterOf(await start()));
    const terminal = await api.send('GET', '/api/v1/namespaces/default', {
      headers: { 'user-agent': 'curl/8' },
    });
    const program = await api.send('GET', '/api/v1/namespaces/default');
    expect([terminal.text.split('\n').length > 10, program.text.trim().split('\n')]).toEqual([
      true,
      [program.text.trim()],
    ]);
  });

  it('refuse a body of more than 3 MB', async () => {
    const api = client(clusterOf(await start({ tls: false })));
    const body = { metadata: { name: 'a' }, data: { a: 'x'.repeat(3 * 1024 * 1024) } };
    const { status, body: answer } = await api.send('POST', configMaps, { body });
    expect([status, answer.message]).toEqual([413, 'Request entity is too large: limit is 3145728']);
  });

  it('are YAML where it is asked for', async () => {
    const api = client(clusterOf(await start()));
    const { text, headers } = await api.send('GET', '/api/v1/namespaces/default', {
      headers: { accept: 'application/yaml' },
    });
    expect([headers['content-type'], text.split('\n').slice(0, 2)]).toEqual([
      'application/yaml',
      ['apiVersion: v1', 'kind: Namespace'],
    ]);
  });
});

describe('its faults', () => {
  it.each([
    [{ tooManyRequests: 1, retryAfterSeconds: 3 }, 429, 'TooManyRequests'],
    [{ unavailable: 1 }, 503, 'ServiceUnavailable'],
  ])('%o answer %i', async (faults, status, reason) => {
    const cluster = clusterOf(await start());
    const api = client(cluster);
    cluster.setFaults(faults);
    const refused = await api.send('GET', configMaps);
    cluster.setFaults({});
    const served = await api.send('GET', configMaps);
    expect([refused.status, refused.body.reason, served.status]).toEqual([status, reason, 200]);
    if (status === 429) expect(refused.headers['retry-after']).toBe('3');
  });

  it.each([false, true])('cut an answer in its middle (HTTP/2: %s)', async (useHttp2) => {
    const cluster = clusterOf(await start());
    const api = client(cluster, useHttp2);
    cluster.setFaults({ cut: 1 });
    await expect(api.send('GET', configMaps)).rejects.toThrow();
  });

  it('hold back what watches would tell, and let it go when they end', async () => {
    const cluster = clusterOf(await start({ tls: false }));
    const session = http2.connect(cluster.url);
    const stream = session.request({
      ':path': `${configMaps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
      authorization: `Bearer ${cluster.adminToken}`,
    });
    stream.setEncoding('utf8');
    const next = () => new Promise<string>((resolve) => stream.once('data', resolve));
    expect(await next()).toContain('k8s.io/initial-events-end');
    cluster.setFaults({ staleWatches: true });
    cluster.objects.create(
      { group: '', plural: 'configmaps' },
      { metadata: { name: 'a', namespace: 'default' } },
      'x',
    );
    const told = next();
    cluster.setFaults({});
    expect(await told).toContain('"ADDED"');
    session.destroy();
  });
});
