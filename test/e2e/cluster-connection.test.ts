import { randomUUID } from 'node:crypto';
import { dirname } from 'node:path';
import { request as plainRequest } from 'undici';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type ClusterApi, mediaTypes } from '../../src/cluster/api.ts';
import { connectCluster } from '../../src/cluster/connection/connect.ts';
import type { KubeContext } from '../../src/cluster/connection/context.ts';
import { contextNamed, loadKubeconfig } from '../../src/cluster/connection/kubeconfig.ts';
import type { RequestMeasure } from '../../src/cluster/connection/measure.ts';
import { createDiscovery } from '../../src/cluster/discovery/cached.ts';
import type { ResourceType } from '../../src/cluster/discovery.ts';
import { readIdentity } from '../../src/cluster/identity.ts';
import type { MetadataEvent } from '../../src/cluster/reflector/reflector.ts';
import { watchMetadata } from '../../src/cluster/reflector/watch-metadata.ts';
import type { WatchState } from '../../src/cluster/reflector/watch-state.ts';
import type { LocalCluster, LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import { clusterApiContract, type Meeting } from '../contract/cluster-api-contract.ts';
import { type LoopbackRelay, startRelay } from '../contract/loopback-relay.ts';
import { auditMark, auditSince } from './support/audit.ts';
import { processesThatMention } from './support/processes.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

const patient = { timeout: 30_000, interval: 20 };
const configMaps: ResourceType = {
  group: '',
  version: 'v1',
  kind: 'ConfigMap',
  plural: 'configmaps',
  namespaced: true,
};

/** A context that leads through a relay, with what a test wants wrong about it. */
const contextThrough = (
  port: number,
  cluster: LocalCluster,
  change: Partial<{ ca: string; token: string }> = {},
) => {
  const { ca = cluster.caPem, token = cluster.adminToken } = change;
  const context: KubeContext = {
    name: cluster.name,
    server: `https://127.0.0.1:${port}`,
    maxAgeMs: Number.POSITIVE_INFINITY,
    readCredentials: async () => ({
      headers: { authorization: `Bearer ${token}` },
      tls: { ca, skipVerify: false },
    }),
  };
  return context;
};
const portOf = (cluster: LocalCluster): number => Number(new URL(cluster.url).port);

describeOnControlPlanes('the connection to real API servers', () => {
  let fleet: LocalFleet;
  let cluster: LocalCluster;
  let other: LocalCluster;

  beforeAll(async () => {
    fleet = await startFleet({
      clusters: ['near', 'far'],
      audit: true,
      extraUsers: [{ name: 'nobody-special' }],
    });
    cluster = fleet.clusters.get('near')!;
    other = fleet.clusters.get('far')!;
  });
  afterAll(() => fleet?.stop());

  const connected = async (user = 'admin'): Promise<ClusterApi> => {
    const kubeconfig = await loadKubeconfig({ file: fleet.kubeconfigOf(user) });
    return connectCluster({ cluster: 'near', context: contextNamed(kubeconfig, 'near') });
  };
  const apply = (api: ClusterApi, name: string, labels: Record<string, string> = {}, data = {}) =>
    api.request({
      method: 'PATCH',
      path: `/api/v1/namespaces/default/configmaps/${name}?fieldManager=e2e`,
      contentType: mediaTypes.apply,
      body: JSON.stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, labels }, data }),
    });
  const remove = (api: ClusterApi, name: string) =>
    api.request({ method: 'DELETE', path: `/api/v1/namespaces/default/configmaps/${name}` });

  clusterApiContract('real', async () => {
    const relay = await startRelay(portOf(cluster));
    const contexts: Record<Meeting, () => KubeContext> = {
      'the cluster': () => contextThrough(relay.port, cluster),
      'another CA': () => contextThrough(relay.port, cluster, { ca: other.caPem }),
      'a wrong token': () => contextThrough(relay.port, cluster, { token: 'wrong-token' }),
      // the discard port: nothing listens there
      nobody: () => contextThrough(9, cluster),
    };
    return {
      connect: (meeting) => connectCluster({ cluster: 'near', context: contexts[meeting]() }),
      cut: relay.cut,
      freeze: relay.freeze,
      thaw: relay.thaw,
      stop: relay.stop,
    };
  });

  describe('identity and discovery', () => {
    it('reads a kubeconfig file, the uid of kube-system and the version', async () => {
      const api = await connected();

      const identity = await readIdentity(api);
      await api.close();

      expect(identity.uid).toMatch(/^[0-9a-f-]{36}$/);
      expect(identity.version).toMatch(/^v1\.\d+\.\d+/);
    });

    it('resolves what is served, and a CRD as soon as it is established', async () => {
      const api = await connected();
      const discovery = createDiscovery({ api, missMs: 0 });
      const widget = { group: `test-${randomUUID().slice(0, 8)}.example`, version: 'v1', kind: 'Widget' };

      expect(await discovery.resolve({ group: 'apps', version: 'v1', kind: 'Deployment' })).toEqual({
        group: 'apps',
        version: 'v1',
        kind: 'Deployment',
        plural: 'deployments',
        namespaced: true,
      });
      expect(await discovery.resolveAny({ group: '', kind: 'Namespace' })).toMatchObject({
        namespaced: false,
      });
      expect(await discovery.resolve(widget)).toBeUndefined();
      const made = await api.request({
        method: 'POST',
        path: '/apis/apiextensions.k8s.io/v1/customresourcedefinitions',
        body: JSON.stringify(widgetDefinition(widget.group)),
      });
      expect(made.status).toBe(201);
      await vi.waitFor(
        async () => expect(await discovery.resolve(widget)).toMatchObject({ plural: 'widgets' }),
        patient,
      );
      await api.close();
    });

    it('reads the lists of a server without aggregated discovery to the same result', async () => {
      const api = await connected();
      const plain: ClusterApi = {
        ...api,
        request: (asked) => api.request({ ...asked, accept: mediaTypes.json }),
      };
      const kinds = [
        { group: '', version: 'v1', kind: 'Pod' },
        { group: 'apps', version: 'v1', kind: 'StatefulSet' },
        { group: 'rbac.authorization.k8s.io', version: 'v1', kind: 'ClusterRole' },
      ];

      const resolved = async (through: ClusterApi) => {
        const discovery = createDiscovery({ api: through });
        return [
          ...(await Promise.all(kinds.map((kind) => discovery.resolve(kind)))),
          await discovery.resolveAny({ group: 'autoscaling', kind: 'HorizontalPodAutoscaler' }),
        ];
      };

      expect(await resolved(plain)).toEqual(await resolved(api));
      await api.close();
    });

    it('goes on when an aggregated API is down, and does not call its kinds unknown', async () => {
      const api = await connected();
      const registration = {
        apiVersion: 'apiregistration.k8s.io/v1',
        kind: 'APIService',
        metadata: { name: 'v1.away.example' },
        spec: {
          group: 'away.example',
          version: 'v1',
          groupPriorityMinimum: 1000,
          versionPriority: 10,
          insecureSkipTLSVerify: true,
          service: { name: 'away', namespace: 'default', port: 443 },
        },
      };
      const path = '/apis/apiregistration.k8s.io/v1/apiservices';
      expect((await api.request({ method: 'POST', path, body: JSON.stringify(registration) })).status).toBe(
        201,
      );
      const discovery = createDiscovery({ api, missMs: 0 });

      await vi.waitFor(
        async () =>
          await expect(
            discovery.resolve({ group: 'away.example', version: 'v1', kind: 'Thing' }),
          ).rejects.toMatchObject({ retryable: true, diagnostic: { code: 'ClusterUnreachable' } }),
        patient,
      );
      expect(await discovery.resolveAny({ group: 'batch', kind: 'Job' })).toMatchObject({ plural: 'jobs' });
      expect(await discovery.resolveAny({ group: 'nobody.example', kind: 'Job' })).toBeUndefined();
      await api.request({ method: 'DELETE', path: `${path}/v1.away.example` });
      await api.close();
    });
  });

  describe('metadata watches', () => {
    /** Watches ConfigMaps with one label through a relay, and keeps what it is told. */
    const watched = async (label: string, relay?: LoopbackRelay) => {
      const api = relay
        ? await connectCluster({ cluster: 'near', context: contextThrough(relay.port, cluster) })
        : await connected('headwater');
      const controller = new AbortController();
      const events: MetadataEvent[] = [];
      const states: WatchState[] = [];
      const gaps: number[] = [];
      let synced = 0;
      const recording: ClusterApi = {
        ...api,
        stream: async (stream) => {
          const answer = await api.stream({
            ...stream,
            onLine: (line) => {
              if (line.includes('"code":410')) gaps.push(410);
              stream.onLine(line);
            },
          });
          if (answer.status !== 200) gaps.push(answer.status);
          return answer;
        },
      };
      const watch = watchMetadata({
        api: recording,
        type: configMaps,
        labelSelector: `e2e=${label}`,
        onEvent: (event) => events.push(event),
        onSynced: () => {
          synced += 1;
        },
        onState: (state) => states.push(state),
        signal: controller.signal,
      });
      await vi.waitFor(() => expect(synced).toBe(1), patient);
      const told = () => events.map(({ type, metadata, synthetic }) => [type, metadata.name, synthetic]);
      const stop = async () => {
        controller.abort();
        await watch.done;
        await api.close();
      };
      return { events, states, gaps, told, synced: () => synced, size: watch.size, stop };
    };

    it('tells adds, changes and deletes once each, managedFields included, without a single list', async () => {
      const mark = await auditMark(cluster);
      const label = randomUUID();
      const api = await connected();
      await apply(api, `${label}-0`, { e2e: label });
      const watch = await watched(label);

      await apply(api, `${label}-1`, { e2e: label });
      await apply(api, `${label}-1`, { e2e: label }, { more: 'data' });
      await remove(api, `${label}-1`);

      await vi.waitFor(() => expect(watch.events).toHaveLength(4), patient);
      expect(watch.told()).toEqual([
        ['ADDED', `${label}-0`, false],
        ['ADDED', `${label}-1`, false],
        ['MODIFIED', `${label}-1`, false],
        ['DELETED', `${label}-1`, false],
      ]);
      expect(watch.events[0]?.metadata.managedFields?.[0]).toMatchObject({
        manager: 'e2e',
        operation: 'Apply',
      });
      expect(watch.size()).toBe(1);
      await watch.stop();
      await api.close();
      const lists = (await auditSince(cluster, mark)).filter(
        ({ verb, user }) => verb === 'list' && user === 'headwater',
      );
      expect(lists).toEqual([]);
    });

    it('survives a restart of the API server and tells what happened in the gap, and nothing twice', async () => {
      const label = randomUUID();
      const relay = await startRelay(portOf(cluster));
      const before = await connected();
      for (const index of [0, 1, 2]) await apply(before, `${label}-${index}`, { e2e: label });
      const watch = await watched(label, relay);
      expect(watch.events).toHaveLength(3);

      // the watch is away while an object goes, another changes and etcd forgets how it was
      relay.refuse(true);
      relay.cut();
      await remove(before, `${label}-0`);
      await apply(before, `${label}-1`, { e2e: label }, { changed: 'yes' });
      await before.close();
      await compactEtcd(fleet);
      await cluster.kill();
      await vi.waitFor(() => expect(watch.states.at(-1)?.state).toBe('broken'), patient);
      await cluster.start();
      relay.refuse(false);

      await vi.waitFor(() => expect(watch.states.at(-1)?.state).toBe('synced'), patient);
      await vi.waitFor(() => expect(watch.synced()).toBe(2), patient);
      expect(watch.told().slice(3).sort()).toEqual([
        ['DELETED', `${label}-0`, true],
        ['MODIFIED', `${label}-1`, false],
      ]);
      expect(watch.events.find(({ type }) => type === 'DELETED')?.metadata.uid).toBe(
        watch.events[0]?.metadata.uid,
      );
      expect(watch.gaps).toContain(410);
      expect(watch.size()).toBe(2);
      await watch.stop();
      await relay.stop();
    });

    it('goes on from where a cut connection left it, without telling anything again', async () => {
      const label = randomUUID();
      const relay = await startRelay(portOf(cluster));
      const api = await connected();
      await apply(api, `${label}-0`, { e2e: label });
      const watch = await watched(label, relay);

      relay.cut();
      await apply(api, `${label}-1`, { e2e: label });

      await vi.waitFor(() => expect(watch.events).toHaveLength(2), patient);
      expect(watch.synced()).toBe(1);
      await watch.stop();
      await api.close();
      await relay.stop();
    });

    it('carries 120 on one cluster, over two connections', async () => {
      const label = randomUUID();
      const relay = await startRelay(portOf(cluster));
      const api = await connectCluster({ cluster: 'near', context: contextThrough(relay.port, cluster) });
      const controller = new AbortController();
      let synced = 0;
      let heard = 0;
      const watches = Array.from({ length: 120 }, () =>
        watchMetadata({
          api,
          type: configMaps,
          labelSelector: `e2e=${label}`,
          onEvent: () => {
            heard += 1;
          },
          onSynced: () => {
            synced += 1;
          },
          signal: controller.signal,
        }),
      );
      await vi.waitFor(() => expect(synced).toBe(120), patient);
      expect(relay.connections()).toBe(2);

      await apply(api, `${label}-0`, { e2e: label });

      await vi.waitFor(() => expect(heard).toBe(120), patient);
      controller.abort();
      await Promise.all(watches.map(({ done }) => done));
      await api.close();
      await relay.stop();
    });

    it('says so when it may not watch, and when the kind is not served', async () => {
      const [weak, strong] = [await connected('nobody-special'), await connected()];
      const controller = new AbortController();
      const states: Record<string, string> = {};
      const watchState = (api: ClusterApi, type: ResourceType, key: string) =>
        watchMetadata({
          api,
          type,
          onEvent: () => {},
          onState: ({ state }) => {
            states[key] = state;
          },
          signal: controller.signal,
        }).done;
      const done = [
        watchState(weak, configMaps, 'weak'),
        watchState(strong, { ...configMaps, group: 'nobody.example', plural: 'things' }, 'unserved'),
      ];

      await vi.waitFor(() => expect(states).toEqual({ weak: 'forbidden', unserved: 'unserved' }), patient);
      controller.abort();
      await Promise.all(done);
      await Promise.all([weak.close(), strong.close()]);
    });
  });

  it('reports each request and each stream once, with bytes and status', async () => {
    const measures: RequestMeasure[] = [];
    const api = await connectCluster({
      cluster: 'near',
      context: contextThrough(portOf(cluster), cluster),
      onRequest: (measure) => measures.push(measure),
    });

    await api.request({ method: 'GET', path: '/api/v1/namespaces/no-such' });
    await api.stream({
      path: '/api/v1/namespaces?watch=1&timeoutSeconds=1',
      accept: mediaTypes.metadata,
      onLine: () => {},
      signal: AbortSignal.timeout(20_000),
      silentAfterMs: 20_000,
    });
    await api.close();

    expect(measures.map(({ method, status }) => [method, status])).toEqual([
      ['GET', 404],
      ['WATCH', 200],
    ]);
    expect(measures.every(({ bytesIn, ms }) => bytesIn > 100 && ms > 0)).toBe(true);
  });
});

const widgetDefinition = (group: string) => ({
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: `widgets.${group}` },
  spec: {
    group,
    scope: 'Namespaced',
    names: { plural: 'widgets', kind: 'Widget', singular: 'widget' },
    versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }],
  },
});

/** Makes etcd forget every revision but the last, over its JSON gateway; in a container it is out of reach. */
const compactEtcd = async (fleet: LocalFleet): Promise<void> => {
  const [line] = (await processesThatMention(dirname(fleet.kubeconfig))).filter((args) =>
    args.includes('listen-client-urls'),
  );
  const url = /listen-client-urls=(\S+)/.exec(line ?? '')?.[1];
  if (url === undefined) return;
  const post = async (path: string, body: object): Promise<{ header: { revision: string } }> => {
    const answer = await plainRequest(`${url}${path}`, { method: 'POST', body: JSON.stringify(body) });
    expect(answer.statusCode).toBe(200);
    return (await answer.body.json()) as { header: { revision: string } };
  };
  const { header } = await post('/v3/kv/range', { key: btoa('/') });
  await post('/v3/kv/compaction', { revision: header.revision, physical: true });
};
