import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { EngineOptions } from '../../src/cluster/create-engine.ts';
import type { HealthReport } from '../../src/cluster/engine.ts';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import type { JsonObject } from '../../src/model/json.ts';
import {
  configMap,
  configMapPath,
  declared,
  isWrite,
  mergeEdit,
  openRig,
  ownedBy,
  type Rig,
  resultsOf,
  until,
  workOf,
} from './support/engine-rig.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

const guards = { maxDeletes: 20, protect: [] };

describeOnControlPlanes('the life of an engine', () => {
  let fleet: LocalFleet;
  const rigs: Rig[] = [];
  const rig = async (options: Partial<EngineOptions> = {}): Promise<Rig> => {
    const opened = await openRig(fleet, 'east', options);
    rigs.push(opened);
    return opened;
  };

  beforeAll(async () => {
    fleet = await startFleet({ clusters: ['east'], controllers: true, kubelet: true });
  });
  afterEach(async () => {
    for (const opened of rigs.splice(0)) await opened.close();
  });
  afterAll(async () => {
    await fleet?.stop();
  });

  it('finds after a restart what was edited and deleted meanwhile, and nothing else', async () => {
    const before = await rig();
    const names = ['down-edited', 'down-deleted', 'down-same'];
    const work = workOf(
      names.map((name) => declared(configMap(name, { v: 'ours' }))),
      { subscription: 'default/down' },
    );
    const owned = ownedBy(await before.apply(work), work);
    await before.edit(mergeEdit(configMapPath('down-edited'), { data: { v: 'foreign' } }));
    await before.edit({ method: 'DELETE', path: configMapPath('down-deleted') });

    const after = await rig();
    after.watch([{ ...work, owned }]);
    await until('both are told', () => after.drifts.length === 2);

    const told = after.drifts.map(({ id, cause }) => `${id.name} ${cause}`).sort();
    expect(told).toEqual(['down-deleted deleted', 'down-edited fields']);
    const healed = await after.engine.heal(work, work.state.objects, after.signal);
    expect(resultsOf(healed)).toEqual({
      'ConfigMap/down-edited': 'configured',
      'ConfigMap/down-deleted': 'created',
      'ConfigMap/down-same': 'skipped',
    });
  });

  it('goes on watching after its API server went away and came back', async () => {
    const site = await rig();
    const work = workOf([declared(configMap('outage', { v: 'ours' }))], { subscription: 'default/outage' });
    site.watch([work]);
    await site.apply(work);
    const cluster = fleet.clusters.get('east')!;

    await cluster.stop();
    const away = await site.apply(
      workOf([declared(configMap('outage', { v: '2' }))], {
        subscription: 'default/outage',
        epoch: 2,
      }),
    );
    expect(away.diagnostics).toMatchObject([{ code: 'ClusterUnreachable' }]);
    expect(resultsOf(away)).toEqual({ 'ConfigMap/outage': 'failed' });
    await cluster.start();

    await site.edit({ method: 'DELETE', path: configMapPath('outage') });
    const vanished = (): boolean => site.drifts.some(({ cause }) => cause === 'deleted');
    await until('the delete is told', vanished, 60_000);
  });

  it('writes nothing any more once another cluster answers', async () => {
    const site = await rig();
    const work = workOf([declared(configMap('swapped', { v: '1' }))], { subscription: 'default/swapped' });
    await site.apply(work);
    const real = site.api.request;
    site.api.request = async (request) => {
      const response = await real(request);
      if (!request.path.endsWith('/namespaces/kube-system')) return response;
      const body = JSON.parse(response.body);
      return {
        ...response,
        body: JSON.stringify({ ...body, metadata: { ...body.metadata, uid: 'another' } }),
      };
    };
    site.api.sent.length = 0;

    await expect(site.engine.connect(site.signal)).rejects.toMatchObject({
      diagnostic: { code: 'ClusterIdentityChanged' },
    });
    const next = workOf([declared(configMap('swapped', { v: '2' }))], {
      subscription: 'default/swapped',
      epoch: 2,
    });
    await expect(site.apply(next)).rejects.toMatchObject({ diagnostic: { code: 'ClusterIdentityChanged' } });

    expect(site.api.sent.filter(isWrite)).toEqual([]);
  });

  it('does not make an object anew in another cluster than the one it vanished from', async () => {
    const site = await rig();
    const work = workOf([declared(configMap('elsewhere', { v: '1' }))], {
      subscription: 'default/elsewhere',
    });
    site.watch([work]);
    await site.apply(work);
    await site.edit({ method: 'DELETE', path: configMapPath('elsewhere') });
    await until('the delete is told', () => site.drifts.some(({ cause }) => cause === 'deleted'));
    const real = site.api.request;
    site.api.request = async (request) => {
      const response = await real(request);
      return request.path.endsWith('/namespaces/kube-system')
        ? { ...response, body: JSON.stringify({ metadata: { uid: 'another' } }) }
        : response;
    };

    const report = await site.engine.heal(work, work.state.objects, site.signal);

    expect(report.diagnostics).toMatchObject([{ code: 'ClusterIdentityChanged' }]);
    expect((await site.ask({ method: 'GET', path: configMapPath('elsewhere') })).status).toBe(404);
  });

  const workload = (kind: 'Deployment' | 'Job', name: string, image: string): JsonObject => ({
    apiVersion: kind === 'Job' ? 'batch/v1' : 'apps/v1',
    kind,
    metadata: { name, namespace: 'default' },
    spec: {
      ...(kind === 'Deployment' && { replicas: 1, selector: { matchLabels: { app: name } } }),
      template: {
        metadata: { labels: { app: name } },
        spec: {
          containers: [{ name: 'main', image }],
          ...(kind === 'Job' && { restartPolicy: 'Never' }),
        },
      },
    },
  });

  it('reads the health of what has one until it is Current, and not again until it moves', async () => {
    const site = await rig();
    const objects = [
      declared(workload('Deployment', 'healthy', 'registry.test/front:1')),
      declared(configMap('healthless', {})),
    ];
    const work = workOf(objects, { subscription: 'default/healthy' });
    site.watch([work]);
    await site.apply(work);

    const state = async () => (await site.engine.health(work, site.signal)).state;
    await until('it is Current', async () => (await state()) === 'Current', 30_000);

    // its last status event may still be on its way
    await until('two looks in a row cost nothing', async () => {
      await state();
      site.api.sent.length = 0;
      await state();
      return site.api.sent.length === 0;
    });
    site.drifts.length = 0;
    await site.edit({
      method: 'PATCH',
      path: '/apis/apps/v1/namespaces/default/deployments/healthy/status',
      contentType: 'application/merge-patch+json',
      body: JSON.stringify({ status: { conditions: [{ type: 'X', status: 'True' }] } }),
    });
    await until('the status event is told', () => site.drifts.some(({ cause }) => cause === 'status'));
    await site.engine.health(work, site.signal);
    expect(site.api.sent.length).toBe(1);
  });

  it('says why an object is not healthy, with its source', async () => {
    const site = await rig();
    const work = workOf([declared(workload('Deployment', 'sick', 'registry.test/front:broken'))], {
      subscription: 'default/sick',
    });
    await site.apply(work);

    const report = await site.engine.health(work, site.signal);

    expect(report.state).toBe('InProgress');
    expect(report.diagnostics).toMatchObject([
      { code: 'NotHealthy', resource: { name: 'sick' }, source: { file: 'feeds/test/Deployment-sick.yaml' } },
    ]);
  });

  it('does not run a Job again that ended and was cleaned up', async () => {
    const site = await rig();
    const job = declared(workload('Job', 'once', 'registry.test/job:1'));
    const work = workOf([job], { subscription: 'default/once' });
    site.watch([work]);
    await site.apply(work);
    let health: HealthReport = { state: 'InProgress', diagnostics: [] };
    const ended = async (): Promise<boolean> => {
      health = await site.engine.health(work, site.signal);
      return health.state === 'Current' && health.owned !== undefined;
    };
    await until('the Job has ended', ended, 30_000);
    expect(health).toMatchObject({ state: 'Current', owned: [{ owned: { completed: true } }] });

    await site.edit({
      method: 'DELETE',
      path: '/apis/batch/v1/namespaces/default/jobs/once?propagationPolicy=Background',
    });
    const again = workOf([job, declared(configMap('after-job', {}))], {
      subscription: 'default/once',
      epoch: 2,
    });
    const gone = async (): Promise<boolean> =>
      (await site.ask({ method: 'GET', path: '/apis/batch/v1/namespaces/default/jobs/once' })).status === 404;
    await until('the Job is gone', gone);
    site.watch([again]);
    await until('the engine has seen it', async () => {
      const { state } = await site.engine.health(again, site.signal);
      return state === 'Current';
    });
    const report = await site.apply(again);

    expect(resultsOf(report)).toEqual({ 'Job/once': 'skipped', 'ConfigMap/after-job': 'created' });
    expect(site.drifts.filter(({ cause }) => cause === 'deleted')).toEqual([]);

    // a restart that kept the record does not run it either
    const owned = new Map([[job.key, health.owned![0]!.owned!]]);
    const restarted = await rig();
    const third = await restarted.apply({ ...again, owned });
    expect(resultsOf(third)['Job/once']).toBe('skipped');
  });

  it('backs off from a fight, and names the other side', async () => {
    const site = await rig();
    const work = workOf([declared(configMap('fought', { v: 'ours' }))], { subscription: 'default/fought' });
    site.watch([work]);
    await site.apply(work);
    const heal = async () => {
      const told = site.drifts.length;
      await site.edit(mergeEdit(configMapPath('fought'), { data: { v: 'theirs' } }, 'stubborn'));
      await until('drift is told', () => site.drifts.length > told, 10_000);
      return site.engine.heal(work, work.state.objects, site.signal);
    };

    const reports = [];
    for (let count = 0; count < 6; count += 1) reports.push(await heal());
    const codes = reports.map(({ diagnostics }) => diagnostics.map(({ code }) => code));
    expect(codes).toEqual([[], [], [], [], [], ['FightDetected']]);
    expect(reports[5]?.diagnostics[0]?.message).toContain('stubborn');

    const start = performance.now();
    await heal();
    expect(performance.now() - start).toBeGreaterThan(900);
  });

  it('orphans instead of deleting where the Subscription says so', async () => {
    const site = await rig();
    const options = { subscription: 'default/orphan', policy: { deletionPolicy: 'Orphan' as const } };
    await site.apply(workOf([declared(configMap('orphan', { v: '1' }))], options));
    const next = workOf([], { ...options, epoch: 2 });
    await site.apply(next);

    const report = await site.engine.prune(next, guards, site.signal);

    expect(report).toMatchObject({ deleted: [], kept: [], diagnostics: [] });
    const live = await site.edit({ method: 'GET', path: configMapPath('orphan') });
    expect(live.metadata as JsonObject).not.toHaveProperty('labels');
  });

  it('starts a wave only when the one before it is healthy, where that is asked for', async () => {
    const site = await rig();
    const objects = [
      declared(workload('Deployment', 'first-wave', 'registry.test/front:1')),
      declared(configMap('second-wave', {}), { wave: 1 }),
    ];
    const order: string[] = [];
    site.api.after = ({ method, path }, { status }) => {
      if (method === 'PATCH') order.push(path.includes('second-wave') ? 'second' : 'first');
      if (method === 'GET' && path.includes('first-wave') && status === 200) order.push('look');
    };

    const report = await site.apply(
      workOf(objects, { subscription: 'default/waves', policy: { waitForWaves: true } }),
    );

    expect(report.diagnostics).toEqual([]);
    expect(order[0]).toBe('first');
    expect(order.at(-1)).toBe('second');
    expect(order.filter((step) => step === 'look').length).toBeGreaterThan(0);
  });

  it('deletes custom resources before their CRD', async () => {
    const site = await rig();
    const definition = declared({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'tools.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'tools', singular: 'tool', kind: 'Tool', listKind: 'ToolList' },
        versions: [
          { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
        ],
      },
    });
    const tool = declared({
      apiVersion: 'example.com/v1',
      kind: 'Tool',
      metadata: { name: 't', namespace: 'default' },
    });
    const options = { subscription: 'default/tools' };
    await site.apply(workOf([definition, tool], options));
    const next = workOf([], { ...options, epoch: 2 });
    await site.apply(next);
    site.api.sent.length = 0;

    const report = await site.engine.prune(next, guards, site.signal);

    expect(report.diagnostics).toEqual([]);
    const deletes = site.api.sent.filter(({ method }) => method === 'DELETE').map(({ path }) => path);
    // the CRD's status moved since it was listed: its first DELETE was refused, and sent again
    expect([...new Set(deletes)]).toEqual([
      '/apis/example.com/v1/namespaces/default/tools/t',
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/tools.example.com',
    ]);
  });
});
