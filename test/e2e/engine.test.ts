import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import type { EngineOptions } from '../../src/cluster/create-engine.ts';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import { startFleet } from '../../src/demo/control-plane/local-fleet.ts';
import {
  configMap,
  configMapPath,
  declared,
  isList,
  isWrite,
  openRig,
  ownedBy,
  type Rig,
  resultsOf,
  workOf,
} from './support/engine-rig.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

describeOnControlPlanes('the engine on a real API server', () => {
  let fleet: LocalFleet;
  const rigs: Rig[] = [];
  const rig = async (options: Partial<EngineOptions> = {}): Promise<Rig> => {
    const opened = await openRig(fleet, 'east', options);
    rigs.push(opened);
    return opened;
  };

  beforeAll(async () => {
    fleet = await startFleet({ clusters: ['east'] });
  });
  afterEach(async () => {
    for (const opened of rigs.splice(0)) await opened.close();
  });
  afterAll(async () => {
    await fleet?.stop();
  });

  const unit = (name: string, value: string) => [
    declared(configMap(`${name}-a`, { k: value })),
    declared(configMap(`${name}-b`, { k: value })),
    declared({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `${name}-s`, namespace: 'default' },
      data: { k: Buffer.from(value).toString('base64') },
    }),
    declared({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { name: `${name}-sa`, namespace: 'default', annotations: { v: value } },
    }),
  ];

  it('installs a unit of four objects with five requests, one LIST a kind, and nothing the second time', async () => {
    const { api, apply } = await rig();
    const first = workOf(unit('first', '1'), { subscription: 'default/first' });
    await apply(first);
    api.sent.length = 0;
    const works = Array.from({ length: 20 }, (_, index) =>
      workOf(unit(`u${index}`, '1'), { subscription: `default/u${index}` }),
    );

    const reports = await Promise.all(works.map(apply));

    expect(reports.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
    expect(new Set(reports.flatMap(({ outcomes }) => outcomes.map(({ result }) => result)))).toEqual(
      new Set(['created']),
    );
    expect(api.sent.filter(isWrite)).toHaveLength(5 * works.length);
    expect(api.sent.filter((sent) => !isWrite(sent))).toEqual([]);

    api.sent.length = 0;
    const again = await Promise.all(works.map(apply));
    expect(api.sent).toEqual([]);
    expect(again.every(({ outcomes }) => outcomes.every(({ result }) => result === 'skipped'))).toBe(true);

    const changed = works.map(({ subscription }, index) =>
      workOf(unit(`u${index}`, '2'), { subscription, epoch: 2 }),
    );
    const changes = await Promise.all(changed.map(apply));
    expect(api.sent).toHaveLength(5 * works.length);
    expect(changes.flatMap(({ outcomes }) => outcomes).every(({ result }) => result === 'configured')).toBe(
      true,
    );

    // a restart: another process with the records of the first
    const restarted = await rig();
    restarted.api.sent.length = 0;
    for (const [index, work] of changed.entries())
      await restarted.apply({ ...work, owned: ownedBy(changes[index]!, work) });
    expect(restarted.api.sent.filter(isWrite)).toEqual([]);
    expect(restarted.api.sent.filter(isList)).toHaveLength(3);

    // a restart without them: one apply each, which moves nothing
    const amnesiac = await rig();
    const lost = await Promise.all(changed.map(amnesiac.apply));
    expect(lost.flatMap(({ outcomes }) => outcomes).every(({ result }) => result === 'unchanged')).toBe(true);
  });

  it('adopts nothing that another owner marks, and names the owner', async () => {
    const { apply, edit } = await rig();
    const path = '/api/v1/namespaces/default/configmaps';
    await edit({
      method: 'POST',
      path,
      body: JSON.stringify({
        ...configMap('helms', { k: 'theirs' }),
        metadata: {
          name: 'helms',
          labels: { 'app.kubernetes.io/managed-by': 'Helm' },
          annotations: { 'meta.helm.sh/release-name': 'r', 'meta.helm.sh/release-namespace': 'n' },
        },
      }),
    });
    const work = workOf([declared(configMap('helms', { k: 'ours' }))], { subscription: 'default/helms' });

    const report = await apply(work);

    expect(resultsOf(report)).toEqual({ 'ConfigMap/helms': 'failed' });
    expect(report.diagnostics).toMatchObject([
      { code: 'NotOurs', resource: { name: 'helms' }, source: { file: 'feeds/test/ConfigMap-helms.yaml' } },
    ]);
    const live = await edit({ method: 'GET', path: configMapPath('helms') });
    expect(live.data).toEqual({ k: 'theirs' });
  });
});
