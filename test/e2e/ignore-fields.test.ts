import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { mediaTypes } from '../../src/cluster/api.ts';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import type { DesiredObject } from '../../src/model/desired.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { describeOnFleets } from './support/describe-on-fleets.ts';
import { declared, isWrite, mergeEdit, openRig, type Rig, until, workOf } from './support/engine-rig.ts';

const path = '/apis/apps/v1/namespaces/default/deployments/left';

const left = (spec: JsonObject, ignoreFields: readonly string[] | null = ['/spec/replicas']): DesiredObject =>
  declared(
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'left', namespace: 'default' },
      spec: {
        selector: { matchLabels: { app: 'left' } },
        template: {
          metadata: { labels: { app: 'left' } },
          spec: { containers: [{ name: 'main', image: 'registry.test/left:1' }] },
        },
        ...spec,
      },
    },
    { policy: ignoreFields ? { ignoreFields } : {} },
  );

describeOnFleets('fields left to others', (startFleet) => {
  let fleet: LocalFleet;
  let site: Rig;
  let subscription: string;

  beforeEach(({ task }) => {
    // the parent of a Subscription remembers its epoch from test to test
    subscription = `default/${task.id}`;
  });
  beforeAll(async () => {
    fleet = await startFleet({ clusters: ['east'] });
  });
  afterEach(async () => {
    await site?.ask({ method: 'DELETE', path });
    await site?.close();
  });
  afterAll(async () => {
    await fleet?.stop();
  });

  const live = async (): Promise<{ replicas: number; minReadySeconds?: number; paused?: boolean }> => {
    const object = await site.edit({ method: 'GET', path });
    return object.spec as never;
  };
  /** As an autoscaler does it: through the scale subresource, under its own name. */
  const scale = (replicas: number, manager = 'autoscaler') =>
    site.edit({
      method: 'PATCH',
      path: `${path}/scale?fieldManager=${manager}`,
      contentType: mediaTypes.mergePatch,
      body: JSON.stringify({ spec: { replicas } }),
    });
  const ownersOfReplicas = async (): Promise<readonly string[]> => {
    const { managedFields } = (await site.edit({ method: 'GET', path })).metadata as {
      managedFields: { manager: string; fieldsV1: { 'f:spec'?: object } }[];
    };
    return managedFields
      .filter(({ fieldsV1 }) => fieldsV1['f:spec'] && 'f:replicas' in fieldsV1['f:spec'])
      .map(({ manager }) => manager);
  };
  const install = async (object = left({ replicas: 2 })) => {
    site = await openRig(fleet, 'east');
    const work = workOf([object], { subscription });
    const report = await site.apply(work);
    expect(report.diagnostics).toEqual([]);
    return work;
  };

  it('start with our value', async () => {
    await install();

    expect(await live()).toMatchObject({ replicas: 2 });
    expect(await ownersOfReplicas()).toEqual(['headwater']);
  });

  it('keep what another manager made of them, over a change of another field', async () => {
    await install();
    await scale(7);
    const next = workOf([left({ replicas: 2, minReadySeconds: 3 })], { subscription, epoch: 2 });

    const report = await site.apply(next);

    expect(report).toMatchObject({ diagnostics: [], outcomes: [{ result: 'configured' }] });
    expect(await live()).toMatchObject({ replicas: 7, minReadySeconds: 3 });
    expect(await ownersOfReplicas()).toEqual(['autoscaler']);
    expect((await site.apply(next)).outcomes).toMatchObject([{ result: 'skipped' }]);
  });

  it('are no drift when another manager takes them, and keep its value over a heal of another field', async () => {
    const work = await install();
    site.watch([work]);

    for (const replicas of [7, 8, 9]) await scale(replicas);
    await site.edit(
      mergeEdit(path, { spec: { template: { metadata: { labels: { app: 'left', x: 'y' } } } } }),
    );
    await site.edit(mergeEdit(path, { metadata: { labels: { 'headwater.dev/fleet': 'other' } } }));
    await until('the last edit is told', () => site.drifts.some(({ cause }) => cause !== 'status'));

    // events come in order: the scales before it were none
    expect(site.drifts.filter(({ cause }) => cause !== 'status')).toHaveLength(1);
    const healed = await site.engine.heal(work, work.state.objects, site.signal);
    expect(healed).toMatchObject({ diagnostics: [], outcomes: [{ result: 'configured' }] });
    expect(await live()).toMatchObject({ replicas: 9 });
    expect(await ownersOfReplicas()).toEqual(['autoscaler']);
  });

  it('cost no request when another manager takes them and git says nothing new', async () => {
    const work = await install();
    site.watch([work]);
    await scale(7);
    await site.edit(mergeEdit(path, { metadata: { annotations: { seen: 'yes' } } }));
    await until('the scale is seen', async () => {
      const { outcomes } = await site.apply(work);
      return outcomes[0]?.result === 'skipped';
    });
    site.api.sent.length = 0;

    const report = await site.apply(work);

    expect(report).toMatchObject({ diagnostics: [], outcomes: [{ result: 'skipped' }] });
    expect(site.api.sent.filter((sent) => sent.path.startsWith(path))).toEqual([]);
  });

  it('a restart that knows nothing sends an apply that changes nothing, and fights nobody', async () => {
    const work = await install();
    await scale(7);
    const before = await site.edit({ method: 'GET', path });
    await site.close();
    site = await openRig(fleet, 'east');

    const report = await site.apply(work);

    expect(report).toMatchObject({ diagnostics: [], outcomes: [{ result: 'unchanged' }] });
    const after = await site.edit({ method: 'GET', path });
    expect((after.metadata as JsonObject).resourceVersion).toBe(
      (before.metadata as JsonObject).resourceVersion,
    );
  });

  it('keep their live value when the other manager is gone: they do not fall to the default', async () => {
    await install();
    await scale(7);
    await site.apply(workOf([left({ replicas: 2, minReadySeconds: 3 })], { subscription, epoch: 2 }));
    const object = await site.edit({ method: 'GET', path });
    const entries = (object.metadata as { managedFields: JsonObject[] }).managedFields;
    const kept = entries.filter(({ manager }) => manager !== 'autoscaler');
    await site.edit(mergeEdit(path, { metadata: { managedFields: kept } }));

    await site.apply(workOf([left({ replicas: 2, minReadySeconds: 4 })], { subscription, epoch: 3 }));

    expect(await live()).toMatchObject({ replicas: 7, minReadySeconds: 4 });
    expect(await ownersOfReplicas()).toEqual(['headwater']);
    await site.apply(workOf([left({ minReadySeconds: 5 })], { subscription, epoch: 4 }));
    expect(await live()).toMatchObject({ replicas: 7, minReadySeconds: 5 });
  });

  it('are read again where the object changes between the read and the apply', async () => {
    await install();
    let scaled = false;
    site.api.after = async ({ method, path: asked, accept }) => {
      if (scaled || method !== 'GET' || asked !== path || accept !== mediaTypes.json) return;
      scaled = true;
      await scale(7);
    };

    const next = workOf([left({ replicas: 2, minReadySeconds: 3 })], { subscription, epoch: 2 });
    const report = await site.apply(next);

    expect(scaled).toBe(true);
    expect(report).toMatchObject({ diagnostics: [], outcomes: [{ result: 'configured' }] });
    expect(site.api.sent.some(({ method, status }) => method === 'PATCH' && status === 409)).toBe(true);
    expect(await live()).toMatchObject({ replicas: 7, minReadySeconds: 3 });
  });

  it('are kept over an adoption', async () => {
    site = await openRig(fleet, 'east');
    await site.edit({
      method: 'POST',
      path: '/apis/apps/v1/namespaces/default/deployments?fieldManager=kubectl-client-side-apply',
      contentType: mediaTypes.json,
      body: JSON.stringify(left({ replicas: 1 }).object),
    });
    await scale(6);

    const report = await site.apply(workOf([left({ replicas: 2 })], { subscription }));

    expect(report.diagnostics).toEqual([]);
    expect(await live()).toMatchObject({ replicas: 6 });
    expect(await ownersOfReplicas()).toEqual(['autoscaler']);
  });

  it('cost one read, and an object without them none', async () => {
    await install();
    site.api.sent.length = 0;
    await site.apply(workOf([left({ replicas: 2, minReadySeconds: 3 })], { subscription, epoch: 2 }));
    const withThem = site.api.sent.filter((sent) => sent.path.startsWith(path));
    site.api.sent.length = 0;
    await site.apply(workOf([left({ replicas: 2, minReadySeconds: 4 }, null)], { subscription, epoch: 3 }));
    const without = site.api.sent.filter((sent) => sent.path.startsWith(path));

    expect(withThem.map(({ method }) => method)).toEqual(['GET', 'PATCH']);
    expect(without.map(({ method }) => method)).toEqual(['PATCH']);
    expect(without.every(isWrite)).toBe(true);
  });
});
