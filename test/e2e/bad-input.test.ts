import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { BindingStatus } from '../../controllers/status.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import { type BadInput, badFiles, badObjects } from './fixtures/bad-inputs.ts';
import { atOnce, clusterFile, configMap, subscription } from './support/fleet-files.ts';
import { kubectlJson, kubectlText } from './support/kubectl.ts';
import { openSite, type Site, until } from './support/site.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

const names = ['east', 'west'] as const;
const files = {
  ...atOnce,
  ...clusterFile('east', { labels: 'zone: a' }),
  ...clusterFile('west'),
  ...subscription('shop'),
  'feeds/shop/one.yaml': configMap('one', { v: '1' }),
  'feeds/shop/two.yaml': configMap('two', { v: '1' }),
  'feeds/shop/frozen.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: frozen, namespace: default }\nimmutable: true\ndata: { v: "1" }\n',
  ...subscription('other'),
  'feeds/other/beside.yaml': configMap('beside', { v: '0' }),
};

/** A namespace in which nothing more may be made. */
const tight = `apiVersion: v1
kind: Namespace
metadata: { name: tight }
---
apiVersion: v1
kind: ResourceQuota
metadata: { name: tight, namespace: tight }
spec: { hard: { secrets: "0" } }
---
apiVersion: v1
kind: LimitRange
metadata: { name: tight, namespace: tight }
spec: { limits: [{ type: Container, max: { memory: 1Gi } }] }
`;

interface Live {
  readonly metadata: { readonly resourceVersion: string; readonly name: string };
  readonly data: Readonly<Record<string, string>>;
}

describeOnControlPlanes('bad input to a running fleet', () => {
  let site: Site;
  let good: string;
  let round = 0;

  const read = (cluster: string, name: string): Promise<Live> =>
    kubectlJson<Live>(site.fleet, cluster, ['get', 'configmap', name]);
  const versions = async (): Promise<readonly string[]> => {
    const lists = await Promise.all(
      names.map((name) =>
        kubectlJson<{ items: Live[] }>(site.fleet, name, ['get', 'configmap', 'one', 'two', 'frozen']),
      ),
    );
    return lists.flatMap(({ items }) => items.map(({ metadata }) => metadata.resourceVersion));
  };
  const nameOf = ({ subscription, cluster }: BindingStatus): string => `${subscription} ${cluster}`;
  const places = (code: string): readonly string[] =>
    site
      .headwater()
      .status()
      .diagnostics.filter((one) => one.code === code)
      .map(({ source }) => `${source?.file}:${source?.line}:${source?.column}`);
  /** The bindings whose reason is this problem, at this place. */
  const saying = ({ code, at }: BadInput): readonly string[] =>
    site
      .headwater()
      .status()
      .bindings.filter(({ reason }) => reason.startsWith(`${code}: ${at} `))
      .map(nameOf);
  const describe = (): string => JSON.stringify(site.headwater().status(), null, 1);

  const pushBad = async ({ files: bad, prepare }: BadInput): Promise<void> => {
    round += 1;
    await prepare?.(site.copy);
    await site.push('bad', { ...bad, 'feeds/other/beside.yaml': configMap('beside', { v: String(round) }) });
  };
  const besideIsApplied = (clusters: readonly string[]): Promise<void> =>
    until(
      async () => {
        const lives = await Promise.all(clusters.map((cluster) => read(cluster, 'beside')));
        return lives.every(({ data }) => data.v === String(round));
      },
      { timeoutMs: 10_000, describe },
    );
  beforeAll(async () => {
    site = await openSite({ startFleet, clusters: [...names] });
    for (const name of names) {
      await kubectlText(site.fleet, name, ['apply', '-f', '-'], { input: tight });
      // what the quota controller would write
      const status = JSON.stringify({ status: { hard: { secrets: '0' }, used: { secrets: '0' } } });
      const patch = [
        'patch',
        '-n',
        'tight',
        'resourcequota',
        'tight',
        '--subresource=status',
        '--type=merge',
      ];
      await kubectlText(site.fleet, name, [...patch, '-p', status]);
    }
    good = await site.copy.commitAndPush('the fleet', files);
    await site.start();
    await site.headwater().reconcile();
    await site.settled();
  });
  afterAll(() => site.stop());
  // the next good commit heals whatever the bad one did
  afterEach(async () => {
    await site.copy.resetAndForcePush(good);
    await site.copy.git('clean', '-fdq');
    await site.headwater().reconcile();
    await site.settled({ timeoutMs: 15_000 });
  });

  it.each(badFiles.map((bad) => [bad.name, bad] as const))('%s', async (_name, bad) => {
    const before = await versions();
    await pushBad(bad);

    await besideIsApplied(names.filter((name) => !bad.touches.includes(`default/other ${name}`)));
    if (bad.touches.length > 0) expect(saying(bad), describe()).toEqual(bad.touches);
    else expect(places(bad.code), describe()).toContain(bad.at);
    const after = await versions();
    if (bad.touches.length !== 1) expect(after).toEqual(before);
    else expect(after.slice(3)).toEqual(before.slice(3));
  });

  it.each(badObjects.map((bad) => [bad.name, bad] as const))('%s', async (_name, bad) => {
    const before = await versions();
    await pushBad(bad);

    await besideIsApplied(names);
    await until(() => saying(bad).length === bad.touches.length, { timeoutMs: 10_000, describe });
    expect(saying(bad)).toEqual(bad.touches);
    expect(describe()).not.toContain('hunter2');
    expect(await versions()).toEqual(before);
  });

  it('heals what it runs while the head is broken, also after a restart', async () => {
    await site.push('bad', { 'feeds/shop/one.yaml': 'a: [' });
    const isHealed = async (): Promise<boolean> => {
      const { data } = await read('east', 'one');
      return data.v === '1';
    };
    const patch = ['patch', 'configmap', 'one', '--type=merge', '-p', '{"data":{"v":"by hand"}}'];
    await kubectlText(site.fleet, 'east', patch);
    await until(isHealed, { timeoutMs: 5000, describe });

    await site.stopHeadwater();
    await kubectlText(site.fleet, 'east', patch);
    await site.start();
    await until(isHealed, { timeoutMs: 10_000, describe });
  });
});
