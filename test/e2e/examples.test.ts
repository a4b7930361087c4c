import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { BindingStatus } from '../../controllers/status.ts';
import { auditMark, auditSince, isWrite } from './support/audit.ts';
import { describeOnFleets } from './support/describe-on-fleets.ts';
import { kubectlJson } from './support/kubectl.ts';
import { fieldsOf, type LiveObject, liveObject, meantBy } from './support/live-object.ts';
import { openSite, type Site, until } from './support/site.ts';

const names = ['dev-1', 'eu-1', 'eu-2', 'us-1'] as const;
const production = names.filter((name) => name !== 'dev-1');

const repository = join(import.meta.dirname, '../../examples-repo');
const files: Readonly<Record<string, string>> = Object.fromEntries(
  readdirSync(repository, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => [file.slice(repository.length + 1), readFileSync(file, 'utf8')]),
);

/** Every kind that the feeds hold, as kubectl names them. */
const kinds = [
  'namespaces',
  'configmaps',
  'secrets',
  'services',
  'limitranges',
  'deployments.apps',
  'networkpolicies.networking.k8s.io',
  'customresourcedefinitions.apiextensions.k8s.io',
  'alertrules.monitoring.bookshop.example',
];

interface Deployment extends LiveObject {
  readonly spec: {
    readonly replicas: number;
    readonly template: {
      readonly spec: {
        readonly containers: readonly {
          readonly name: string;
          readonly image: string;
          readonly args?: readonly string[];
          readonly env?: readonly { readonly name: string; readonly value: string }[];
        }[];
      };
    };
  };
  readonly status: { readonly readyReplicas: number };
}

