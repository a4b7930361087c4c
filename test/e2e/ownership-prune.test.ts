import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BindingStatus } from '../../controllers/status.ts';
import { auditMark, auditSince, isWrite } from './support/audit.ts';
import { describeOnFleets } from './support/describe-on-fleets.ts';
import { atOnce, clusterFile, configMap, subscription } from './support/fleet-files.ts';
import { kubectl, kubectlJson, kubectlText } from './support/kubectl.ts';
import type { LiveObject } from './support/live-object.ts';
import { openSite, type Site, until } from './support/site.ts';

const names = ['east', 'west'] as const;

const front = (image: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: front, namespace: default }
spec:
  progressDeadlineSeconds: 3600
  selector: { matchLabels: { app: front } }
  template:
    metadata: { labels: { app: front } }
    spec: { containers: [{ name: front, image: "shop/front:${image}" }] }
`;
const many = (count: number): string =>
  Array.from({ length: count }, (_, index) => configMap(`many-${index}`, { v: '1' })).join('---\n');
const protectedKinds = `apiVersion: v1
kind: Namespace
metadata: { name: kept }
---
apiVersion: v1
kind: PersistentVolumeClaim
metadata: { name: kept, namespace: default, annotations: { headwater.dev/health: ignore } }
spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
---
apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: keeps.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { plural: keeps, singular: keep, kind: Keep, listKind: KeepList }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object } } }]
`;

describeOnFleets('what leaves git, and what stays all the same', (startFleet) => {
  let site: Site;
  const get = (cluster: string, ...what: readonly string[]): Promise<LiveObject> =>
    kubectlJson<LiveObject>(site.fleet, cluster, ['get', ...what]);
  const exists = async (cluster: string, ...what: readonly string[]): Promise<boolean> =>
    (await kubectl(site.fleet, cluster, ['get', ...what])).code === 0;
  const gone = (...what: readonly string[]): Promise<void> =>
    until(async () => !(await exists('east', ...what)) && !(await exists('west', ...what)), {
      timeoutMs: 5000,
      describe,
    });
  const uids = (...what: readonly string[]): Promise<readonly string[]> =>
    Promise.all(names.map(async (name) => (await get(name, ...what)).metadata.uid));
  const bindingsOf = (name: string): readonly BindingStatus[] =>
    site
      .headwater()
      .status()
      .bindings.filter(({ subscription: key }) => key === `default/${name}`);
  const describe = (): string => JSON.stringify(site.headwater().status(), null, 1);
  const deletesOn = async (cluster: string, mark: Awaited<ReturnType<typeof auditMark>>) => {
    const seen = await auditSince(site.fleet.clusters.get(cluster)!, mark);
    return seen
      .filter((entry) => entry.user === 'headwater' && isWrite(entry) && entry.verb.startsWith('delete'))
      .map(({ resource, name }) => `${resource} ${name}`);
  };
  const needsApproval = (name: string): Promise<void> =>
    until(
      () =>
        bindingsOf(name).length === 2 &&
        bindingsOf(name).every(({ reason }) => reason.startsWith('PruneNeedsApproval: ')),
      { timeoutMs: 5000, describe },
    );

  beforeAll(async () => {
    site = await openSite({
      startFleet,
      clusters: [...names],
      controllers: true,
      kubelet: true,
      audit: true,
    });
    await site.copy.commitAndPush('the fleet', {
      ...atOnce,
      ...clusterFile('east'),
      ...clusterFile('west'),
      ...subscription('shop'),
      'feeds/shop/front.yaml': front('1'),
      'feeds/shop/extra.yaml': configMap('extra', { v: '1' }),
      'feeds/shop/staying.yaml': configMap('staying', { v: '1' }).replace(
        'namespace: default',
        'namespace: default, annotations: { headwater.dev/prune: disabled }',
      ),
      ...subscription('other'),
      'feeds/other/beside.yaml': configMap('beside', { v: '1' }),
      ...subscription('bulk'),
      'feeds/bulk/many.yaml': many(25),
      'feeds/bulk/protected.yaml': protectedKinds,
      ...subscription('leaving'),
      'feeds/leaving/one.yaml': configMap('leaving', { v: '1' }),
    });
    await site.start();
    await site.headwater().reconcile();
    await site.settled();
  });
  afterAll(() => site.stop());

  it('waits with every prune until the whole binding is Healthy', async () => {
    await site.push('broken, and without extra', {
      'feeds/shop/front.yaml': front('broken'),
      'feeds/shop/extra.yaml': undefined,
    });
    const mark = await auditMark(site.fleet.clusters.get('east')!);
    await until(
      () => bindingsOf('shop').every(({ state, reason }) => state === 'Verifying' && reason !== ''),
      { timeoutMs: 10_000, describe },
    );
    // another poll of its health, and a restart, change nothing
    await site.stopHeadwater();
    await site.start();
    await site.headwater().reconcile();
    await until(() => bindingsOf('shop').every(({ state }) => state === 'Verifying'), { timeoutMs: 10_000 });
    expect(await deletesOn('east', mark)).toEqual([]);
    expect((await uids('configmap', 'extra')).length).toBe(2);
    await site.push('mended', { 'feeds/shop/front.yaml': front('2') });
    await site.settled();
    await gone('configmap', 'extra');
  });

  it('keeps what is annotated prune: disabled, and heals it no more', async () => {
    const before = await uids('configmap', 'staying');
    await site.push('without it', { 'feeds/shop/staying.yaml': undefined });
    await site.settled();
    expect(await uids('configmap', 'staying')).toEqual(before);
    await kubectlText(site.fleet, 'east', ['delete', 'configmap', 'staying']);
    await site.push('it comes back', { 'feeds/shop/staying.yaml': configMap('staying', { v: '2' }) });
    await site.settled();
    expect((await get('west', 'configmap', 'staying')).data).toEqual({ v: '2' });
  });

  it('keeps more than 20 deletes in one binding and says so; fewer go', async () => {
    await site.push('nearly all', { 'feeds/bulk/many.yaml': many(1) });
    await needsApproval('bulk');
    expect(bindingsOf('bulk')[0]!.reason).toContain('24');
    for (const index of [1, 12, 24]) await uids('configmap', `many-${index}`);
    await site.push('not so many', { 'feeds/bulk/many.yaml': many(10) });
    await site.settled();
    await gone('configmap', 'many-24');
    expect((await uids('configmap', 'many-9')).length).toBe(2);
    expect(await exists('east', 'configmap', 'many-10')).toBe(false);
  });

  it('keeps Namespaces, CRDs and PVCs, and names them', async () => {
    await site.push('without them', { 'feeds/bulk/protected.yaml': undefined });
    await needsApproval('bulk');
    const { reason } = bindingsOf('bulk')[0]!;
    for (const text of ['Namespace kept', 'PersistentVolumeClaim default/kept', 'keeps.example.com']) {
      expect(reason).toContain(text);
    }
    await uids('namespace', 'kept');
    await uids('pvc', 'kept');
    await uids('crd', 'keeps.example.com');
    await site.push('with them', { 'feeds/bulk/protected.yaml': protectedKinds });
    await site.settled();
  });

  it('keeps the members of a deleted Subscription, and takes them back when it returns', async () => {
    const before = await uids('configmap', 'leaving');
    await site.push('gone', { 'feeds/leaving': undefined });
    await needsApproval('leaving');
    expect(await uids('configmap', 'leaving')).toEqual(before);
    await site.push('back', {
      ...subscription('leaving'),
      'feeds/leaving/one.yaml': configMap('leaving', { v: '2' }),
    });
    await site.settled();
    expect(await uids('configmap', 'leaving')).toEqual(before);
  });

  it('keeps what runs on a cluster that a Subscription no longer selects', async () => {
    const before = await uids('configmap', 'leaving');
    await site.push('east only', subscription('leaving', { selector: '{ matchLabels: { name: east } }' }));
    await until(
      () =>
        bindingsOf('leaving').some(
          ({ cluster, reason }) => cluster === 'west' && reason.startsWith('PruneNeedsApproval'),
        ),
      { timeoutMs: 5000, describe },
    );
    expect(await uids('configmap', 'leaving')).toEqual(before);
    await site.push('both', subscription('leaving'));
    await site.settled();
  });

  it('asks for an approval when the repository is emptied', async () => {
    const before = await uids('deployment', 'front');
    await site.push('nothing left', { feeds: undefined });
    await needsApproval('other');
    await needsApproval('shop');
    expect(await uids('deployment', 'front')).toEqual(before);
  });
});
