import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import type { BindingStatus } from '../../controllers/status.ts';
import { auditMark, auditSince } from './support/audit.ts';
import { describeOnFleets } from './support/describe-on-fleets.ts';
import { atOnce, clusterFile, configMap } from './support/fleet-files.ts';
import { kubectl, kubectlJson, kubectlText } from './support/kubectl.ts';
import type { LiveObject } from './support/live-object.ts';
import { openSite, type Site, until } from './support/site.ts';

const names = ['east', 'west'] as const;

const named = (name: string, annotations = ''): string => `apiVersion: apps.clusternet.io/v1alpha1
kind: Subscription
metadata: { name: ${name}, annotations: { ${annotations} } }
spec:
  subscribers: [{ clusterAffinity: {} }]
`;
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

const files = {
  ...atOnce,
  ...clusterFile('east'),
  ...clusterFile('west'),
  'feeds/base/subscription.yaml': named('base'),
  'feeds/base/front.yaml': front('1'),
  'feeds/old/subscription.yaml': named('old'),
  'feeds/old/moving.yaml': configMap('moving', { v: '1' }),
  'feeds/old/other.yaml': configMap('other', { v: '1' }),
  'feeds/new/subscription.yaml': named('new', 'headwater.dev/depends-on: base'),
  'feeds/new/beside.yaml': configMap('beside', { v: '1' }),
};

