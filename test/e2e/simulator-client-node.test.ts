import {
  ApiException,
  AppsV1Api,
  CoreV1Api,
  CustomObjectsApi,
  KubeConfig,
  KubernetesObjectApi,
  PatchStrategy,
  setHeaderOptions,
  Watch,
} from '@kubernetes/client-node';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Json } from '../../src/model/json.ts';
import type { ClusterPair, ClusterSide } from './support/simulator/cluster-pair.ts';
import { createNormaliser } from './support/simulator/normalise.ts';
import { configMap, deployment } from './support/simulator/objects.ts';
import { startRealAndSimulated } from './support/simulator/real-and-simulated.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

const namespace = 'client-node';

const configOf = ({ fleet, cluster }: ClusterSide): KubeConfig => {
  const config = new KubeConfig();
  config.loadFromFile(fleet.adminKubeconfig);
  config.setCurrentContext(cluster.name);
  return config;
};

/** Names, resourceVersions and times as any two servers would have them. */
const neutral = (values: readonly unknown[]): Json =>
  createNormaliser().told({ events: JSON.parse(JSON.stringify(values)) as Json[] });

const refusalOf = (error: unknown): unknown => {
  if (!(error instanceof ApiException)) throw error;
  return { code: error.code, body: JSON.parse(String(error.body)) };
};

const patchAs = (strategy: (typeof PatchStrategy)[keyof typeof PatchStrategy]) =>
  setHeaderOptions('Content-Type', strategy);

const listAndPatch = async (config: KubeConfig): Promise<Json> => {
  const core = config.makeApiClient(CoreV1Api);
  const apps = config.makeApiClient(AppsV1Api);
  const at = { namespace, name: 'one' };
  const found: unknown[] = [];
  found.push(
    await core.createNamespacedConfigMap({ namespace, body: configMap('one', { a: '1' }) as never }),
  );
  found.push(
    await core.patchNamespacedConfigMap(
      { ...at, body: { data: { b: '2' } } },
      patchAs(PatchStrategy.MergePatch),
    ),
  );
  found.push(
    await core.patchNamespacedConfigMap(
      { ...at, body: [{ op: 'replace', path: '/data/a', value: '3' }] },
      patchAs(PatchStrategy.JsonPatch),
    ),
  );
  found.push(
    await core.patchNamespacedConfigMap(
      { ...at, body: configMap('one', { c: '4' }), fieldManager: 'client-node', force: true },
      patchAs(PatchStrategy.ServerSideApply),
    ),
  );
  found.push(await apps.createNamespacedDeployment({ namespace, body: deployment('front') as never }));
  found.push(
    await apps.patchNamespacedDeployment(
      { namespace, name: 'front', body: { spec: { replicas: 3 } } },
      patchAs(PatchStrategy.StrategicMergePatch),
    ),
  );
  found.push(await apps.readNamespacedDeploymentScale({ namespace, name: 'front' }));
  found.push(await core.listNamespacedConfigMap({ namespace, limit: 10, labelSelector: 'app!=none' }));
  found.push(await core.readNamespacedConfigMap({ namespace, name: 'none' }).catch(refusalOf));
  found.push(await apps.listNamespacedDeployment({ namespace }));
  return neutral(found);
};

const dynamic = async (config: KubeConfig): Promise<Json> => {
  const objects = KubernetesObjectApi.makeApiClient(config);
  const spec = configMap('two', { a: '1' }, { namespace }) as never;
  const found: unknown[] = [await objects.create(spec)];
  found.push(await objects.read(spec));
  found.push(await objects.patch(spec, undefined, undefined, 'objects', true, PatchStrategy.ServerSideApply));
  found.push(await objects.delete(spec));
  const custom = config.makeApiClient(CustomObjectsApi);
  found.push(
    await custom.listNamespacedCustomObject({
      group: 'apps',
      version: 'v1',
      namespace,
      plural: 'deployments',
    }),
  );
  return neutral(found);
};

/** What a watch tells while three things happen. */
const watched = async (config: KubeConfig): Promise<Json> => {
  const core = config.makeApiClient(CoreV1Api);
  const seen: { readonly type: string; readonly object: unknown }[] = [];
  const finished = Promise.withResolvers<void>();
  const request = await new Watch(config).watch(
    `/api/v1/namespaces/${namespace}/configmaps`,
    { labelSelector: 'watched=yes' },
    (type, object) => {
      seen.push({ type, object });
      if (type === 'DELETED') finished.resolve();
    },
    (error) => finished.reject(error ?? new Error('the watch ended')),
  );
  const body = configMap('seen', { a: '1' }, { labels: { watched: 'yes' } }) as never;
  await core.createNamespacedConfigMap({ namespace, body });
  await core.patchNamespacedConfigMap(
    { namespace, name: 'seen', body: { data: { a: '2' } } },
    patchAs(PatchStrategy.MergePatch),
  );
  await core.deleteNamespacedConfigMap({ namespace, name: 'seen' });
  await finished.promise;
  request.abort();
  return neutral(seen);
};

describeOnControlPlanes('a client that is not ours, on the simulator and on a real API server', () => {
  let clusters: ClusterPair;
  const onBoth = (run: (config: KubeConfig) => Promise<Json>): Promise<readonly [Json, Json]> =>
    Promise.all([run(configOf(clusters.real)), run(configOf(clusters.simulated))]);

  beforeAll(async () => {
    clusters = await startRealAndSimulated();
    const make = (config: KubeConfig) =>
      config.makeApiClient(CoreV1Api).createNamespace({ body: { metadata: { name: namespace } } });
    await Promise.all([make(configOf(clusters.real)), make(configOf(clusters.simulated))]);
  });
  afterAll(() => clusters?.stop());

  it('lists, reads, creates and patches', async () => {
    const [real, simulated] = await onBoth(listAndPatch);

    expect(simulated).toEqual(real);
  });

  it('works with objects of any kind', async () => {
    const [real, simulated] = await onBoth(dynamic);

    expect(simulated).toEqual(real);
  });

  it('watches', async () => {
    const [real, simulated] = await onBoth(watched);

    expect(simulated).toEqual(real);
  });
});
