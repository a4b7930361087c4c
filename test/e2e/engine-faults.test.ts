import { afterAll, beforeAll, expect, it } from 'vitest';
import { type FaultPoint, faultPoints } from '../../src/cluster/apply/fault-point.ts';
import type { BindingWork, OwnedRecord } from '../../src/cluster/engine.ts';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { configMap, declared, isWrite, openRig, ownedBy, type Rig, workOf } from './support/engine-rig.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

const guards = { maxDeletes: 20, protect: ['Namespace', 'CustomResourceDefinition'] };

/** One story that passes every fault point; each case has its own names. */
const storyOf = (index: number) => {
  const space = `story-${index}`;
  const subscription = `default/${space}`;
  const map = (name: string, value: string, namespace = space): JsonObject =>
    configMap(name, { v: value }, namespace);
  const stone = (value: string) =>
    declared({ ...map('stone', value), immutable: true }, { policy: { replace: true } });
  const definition = declared({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `things.story${index}.example.com` },
    spec: {
      group: `story${index}.example.com`,
      scope: 'Namespaced',
      names: { plural: 'things', singular: 'thing', kind: 'Thing', listKind: 'ThingList' },
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
      ],
    },
  });
  const policy = { createNamespace: true };
  // a kind that the second pin has none of, so that its prune narrows the parent
  const leaves = declared({
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: 'leaves', namespace: space },
  });
  const first = workOf([declared(map('stays', '1')), stone('1'), leaves], {
    subscription,
    policy,
  });
  const second = workOf(
    [
      declared(map('stays', '2')),
      stone('2'),
      declared(map('adopted', '2')),
      declared(map('new', '2', `${space}-new`), { wave: 1 }),
      definition,
    ],
    { subscription, policy, epoch: 2 },
  );
  return { space, subscription, first, second };
};

type Story = ReturnType<typeof storyOf>;

describeOnControlPlanes('a crash at every await of apply, prune and release', () => {
  let fleet: LocalFleet;

  beforeAll(async () => {
    fleet = await startFleet({ clusters: ['east'] });
  });
  afterAll(async () => {
    await fleet?.stop();
  });

  /** What stands before the crash: the first pin, and an object of the second that somebody made by hand. */
  const arrange = async (story: Story): Promise<ReadonlyMap<string, OwnedRecord>> => {
    const site = await openRig(fleet, 'east');
    const report = await site.apply(story.first);
    expect(report.diagnostics).toEqual([]);
    await site.edit({
      method: 'POST',
      path: `/api/v1/namespaces/${story.space}/configmaps?fieldManager=kubectl-create`,
      body: JSON.stringify(configMap('adopted', { v: 'by hand', extra: 'by hand' }, story.space)),
    });
    await site.close();
    return ownedBy(report, story.first);
  };

  /** Runs until the point is reached, and leaves the engine there for good, as a killed process would. */
  const crashAt = async (point: FaultPoint, run: (site: Rig) => Promise<unknown>): Promise<boolean> => {
    const { promise: crashed, resolve } = Promise.withResolvers<boolean>();
    const site = await openRig(fleet, 'east', {
      faults: (reached) => {
        if (reached !== point) return undefined;
        resolve(true);
        return new Promise(() => undefined);
      },
    });
    // what is left of the run ends with the connection; nobody is there to hear of it
    const ended = run(site).then(
      () => false,
      () => false,
    );
    const reached = await Promise.race([crashed, ended]);
    await site.close();
    return reached;
  };

  const labelled = async (site: Rig, story: Story): Promise<Readonly<Record<string, JsonObject>>> => {
    const selector = 'labelSelector=headwater.dev%2Ffleet%3Dtest-fleet';
    const list = await site.edit({ method: 'GET', path: `/api/v1/configmaps?${selector}` });
    const items = (list.items as JsonObject[]).filter((item) =>
      String((item.metadata as JsonObject).namespace).startsWith(`${story.space}`),
    );
    const mine = items.filter(({ metadata }) =>
      [story.space, `${story.space}-new`].includes(String((metadata as JsonObject).namespace)),
    );
    return Object.fromEntries(
      mine.map((item) => [String((item.metadata as JsonObject).name), item.data as JsonObject]),
    );
  };

  const finish = async (site: Rig, work: BindingWork): Promise<void> => {
    const report = await site.apply(work);
    expect(report.diagnostics).toEqual([]);
    const pruned = await site.engine.prune(work, guards, site.signal);
    expect(pruned.diagnostics).toEqual([]);
  };

  // the namespace of the parents is made once a cluster: crash.test.ts has these two
  const elsewhere: ReadonlySet<FaultPoint> = new Set(['home.create', 'home.created']);
  for (const [index, point] of faultPoints.entries()) {
    if (elsewhere.has(point)) continue;
    const releases = point.startsWith('release.');
    it(`ends right after a crash at ${point}`, async () => {
      const story = storyOf(index);
      const owned = await arrange(story);
      const crashed = { ...story.second, owned };

      const reached = await crashAt(point, async (site) => {
        await site.apply(crashed);
        await site.engine.prune(crashed, guards, site.signal);
        if (point.startsWith('heal.')) await site.engine.heal(crashed, crashed.state.objects, site.signal);
        if (releases) await site.engine.release(story.subscription, site.signal);
      });
      expect(reached).toBe(true);

      const site = await openRig(fleet, 'east');
      if (releases) {
        const report = await site.engine.release(story.subscription, site.signal);
        expect(report).toEqual({ deleted: [], kept: [], diagnostics: [] });
        expect(await labelled(site, story)).toEqual({});
        const stays = await site.ask({
          method: 'GET',
          path: `/api/v1/namespaces/${story.space}/configmaps/stays`,
        });
        expect(stays.status).toBe(200);
      } else {
        await finish(site, crashed);
        const left = `/api/v1/namespaces/${story.space}/serviceaccounts/leaves`;
        expect((await site.ask({ method: 'GET', path: left })).status).toBe(404);
        const right = { v: '2' };
        expect(await labelled(site, story)).toEqual({
          stays: right,
          stone: right,
          adopted: right,
          new: right,
        });
        // and nothing more is to be done
        site.api.sent.length = 0;
        await finish(site, story.second);
        expect(site.api.sent.filter(isWrite)).toEqual([]);
      }
      await site.close();
    });
  }
});
