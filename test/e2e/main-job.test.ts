import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditMark, auditSince, isWrite } from './support/audit.ts';
import { describeOnFleets } from './support/describe-on-fleets.ts';
import { atOnce, clusterFile, configMap, subscription } from './support/fleet-files.ts';
import { kubectlJson, kubectlText } from './support/kubectl.ts';
import { openSite, type Site, until } from './support/site.ts';

const names = ['eu-1', 'us-1'] as const;

const front = `apiVersion: apps/v1
kind: Deployment
metadata: { name: front, namespace: shop, labels: { app: front } }
spec:
  replicas: 2
  selector: { matchLabels: { app: front } }
  template:
    metadata: { labels: { app: front } }
    spec:
      containers: [{ name: front, image: "shop/front:1.0.0" }]
`;

const files = {
  ...atOnce,
  ...clusterFile('eu-1'),
  ...clusterFile('us-1'),
  ...subscription('platform'),
  'feeds/platform/namespace.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata: { name: shop }\n',
  ...subscription('shop', { annotations: 'headwater.dev/depends-on: platform' }),
  'feeds/shop/front.yaml': front,
  'feeds/shop/config.yaml': configMap('front', { LEVEL: 'info', COLOUR: 'blue' }, 'shop'),
  'feeds/shop/extra.yaml': configMap('extra', { a: '1' }, 'shop'),
  'overlays/globalizations/100-company/overlay.yaml': `apiVersion: headwater.dev/v1alpha1
kind: Overlay
labels: [{ pairs: { company.example/managed-by: platform } }]
annotations: { company.example/cluster: "\${{ cluster.name }}" }
`,
  'overlays/localizations/eu-1/300-size/front.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front, namespace: shop }\nspec: { replicas: 3 }\n',
  'overlays/localizations/eu-1/600-pin/front.yaml':
    'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: front, namespace: shop }\nspec: { replicas: 4 }\n',
};

interface Live {
  readonly metadata: {
    readonly labels: Record<string, string>;
    readonly annotations: Record<string, string>;
    readonly resourceVersion: string;
    readonly uid: string;
  };
  readonly spec: { readonly replicas: number };
  readonly data: Record<string, string>;
}

