import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditMark, auditSince, isWrite } from './support/audit.ts';
import { describeOnFleets } from './support/describe-on-fleets.ts';
import { atOnce, clusterFile, configMap, subscription } from './support/fleet-files.ts';
import { kubectl, kubectlJson, kubectlText } from './support/kubectl.ts';
import type { LiveObject } from './support/live-object.ts';
import { openSite, type Site, until } from './support/site.ts';

const names = ['east', 'west'] as const;

const service = `apiVersion: v1
kind: Service
metadata: { name: front, namespace: default }
spec: { selector: { app: front }, ports: [{ port: 80 }] }
`;
const handwritten = `apiVersion: discovery.k8s.io/v1
kind: EndpointSlice
metadata: { name: by-hand, namespace: default, labels: { kubernetes.io/service-name: front } }
addressType: IPv4
endpoints: [{ addresses: [192.0.2.7] }]
ports: [{ port: 80 }]
`;
const deployment = (spec: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: { name: front, namespace: default }
spec:
  ${spec}
  selector: { matchLabels: { app: front } }
  template:
    metadata: { labels: { app: front } }
    spec: { containers: [{ name: front, image: "shop/front:1" }] }
`;

/** How tools mark what they own, and how a person is told of them. */
const owners = [
  {
    tool: 'Helm',
    marks:
      'labels: { app.kubernetes.io/managed-by: Helm }, annotations: { meta.helm.sh/release-name: web, meta.helm.sh/release-namespace: prod }',
    named: 'Helm release prod/web',
  },
  {
    tool: 'Argo CD',
    marks: 'annotations: { argocd.argoproj.io/tracking-id: "web:/ConfigMap:default/x" }',
    named: 'Argo CD application web',
  },
  {
    tool: 'Flux',
    marks:
      'labels: { kustomize.toolkit.fluxcd.io/name: apps, kustomize.toolkit.fluxcd.io/namespace: flux-system }',
    named: 'Flux Kustomization flux-system/apps',
  },
  {
    tool: 'another ApplySet',
    marks: `labels: { applyset.kubernetes.io/part-of: applyset-${'a'.repeat(43)}-v1 }`,
    named: `ApplySet applyset-${'a'.repeat(43)}-v1`,
  },
] as const;

describeOnFleets('what is ours and what is not, through git', (startFleet) => {
  let site: Site;
  const get = (cluster: string, ...what: readonly string[]): Promise<LiveObject> =>
    kubectlJson<LiveObject>(site.fleet, cluster, ['get', '--show-managed-fields', ...what]);
  const exists = async (cluster: string, ...what: readonly string[]): Promise<boolean> =>
    (await kubectl(site.fleet, cluster, ['get', ...what])).code === 0;
  const byHand = (cluster: string, args: readonly string[], input = ''): Promise<string> =>
    kubectlText(site.fleet, cluster, args, { input });
  const slicesOf = async (cluster: string): Promise<readonly LiveObject[]> => {
    const selector = ['-l', 'kubernetes.io/service-name=front'];
    return (
      await kubectlJson<{ items: LiveObject[] }>(site.fleet, cluster, ['get', 'endpointslice', ...selector])
    ).items;
  };
  const writesOn = async (cluster: string, mark: Awaited<ReturnType<typeof auditMark>>) => {
    const seen = await auditSince(site.fleet.clusters.get(cluster)!, mark);
    return seen
      .filter((entry) => entry.user === 'headwater' && isWrite(entry) && entry.namespace === 'default')
      .map(({ verb, resource, name }) => `${verb} ${resource} ${name}`);
  };
  const reasons = (): readonly string[] =>
    site
      .headwater()
      .status()
      .bindings.map(({ reason }) => reason);

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
      'feeds/shop/service.yaml': service,
      'feeds/shop/slice.yaml': handwritten,
      'feeds/shop/front.yaml': deployment(''),
      'feeds/shop/original.yaml': configMap('original', { v: '1' }),
    });
    await site.start();
    await site.headwater().reconcile();
    await site.settled();
  });
  afterAll(() => site.stop());

  it('never touches an EndpointSlice that its controller labelled like the Service', async () => {
    await until(async () => (await slicesOf('east')).length === 2 && (await slicesOf('west')).length === 2, {
      timeoutMs: 15_000,
    });
    const isControllers = ({ metadata }: LiveObject): boolean => metadata.name !== 'by-hand';
    const before = (await slicesOf('east')).find(isControllers)!;
    // the controller copied our labels: only they would say that it is ours
    expect(before.metadata.labels).toHaveProperty(['applyset.kubernetes.io/part-of']);
    const mark = await auditMark(site.fleet.clusters.get('east')!);
    await site.push('without the slice', { 'feeds/shop/slice.yaml': undefined });
    await site.settled();
    await until(async () => (await slicesOf('east')).length === 1, { timeoutMs: 5000 });
    expect((await slicesOf('east'))[0]!.metadata.uid).toBe(before.metadata.uid);
    expect(await writesOn('east', mark)).toEqual(['delete endpointslices.discovery.k8s.io by-hand']);
  });

  it('never prunes, heals or changes an object that was copied by hand under another name', async () => {
    const { metadata } = await get('west', 'configmap', 'original');
    const { labels, annotations } = metadata;
    const copy = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'copy', labels, annotations } };
    await byHand('west', ['create', '-f', '-'], JSON.stringify(copy));
    const before = await get('west', 'configmap', 'copy');
    await site.push('without the original', { 'feeds/shop/original.yaml': undefined });
    await site.settled();
    await until(async () => !(await exists('west', 'configmap', 'original')), { timeoutMs: 5000 });
    expect((await get('west', 'configmap', 'copy')).metadata.resourceVersion).toBe(
      before.metadata.resourceVersion,
    );
    expect(labels).toHaveProperty(['applyset.kubernetes.io/part-of']);
  });

  it('adopts what kubectl applied, and what git then drops really disappears', async () => {
    const applied = configMap('legacy', { kept: '1', dropped: '1' });
    await byHand('east', ['apply', '-f', '-'], applied);
    await byHand('west', ['apply', '-f', '-'], applied);
    const { uid } = (await get('east', 'configmap', 'legacy')).metadata;
    await site.push('legacy', { 'feeds/shop/legacy.yaml': configMap('legacy', { kept: '1', dropped: '1' }) });
    await site.settled();
    const adopted = await get('east', 'configmap', 'legacy');
    expect(adopted.metadata.uid).toBe(uid);
    expect(adopted.metadata.managedFields?.map(({ manager }) => manager)).toEqual(['headwater']);
    await site.push('a key less', { 'feeds/shop/legacy.yaml': configMap('legacy', { kept: '2' }) });
    await site.settled();
    for (const name of names) expect((await get(name, 'configmap', 'legacy')).data).toEqual({ kept: '2' });
  });

  it.each(owners)('refuses what belongs to $tool, and says whose it is', async ({ marks, named }) => {
    const foreign = `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: theirs, namespace: default, ${marks} }\ndata: { v: theirs }\n`;
    await byHand('east', ['apply', '-f', '-'], foreign);
    const before = await get('east', 'configmap', 'theirs');
    await site.push('theirs', { 'feeds/shop/theirs.yaml': `\n${configMap('theirs', { v: 'ours' })}` });
    await until(() => reasons().some((reason) => reason.startsWith('NotOurs')), { timeoutMs: 5000 });
    expect(reasons().filter((reason) => reason !== '')).toEqual([
      expect.stringMatching(/^NotOurs: feeds\/shop\/theirs\.yaml:2:1 ConfigMap default\/theirs /),
    ]);
    expect(reasons().join()).toContain(named);
    // the other cluster has no such object: there it is made
    expect((await get('west', 'configmap', 'theirs')).data).toEqual({ v: 'ours' });
    expect((await get('east', 'configmap', 'theirs')).metadata.resourceVersion).toBe(
      before.metadata.resourceVersion,
    );
    await site.push('not theirs', { 'feeds/shop/theirs.yaml': undefined });
    await site.settled();
    await until(async () => !(await exists('west', 'configmap', 'theirs')), { timeoutMs: 5000 });
    expect((await get('east', 'configmap', 'theirs')).metadata.uid).toBe(before.metadata.uid);
    await byHand('east', ['delete', 'configmap', 'theirs']);
  });

  it('leaves a scale by another writer alone where git says nothing of replicas', async () => {
    const mark = await auditMark(site.fleet.clusters.get('east')!);
    await byHand('east', ['scale', 'deployment/front', '--replicas=3']);
    await until(
      async () =>
        ((await get('east', 'deployment/front')).status as { readyReplicas?: number }).readyReplicas === 3,
      { timeoutMs: 10_000 },
    );
    await site.headwater().reconcile();
    await site.settled();
    expect(await writesOn('east', mark)).toEqual([]);
    await site.push('another change of it', { 'feeds/shop/front.yaml': deployment('minReadySeconds: 1') });
    await site.settled();
    expect((await get('east', 'deployment/front')).spec).toMatchObject({ replicas: 3, minReadySeconds: 1 });
  });
});