describeOnFleets('an object that moves in git', (startFleet) => {
  let site: Site;
  let marks: readonly Awaited<ReturnType<typeof auditMark>>[];
  let uids: readonly string[];
  const get = (cluster: string, name = 'moving'): Promise<LiveObject> =>
    kubectlJson<LiveObject>(site.fleet, cluster, ['get', 'configmap', name]);
  const uidsNow = (): Promise<readonly string[]> =>
    Promise.all(names.map(async (name) => (await get(name)).metadata.uid));
  /** '' where it does not exist. */
  const values = (): Promise<readonly string[]> =>
    Promise.all(
      names.map(async (name) => {
        const { code, stdout } = await kubectl(site.fleet, name, [
          'get',
          'configmap',
          'moving',
          '-o',
          'json',
        ]);
        return code === 0 ? (JSON.parse(stdout) as { data: { v: string } }).data.v : '';
      }),
    );
  const describe = (): string => JSON.stringify(site.headwater().status(), null, 1);
  const bindingsOf = (name: string): readonly BindingStatus[] =>
    site
      .headwater()
      .status()
      .bindings.filter(({ subscription }) => subscription === `default/${name}`);
  const deletes = async (): Promise<readonly string[]> => {
    const seen = await Promise.all(
      names.map((name, index) => auditSince(site.fleet.clusters.get(name)!, marks[index]!)),
    );
    return seen
      .flat()
      .filter((entry) => entry.user === 'headwater' && entry.verb.startsWith('delete'))
      .map(({ resource, name, code }) => `${resource} ${name} ${code}`);
  };
  /** Its Subscription alone holds it: a later edit there arrives, and its removal there is a removal. */
  const belongsTo = async (folder: string): Promise<void> => {
    await site.push('an edit', { [`feeds/${folder}/moving.yaml`]: configMap('moving', { v: 'edited' }) });
    await site.settled();
    for (const name of names) expect((await get(name)).data).toEqual({ v: 'edited' });
    expect(await uidsNow()).toEqual(uids);
    await kubectlText(site.fleet, 'west', [
      ...['patch', 'configmap', 'moving', '--type=merge'],
      ...['-p', '{"data":{"v":"by hand"}}'],
    ]);
    await until(async () => (await get('west')).data !== undefined && edited(await get('west')), {
      timeoutMs: 5000,
      describe,
    });
    await site.push('it leaves', { [`feeds/${folder}/moving.yaml`]: undefined });
    await site.settled();
    await until(async () => (await kubectl(site.fleet, 'east', ['get', 'configmap', 'moving'])).code !== 0, {
      timeoutMs: 5000,
      describe,
    });
  };
  const edited = ({ data }: LiveObject): boolean => (data as { v: string }).v === 'edited';

  beforeAll(async () => {
    site = await openSite({
      startFleet,
      clusters: [...names],
      controllers: true,
      kubelet: true,
      audit: true,
    });
    await site.copy.commitAndPush('nothing yet', { ...atOnce });
    await site.start();
  });
  afterAll(() => site.stop());
  beforeEach(async () => {
    await site.push('the fleet', { feeds: undefined });
    await site.push('the fleet', files);
    await site.settled();
    uids = await uidsNow();
    marks = await Promise.all(names.map((name) => auditMark(site.fleet.clusters.get(name)!)));
  });

  it('to another folder of the same Subscription is not written at all', async () => {
    const before = await get('east');
    await site.copy.git('mv', 'feeds/old', 'feeds/renamed');
    await site.push('another folder', {});
    await site.settled();
    expect((await get('east')).metadata.resourceVersion).toBe(before.metadata.resourceVersion);
    expect(await deletes()).toEqual([]);
    await belongsTo('renamed');
  });

  it('to another Subscription is handed over, and never deleted', async () => {
    await site.copy.git('mv', 'feeds/old/moving.yaml', 'feeds/new/moving.yaml');
    await site.push('it moves', {});
    await site.settled();
    expect(await uidsNow()).toEqual(uids);
    expect(await deletes()).toEqual([]);
    await belongsTo('new');
  });

  it('to a Subscription that still waits for another is kept until that one takes it', async () => {
    await site.copy.git('mv', 'feeds/old/moving.yaml', 'feeds/new/moving.yaml');
    await site.push('it moves, while what its new owner depends on breaks', {
      'feeds/base/front.yaml': front('broken'),
    });
    await until(
      () =>
        bindingsOf('new').every(({ state }) => state === 'Waiting') &&
        bindingsOf('old').every(({ state }) => state === 'Soaked'),
      { timeoutMs: 10_000, describe },
    );
    // a restart prunes what the last process left
    await site.stopHeadwater();
    await site.start();
    await site.headwater().reconcile();
    expect(await uidsNow()).toEqual(uids);
    await site.push('mended', { 'feeds/base/front.yaml': front('2') });
    await site.settled();
    expect(await uidsNow()).toEqual(uids);
    expect(await deletes()).toEqual([]);
    await belongsTo('new');
  });

  it.each([
    ['renders with an error', { 'feeds/new/twice.yaml': configMap('beside', { v: '2' }) }],
    ['cannot be read', { 'feeds/new/moving.yaml': `${configMap('moving', { v: '1' })}  broken: [` }],
  ])('to a Subscription that %s is kept until that is mended', async (_what, bad) => {
    await site.copy.git('mv', 'feeds/old/moving.yaml', 'feeds/new/moving.yaml');
    await site.push('it moves', bad);
    await until(
      () =>
        bindingsOf('new').every(({ state }) => state === 'Invalid') &&
        bindingsOf('old').every(({ state }) => state === 'Soaked'),
      { timeoutMs: 10_000, describe },
    );
    await site.push('mended', {
      'feeds/new/twice.yaml': undefined,
      'feeds/new/moving.yaml': configMap('moving', { v: '1' }),
    });
    await site.settled();
    expect(await uidsNow()).toEqual(uids);
    expect(await deletes()).toEqual([]);
    await belongsTo('new');
  });

  it('from a Subscription that cannot be read is left to it, visibly, until that is mended', async () => {
    await site.copy.git('mv', 'feeds/old/moving.yaml', 'feeds/new/moving.yaml');
    await site.push('it moves', { 'feeds/old/other.yaml': 'a: [' });
    await until(
      () =>
        bindingsOf('old').every(({ state }) => state === 'Invalid') &&
        bindingsOf('new').every(({ reason }) =>
          reason.startsWith('DuplicateOwner: feeds/new/moving.yaml:1:1 ConfigMap default/moving'),
        ),
      { timeoutMs: 10_000, describe },
    );
    await site.push('mended', { 'feeds/old/other.yaml': configMap('other', { v: '1' }) });
    await site.settled();
    expect(await uidsNow()).toEqual(uids);
    expect(await deletes()).toEqual([]);
    await belongsTo('new');
  });

  it('from a Subscription that does not render is taken over all the same', async () => {
    await site.copy.git('mv', 'feeds/old/moving.yaml', 'feeds/new/moving.yaml');
    await site.push('it moves', {
      'feeds/old/twice.yaml': configMap('other', { v: '2' }),
      'feeds/new/moving.yaml': configMap('moving', { v: '2' }),
    });
    await until(async () => (await values()).every((value) => value === '2'), { timeoutMs: 5000, describe });
    expect(bindingsOf('old').map(({ state }) => state)).toEqual(['Invalid', 'Invalid']);
    await site.push('mended', { 'feeds/old/twice.yaml': undefined });
    await site.settled();
    expect(await uidsNow()).toEqual(uids);
    expect(await deletes()).toEqual([]);
    await belongsTo('new');
  });

  it('back and forth ends where git says, and is never deleted on the way', async () => {
    for (const [from, to] of [
      ['old', 'new'],
      ['new', 'old'],
      ['old', 'new'],
    ] as const) {
      await site.copy.git('mv', `feeds/${from}/moving.yaml`, `feeds/${to}/moving.yaml`);
      await site.push('it moves', {});
    }
    await site.settled();
    expect(await uidsNow()).toEqual(uids);
    expect(await deletes()).toEqual([]);
    await belongsTo('new');
  });

  it('with a Subscription that is renamed belongs to its successor, also after a restart', async () => {
    // pins come back in the order of their names: the one that git knows is neither the first nor the last
    for (const [round, successor] of ['a-successor', 'p-successor'].entries()) {
      const edited = `edited ${round}`;
      const arrived = (): Promise<void> =>
        until(async () => (await values()).every((value) => value === edited), { timeoutMs: 5000, describe });
      await site.push('another name', {
        'feeds/old/subscription.yaml': named(successor),
        'feeds/old/moving.yaml': configMap('moving', { v: edited }),
      });
      await arrived();
      if (round === 0) expect(await uidsNow()).toEqual(uids);
      expect(await deletes()).toEqual([]);
      // the old one is not in git, keeps its last pin, and must not take back what that declares
      await site.stopHeadwater();
      await kubectlText(site.fleet, 'west', ['delete', 'configmap', 'moving']);
      await site.start();
      await site.headwater().reconcile();
      await until(
        () =>
          bindingsOf(successor).every(
            ({ state, reason }) => ['Soaked', 'NoOp'].includes(state) && reason === '',
          ),
        { timeoutMs: 10_000, describe },
      );
      await arrived();
      await kubectlText(site.fleet, 'west', ['delete', 'configmap', 'moving']);
      await arrived();
      const approvals = bindingsOf('old').filter(({ reason }) => reason.startsWith('PruneNeedsApproval'));
      expect(approvals).toHaveLength(2);
    }
  });
});