describeOnFleets('git push → every cluster right', (startFleet) => {
  let site: Site;
  const get = (cluster: string, ...what: readonly string[]): Promise<Live> =>
    kubectlJson<Live>(site.fleet, cluster, ['get', '-n', 'shop', ...what]);
  const edit = (cluster: string, ...args: readonly string[]): Promise<string> =>
    kubectlText(site.fleet, cluster, ['-n', 'shop', ...args]);
  const healthyWithin = (ms: number, condition: () => Promise<boolean>): Promise<void> =>
    until(condition, { timeoutMs: ms });

  beforeAll(async () => {
    site = await openSite({
      startFleet,
      clusters: [...names],
      controllers: true,
      kubelet: true,
      audit: true,
    });
    await site.copy.commitAndPush('the fleet', files);
    await site.start();
  });
  afterAll(() => site.stop());

  it('brings every object, with its cluster’s overrides, within 5 s of being asked', async () => {
    const asked = performance.now();
    await site.headwater().reconcile();
    await site.settled({ timeoutMs: 5000 });
    expect(performance.now() - asked).toBeLessThan(5000);
    const eu = await get('eu-1', 'deployment/front');
    const us = await get('us-1', 'deployment/front');
    expect([eu.spec.replicas, us.spec.replicas]).toEqual([4, 2]);
    expect(eu.metadata.labels['company.example/managed-by']).toBe('platform');
    expect(eu.metadata.annotations['company.example/cluster']).toBe('eu-1');
    expect(us.metadata.annotations['company.example/cluster']).toBe('us-1');
    expect((await get('us-1', 'configmap/front')).data).toEqual({ LEVEL: 'info', COLOUR: 'blue' });
  });

  it('costs a steady fleet no write and no list', async () => {
    const marks = await Promise.all(names.map((name) => auditMark(site.fleet.clusters.get(name)!)));
    await site.headwater().reconcile();
    await new Promise((resolve) => setTimeout(resolve, 3000));
    for (const [index, name] of names.entries()) {
      const seen = await auditSince(site.fleet.clusters.get(name)!, marks[index]!);
      const ours = seen.filter((entry) => entry.user === 'headwater');
      expect(ours.filter((entry) => isWrite(entry) || entry.verb === 'list')).toEqual([]);
    }
  });

  it('heals a hand edit of an owned field by its watch', async () => {
    await edit('eu-1', 'scale', 'deployment/front', '--replicas=9');
    await healthyWithin(2000, async () => (await get('eu-1', 'deployment/front')).spec.replicas === 4);
    await edit('us-1', 'patch', 'configmap/front', '--type=merge', '-p', '{"data":{"LEVEL":"debug"}}');
    await healthyWithin(2000, async () => (await get('us-1', 'configmap/front')).data.LEVEL === 'info');
  });

  it('heals a delete', async () => {
    const before = await get('us-1', 'configmap/extra');
    await edit('us-1', 'delete', 'configmap/extra');
    await healthyWithin(2000, async () => {
      const found = await get('us-1', 'configmap/extra').catch(() => undefined);
      return found !== undefined && found.metadata.uid !== before.metadata.uid;
    });
  });

  it('leaves a field that git does not name to whoever sets it', async () => {
    await edit('eu-1', 'annotate', 'configmap/front', 'example.com/note=mine');
    await edit('eu-1', 'patch', 'configmap/front', '--type=merge', '-p', '{"data":{"OTHER":"mine"}}');
    await edit('eu-1', 'patch', 'deployment/front', '--type=merge', '-p', '{"spec":{"minReadySeconds":3}}');
    const mark = await auditMark(site.fleet.clusters.get('eu-1')!);
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const seen = await auditSince(site.fleet.clusters.get('eu-1')!, mark);
    expect(seen.filter((entry) => entry.user === 'headwater' && isWrite(entry))).toEqual([]);
    const kept = await get('eu-1', 'configmap/front');
    expect(kept.data.OTHER).toBe('mine');
    expect(kept.metadata.annotations['example.com/note']).toBe('mine');
  });

  it('goes back exactly by git revert, and writes nothing to what did not change', async () => {
    const digests = site
      .headwater()
      .status()
      .bindings.map(({ digest }) => digest);
    const bad = await site.push('a change', {
      'feeds/shop/config.yaml': configMap('front', { LEVEL: 'debug', COLOUR: 'red' }, 'shop'),
    });
    await site.settled();
    expect((await get('us-1', 'configmap/front')).data.COLOUR).toBe('red');
    const untouched = await get('us-1', 'deployment/front');
    const mark = await auditMark(site.fleet.clusters.get('us-1')!);
    await site.copy.revertAndPush(bad);
    await site.headwater().reconcile();
    await site.settled();
    expect(
      site
        .headwater()
        .status()
        .bindings.map(({ digest }) => digest),
    ).toEqual(digests);
    expect((await get('us-1', 'configmap/front')).data).toMatchObject({ LEVEL: 'info', COLOUR: 'blue' });
    const seen = await auditSince(site.fleet.clusters.get('us-1')!, mark);
    const writes = seen.filter((entry) => entry.user === 'headwater' && isWrite(entry));
    const objects = writes
      .filter((entry) => entry.namespace === 'shop')
      .map((entry) => `${entry.verb} ${entry.resource} ${entry.name}`);
    expect(objects).toEqual(['patch configmaps front']);
    expect((await get('us-1', 'deployment/front')).metadata.uid).toBe(untouched.metadata.uid);
  });

  it('prunes what left git, and nothing that is not ours', async () => {
    await edit('eu-1', 'create', 'configmap', 'by-hand', '--from-literal=a=b');
    await edit('eu-1', 'label', 'configmap', 'by-hand', 'headwater.dev/fleet=e2e');
    await site.push('without extra', { 'feeds/shop/extra.yaml': undefined });
    await site.settled();
    await until(async () => (await get('eu-1', 'configmap/extra').catch(() => undefined)) === undefined, {
      timeoutMs: 5000,
    });
    expect((await get('eu-1', 'configmap/by-hand')).data).toEqual({ a: 'b' });
  });
});