describeOnFleets('examples-repo on four clusters', (startFleet) => {
  let site: Site;
  let first: readonly BindingStatus[];
  const shop = (cluster: string, what: string): Promise<LiveObject> =>
    liveObject(site.fleet, cluster, ['-n', 'shop', what]);
  const front = async (cluster: string): Promise<Deployment> =>
    (await shop(cluster, 'deployment/front')) as Deployment;
  const ours = async (cluster: string): Promise<readonly LiveObject[]> => {
    const args = [
      'get',
      kinds.join(','),
      '-A',
      '-l',
      'headwater.dev/fleet=bookshop',
      '--show-managed-fields',
    ];
    return (await kubectlJson<{ items: LiveObject[] }>(site.fleet, cluster, args)).items;
  };
  const summary = (bindings: readonly BindingStatus[]): readonly string[] =>
    bindings.map(({ subscription, cluster, digest }) => `${subscription} ${cluster} ${digest}`);
  const describe = (): string => JSON.stringify(site.headwater().status(), null, 1);

  beforeAll(async () => {
    site = await openSite({
      startFleet,
      clusters: [...names],
      controllers: true,
      kubelet: true,
      audit: true,
    });
    await site.copy.commitAndPush('the bookshop', files);
    await site.start();
    await site.headwater().reconcile();
    first = await site.settled({ timeoutMs: 60_000 });
  });
  afterAll(() => site.stop());

  it('becomes Healthy: platform and shop everywhere, alerts in production', () => {
    expect(first.map(({ subscription, cluster }) => `${subscription} ${cluster}`)).toEqual([
      ...production.map((name) => `default/alerts ${name}`),
      ...names.map((name) => `default/platform ${name}`),
      ...names.map((name) => `default/shop ${name}`),
    ]);
    expect(
      site
        .headwater()
        .status()
        .diagnostics.filter(({ severity }) => severity === 'error'),
    ).toEqual([]);
  });

  it.each(names)('has one label on everything, and each object marked with its cluster: %s', async (name) => {
    const objects = await ours(name);
    expect(objects.length).toBeGreaterThanOrEqual(name === 'dev-1' ? 11 : 13);
    for (const { metadata } of objects) {
      expect(metadata.labels).toMatchObject({ 'bookshop.example/managed-by': 'platform' });
      expect(metadata.annotations).toMatchObject({ 'bookshop.example/cluster': name });
    }
    // the shop team's own layer reaches its own feed, and no other's objects in the same namespace
    const team = ['bookshop.example/team'];
    expect((await front(name)).metadata.labels).toHaveProperty(team);
    expect((await liveObject(site.fleet, name, ['namespace/shop'])).metadata.labels).not.toHaveProperty(team);
  });

  it('has its replicas and image for each cluster, the later layer winning', async () => {
    const rows = await Promise.all(
      names.map(async (name) => {
        const { spec, status } = await front(name);
        const image = spec.template.spec.containers.find((one) => one.name === 'front')!.image;
        return [name, spec.replicas, status.readyReplicas, image];
      }),
    );
    expect(rows).toEqual([
      ['dev-1', 1, 1, 'bookshop/front:1.4.0'],
      ['eu-1', 8, 8, 'bookshop/front:1.5.0'],
      ['eu-2', 3, 3, 'bookshop/front:1.4.0'],
      ['us-1', 1, 1, 'bookshop/front:1.4.0'],
    ]);
    const catalog = (await shop('eu-1', 'deployment/catalog')) as Deployment;
    expect(catalog.spec.replicas).toBe(2);
    expect(catalog.spec.template.spec.containers[0]!.env![0]!.value).toBe('5000');
  });

  it('has the sidecar first on one cluster, and nowhere else', async () => {
    const containers = await Promise.all(
      names.map(async (name) => (await front(name)).spec.template.spec.containers.map((one) => one.name)),
    );
    expect(containers).toEqual([['front'], ['front'], ['front'], ['log-shipper', 'front']]);
    const [sidecar] = (await front('us-1')).spec.template.spec.containers;
    expect(sidecar!.args).toEqual(['--cluster', 'us-1']);
  });

  it('has values of each cluster in its configuration, a Secret, and its custom resources', async () => {
    const data = await Promise.all(names.map(async (name) => (await shop(name, 'configmap/front')).data));
    expect(data.map((one) => (one as Record<string, string>).LOG_LEVEL)).toEqual([
      'info',
      'info',
      'info',
      'debug',
    ]);
    expect(data[1]).toMatchObject({ BASE_URL: 'https://shop.eu-1.bookshop.example', CURRENCY: 'EUR' });
    const { SESSION_KEY } = (await shop('eu-2', 'secret/front')).data as Record<string, string>;
    expect(Buffer.from(SESSION_KEY!, 'base64').toString()).toBe('only-an-example');
    const rule = await liveObject(site.fleet, 'eu-2', ['-n', 'monitoring', 'alertrule/catalog-slow']);
    expect(rule.spec).toMatchObject({ notify: ['shop'] });
  });

  it('says which of the strategy’s wishes this release does not honour yet', () => {
    const { diagnostics } = site.headwater().status();
    expect(
      diagnostics.filter(({ code }) => code === 'StrategyNotYetHonoured').map(({ source }) => source?.file),
    ).toContain('rollouts/canary-then-rest.yaml');
  });

  it('refuses the double definition where both would have it, naming both files, and goes on', async () => {
    const before = await Promise.all(names.map(ours));
    const double = 'feeds/alerts/double-definition.yaml';
    const uncommented = files[double]!.split('\n')
      .slice(3)
      .map((line) => line.replace(/^# ?/, ''))
      .join('\n');
    await site.push('a double definition', {
      [double]: uncommented,
      'feeds/shop/config.yaml': files['feeds/shop/config.yaml']!.replace(
        'LOG_LEVEL: info',
        'LOG_LEVEL: warn',
      ),
    });
    const refused = site
      .headwater()
      .status()
      .bindings.filter(({ reason }) => reason.startsWith('DuplicateOwner: '));
    expect(refused.map(({ subscription, cluster }) => `${subscription} ${cluster}`)).toEqual([
      ...production.map((name) => `default/alerts ${name}`),
      ...production.map((name) => `default/platform ${name}`),
    ]);
    for (const { reason } of refused) {
      expect(reason).toContain('feeds/platform/namespaces.yaml');
      expect(reason).toContain(double);
    }
    // what depends on a refused binding waits, and nothing else is held up
    const level = async (name: string): Promise<string> =>
      ((await shop(name, 'configmap/front')).data as { LOG_LEVEL: string }).LOG_LEVEL;
    await until(async () => (await level('dev-1')) === 'warn', { timeoutMs: 10_000, describe });
    const waits = site
      .headwater()
      .status()
      .bindings.filter(({ reason }) => reason === 'waits for default/platform');
    expect(waits.map(({ subscription, cluster }) => `${subscription} ${cluster}`)).toEqual([
      'default/shop eu-1',
      'default/shop eu-2',
    ]);
    expect(await level('eu-1')).toBe('info');
    await site.copy.revertAndPush(await site.copy.head());
    await site.headwater().reconcile();
    await site.settled({ timeoutMs: 60_000 });
    const after = await Promise.all(names.map(ours));
    expect(after.map((objects) => objects.map(meantBy))).toEqual(
      before.map((objects) => objects.map(meantBy)),
    );
  });

  it('goes back exactly by git revert of an override', async () => {
    const before = await Promise.all(names.map(ours));
    const sale = 'overlays/localizations/eu-1/600-sale/overlay.yaml';
    const added = '{ spec: { minReadySeconds: 1 } }';
    const bad = await site.push('no sale, and an added field', {
      [sale]: files[sale]!.replace('count: 8', 'count: 2')
        .replace('1.5.0', '1.6.0')
        .replace(
          'patches:\n',
          `patches:\n  - target: { kind: Deployment, name: front }\n    patch: ${added}\n`,
        ),
    });
    await site.settled({ timeoutMs: 60_000 });
    expect((await front('eu-1')).spec).toMatchObject({ replicas: 2, minReadySeconds: 1 });
    const marks = await Promise.all(names.map((name) => auditMark(site.fleet.clusters.get(name)!)));
    await site.copy.revertAndPush(bad);
    await site.headwater().reconcile();
    const bindings = await site.settled({ timeoutMs: 60_000 });
    expect(summary(bindings)).toEqual(summary(first));
    const after = await Promise.all(names.map(ours));
    expect(after.map((objects) => objects.map(meantBy))).toEqual(
      before.map((objects) => objects.map(meantBy)),
    );
    expect(after.flat().map((live) => fieldsOf(live, 'headwater'))).toEqual(
      before.flat().map((live) => fieldsOf(live, 'headwater')),
    );
    const writes = await Promise.all(
      names.map((name, index) => auditSince(site.fleet.clusters.get(name)!, marks[index]!)),
    );
    const written = writes
      .flat()
      .filter((entry) => entry.user === 'headwater' && isWrite(entry) && entry.namespace === 'shop')
      .map(({ verb, resource, name }) => `${verb} ${resource} ${name}`);
    expect(written).toEqual(['patch deployments.apps front']);
  });
});
