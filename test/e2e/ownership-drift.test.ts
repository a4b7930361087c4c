import { afterAll, beforeAll, expect, it } from 'vitest';
import { auditMark, auditSince, isWrite } from './support/audit.ts';
import { describeOnFleets } from './support/describe-on-fleets.ts';
import { atOnce, clusterFile, configMap, subscription } from './support/fleet-files.ts';
import { kubectl, kubectlJson, kubectlText } from './support/kubectl.ts';
import type { LiveObject } from './support/live-object.ts';
import { openSite, type Site, until } from './support/site.ts';

const names = ['east', 'west'] as const;
const annotated = (text: string, annotation: string): string =>
  text.replace('namespace: default', `namespace: default, annotations: { ${annotation} }`);

describeOnFleets('drift that is not healed', (startFleet) => {
  let site: Site;
  const read = (cluster: string, name: string): Promise<LiveObject> =>
    kubectlJson<LiveObject>(site.fleet, cluster, ['get', 'configmap', name]);
  const value = async (cluster: string, name: string): Promise<string> =>
    ((await read(cluster, name)).data as { v: string }).v;
  const edit = (cluster: string, name: string): Promise<string> =>
    kubectlText(site.fleet, cluster, [
      ...['patch', 'configmap', name, '--type=merge'],
      ...['-p', '{"data":{"v":"by hand"}}'],
    ]);
  const reasons = (): readonly string[] =>
    site
      .headwater()
      .status()
      .bindings.map(({ reason }) => reason)
      .filter((reason) => reason !== '');
  const describe = (): string => JSON.stringify(site.headwater().status(), null, 1);
  const reported = (name: string): Promise<void> =>
    until(() => reasons().some((reason) => reason.startsWith('DriftFound: ') && reason.includes(name)), {
      timeoutMs: 5000,
      describe,
    });
  const writesOn = async (cluster: string, mark: Awaited<ReturnType<typeof auditMark>>) => {
    const seen = await auditSince(site.fleet.clusters.get(cluster)!, mark);
    return seen
      .filter((entry) => entry.user === 'headwater' && isWrite(entry) && entry.namespace === 'default')
      .map(({ verb, name }) => `${verb} ${name}`);
  };

  beforeAll(async () => {
    site = await openSite({ startFleet, clusters: [...names], audit: true });
    await site.copy.commitAndPush('the fleet', {
      ...atOnce,
      ...clusterFile('east'),
      ...clusterFile('west'),
      ...subscription('watched', { annotations: 'headwater.dev/drift: report' }),
      'feeds/watched/one.yaml': configMap('one', { v: '1' }),
      'feeds/watched/two.yaml': configMap('two', { v: '1' }),
      ...subscription('healed'),
      'feeds/healed/plain.yaml': configMap('plain', { v: '1' }),
      'feeds/healed/loud.yaml': annotated(configMap('loud', { v: '1' }), 'headwater.dev/drift: report'),
      'feeds/healed/quiet.yaml': annotated(configMap('quiet', { v: '1' }), 'headwater.dev/drift: ignore'),
      'feeds/healed/still.yaml': annotated(
        configMap('still', { v: '1' }),
        'headwater.dev/reconcile: disabled',
      ),
    });
    await site.start();
    await site.headwater().reconcile();
    await site.settled();
  });
  afterAll(() => site.stop());

  it('is reported, and stays, also after a restart, until git says something else of the object', async () => {
    const mark = await auditMark(site.fleet.clusters.get('east')!);
    await edit('east', 'one');
    await reported('one');
    await site.headwater().reconcile();
    await site.stopHeadwater();
    await site.start();
    await site.headwater().reconcile();
    await reported('one');
    // another object of the binding changes: this one keeps what a person gave it
    await site.push('two', { 'feeds/watched/two.yaml': configMap('two', { v: '2' }) });
    await until(async () => (await value('east', 'two')) === '2', { timeoutMs: 5000, describe });
    await reported('one');
    expect(await value('east', 'one')).toBe('by hand');
    expect(await writesOn('east', mark)).toEqual(['patch two']);

    await site.push('one', { 'feeds/watched/one.yaml': configMap('one', { v: '2' }) });
    await site.settled();
    expect(await value('east', 'one')).toBe('2');
    expect(reasons()).toEqual([]);
  });

  it('is reported where it is a delete, and made good by the next change', async () => {
    await kubectlText(site.fleet, 'west', ['delete', 'configmap', 'two']);
    await reported('two');
    await site.stopHeadwater();
    await site.start();
    await site.headwater().reconcile();
    await reported('two');
    expect((await kubectl(site.fleet, 'west', ['get', 'configmap', 'two'])).code).not.toBe(0);
    await site.push('two', { 'feeds/watched/two.yaml': configMap('two', { v: '3' }) });
    await site.settled();
    expect(await value('west', 'two')).toBe('3');
  });

  it('follows what each object says for itself', async () => {
    for (const name of ['quiet', 'still', 'loud', 'plain']) await edit('west', name);
    await until(async () => (await value('west', 'plain')) === '1', { timeoutMs: 5000, describe });
    await reported('loud');
    expect(reasons().join()).not.toContain('quiet');
    await site.stopHeadwater();
    await site.start();
    await site.headwater().reconcile();
    await reported('loud');
    for (const name of ['quiet', 'still', 'loud']) expect(await value('west', name)).toBe('by hand');
  });
});
