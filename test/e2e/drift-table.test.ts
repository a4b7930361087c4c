import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type ApiRequest, mediaTypes } from '../../src/cluster/api.ts';
import type { LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import type { JsonObject } from '../../src/model/json.ts';
import { describeOnFleets } from './support/describe-on-fleets.ts';
import {
  configMap,
  configMapPath,
  declared,
  mergeEdit,
  openRig,
  type Rig,
  until,
  workOf,
} from './support/engine-rig.ts';

const deploymentPath = '/apis/apps/v1/namespaces/default/deployments/front';

/** What is declared: everything that the rows below change. */
const front: JsonObject = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: {
    name: 'front',
    namespace: 'default',
    labels: { app: 'front', team: 'shop' },
    annotations: { note: 'ours' },
  },
  spec: {
    replicas: 2,
    selector: { matchLabels: { app: 'front' } },
    template: {
      metadata: { labels: { app: 'front' } },
      spec: {
        containers: [
          {
            name: 'main',
            image: 'registry.test/front:1',
            args: ['--one', '--two'],
            env: [
              { name: 'A', value: '1' },
              { name: 'B', value: '2' },
            ],
            resources: { requests: { cpu: '1000m' }, limits: { memory: '64Mi' } },
          },
        ],
        initContainers: [
          { name: 'first', image: 'registry.test/init:1' },
          { name: 'second', image: 'registry.test/init:1' },
        ],
      },
    },
  },
};

type Edit = (live: JsonObject) => ApiRequest | readonly ApiRequest[];

const send = (contentType: string, body: JsonObject | readonly JsonObject[], manager = 'kubectl-edit') => ({
  method: 'PATCH' as const,
  path: `${deploymentPath}?fieldManager=${manager}`,
  contentType,
  body: JSON.stringify(body),
});
const merge =
  (body: JsonObject): Edit =>
  () =>
    send(mediaTypes.mergePatch, body);
const strategic =
  (body: JsonObject): Edit =>
  () =>
    send(mediaTypes.strategicPatch, body);
const jsonPatch =
  (...operations: JsonObject[]): Edit =>
  () =>
    send(mediaTypes.jsonPatch, operations);
const container = (fields: JsonObject): JsonObject => ({
  spec: { template: { spec: { containers: [{ name: 'main', ...fields }] } } },
});
const put =
  (change: (live: JsonObject) => JsonObject, manager = 'kubectl-replace'): Edit =>
  (live) => ({
    method: 'PUT',
    path: `${deploymentPath}?fieldManager=${manager}`,
    body: JSON.stringify(change(live)),
  });
const apply = (body: JsonObject, manager: string): ApiRequest => ({
  method: 'PATCH',
  path: `${deploymentPath}?fieldManager=${manager}&force=true`,
  contentType: mediaTypes.apply,
  body: JSON.stringify({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'front' }, ...body }),
});
const inSpec =
  (fields: JsonObject) =>
  (live: JsonObject): JsonObject => ({
    ...live,
    spec: { ...(live.spec as JsonObject), ...fields },
  });
const podOf = (live: JsonObject): JsonObject =>
  ((live.spec as JsonObject).template as JsonObject).spec as JsonObject;
const containersOf = (live: JsonObject): readonly JsonObject[] => podOf(live).containers as JsonObject[];
const inPod =
  (fields: JsonObject) =>
  (live: JsonObject): JsonObject => {
    const template = (live.spec as JsonObject).template as JsonObject;
    return inSpec({ template: { ...template, spec: { ...podOf(live), ...fields } } })(live);
  };
const main = '/spec/template/spec/containers/0';

/** Which rows the table of the reference has; each is one edit by somebody else of what we applied. */
const seen: readonly (readonly [string, Edit])[] = [
  ['PUT that changes replicas', put(inSpec({ replicas: 7 }))],
  ['merge patch that changes replicas', merge({ spec: { replicas: 7 } })],
  ['JSON patch that changes replicas', jsonPatch({ op: 'replace', path: '/spec/replicas', value: 7 })],
  ['strategic patch that changes the image', strategic(container({ image: 'registry.test/front:evil' }))],
  ['merge patch of a label of ours', merge({ metadata: { labels: { team: 'other' } } })],
  ['merge patch of an annotation of ours', merge({ metadata: { annotations: { note: 'theirs' } } })],
  ['strategic patch of an env value', strategic(container({ env: [{ name: 'A', value: '9' }] }))],
  ['a change of an atomic list', strategic(container({ args: ['--three'] }))],
  ['a change of a quantity', strategic(container({ resources: { requests: { cpu: '2' } } }))],
  ['removal of a label', merge({ metadata: { labels: { team: null } } })],
  ['removal of an env item', jsonPatch({ op: 'remove', path: `${main}/env/1` })],
  ['removal of limits', jsonPatch({ op: 'remove', path: `${main}/resources/limits` })],
  [
    'the scale subresource',
    () => ({
      method: 'PATCH',
      path: `${deploymentPath}/scale?fieldManager=hpa`,
      contentType: mediaTypes.mergePatch,
      body: JSON.stringify({ spec: { replicas: 9 } }),
    }),
  ],
  ['a forced apply by another manager', () => apply({ spec: { replicas: 4 } }, 'somebody')],
  ['managedFields wiped', jsonPatch({ op: 'replace', path: '/metadata/managedFields', value: [{}] })],
  ["a PUT under our own manager's name", put(inSpec({ replicas: 8 }), 'headwater')],
  [
    'set and set back (the field is no longer ours)',
    () => [
      send(mediaTypes.mergePatch, { spec: { replicas: 6 } }),
      send(mediaTypes.mergePatch, { spec: { replicas: 2 } }),
    ],
  ],
];

const unseen: readonly (readonly [string, Edit])[] = [
  ['a PUT without change', put((live) => live)],
  ['a label added by others', merge({ metadata: { labels: { extra: 'x' } } })],
  ['an annotation added by others', merge({ metadata: { annotations: { extra: 'x' } } })],
  ['an env item added by others', strategic(container({ env: [{ name: 'C', value: '3' }] }))],
  [
    'a sidecar added by others',
    strategic({
      spec: { template: { spec: { containers: [{ name: 'sidecar', image: 'registry.test/mesh:1' }] } } },
    }),
  ],
  ['the same quantity in another spelling', strategic(container({ resources: { requests: { cpu: '1' } } }))],
  [
    'a status update',
    () => ({
      method: 'PATCH',
      path: `${deploymentPath}/status?fieldManager=deployment-controller`,
      contentType: mediaTypes.mergePatch,
      body: JSON.stringify({ status: { observedGeneration: 1, replicas: 2 } }),
    }),
  ],
  ['another manager applying the same value', () => apply({ spec: { replicas: 2 } }, 'somebody')],
  ['a defaulted field changed by others', merge({ spec: { minReadySeconds: 3 } })],
  // known misses: managedFields does not track the order inside a keyed list
  [
    'the order of env, which managedFields cannot tell',
    put((live) => {
      const container = containersOf(live)[0] as JsonObject;
      const env = (container.env as JsonObject[]).toReversed();
      return inPod({ containers: [{ ...container, env }] })(live);
    }),
  ],
  [
    'the order of initContainers, which managedFields cannot tell',
    put((live) => {
      const initContainers = (podOf(live).initContainers as JsonObject[]).toReversed();
      return inPod({ initContainers })(live);
    }),
  ],
];

describeOnFleets('the drift table', (startFleet) => {
  let fleet: LocalFleet;
  let site: Rig;
  const work = workOf([declared(front)], { subscription: 'default/front' });
  beforeAll(async () => {
    fleet = await startFleet({ clusters: ['east'] });
  });
  afterEach(async () => {
    await site?.close();
  });
  afterAll(async () => {
    await fleet?.stop();
  });

  /** A fresh object of ours, watched. */
  const arrange = async (): Promise<JsonObject> => {
    site = await openRig(fleet, 'east');
    await site.ask({ method: 'DELETE', path: deploymentPath });
    site.watch([work]);
    const report = await site.apply(work);
    expect(report.diagnostics).toEqual([]);
    return site.edit({ method: 'GET', path: deploymentPath });
  };

  const edit = async (make: Edit, live: JsonObject): Promise<void> => {
    const requests = make(live);
    for (const request of Array.isArray(requests) ? requests : [requests]) await site.edit(request);
  };
  const fieldDrifts = () => site.drifts.filter(({ cause }) => cause !== 'status');

  for (const [name, make] of seen) {
    it(`sees and heals: ${name}`, async () => {
      const live = await arrange();

      await edit(make, live);
      await until('drift is told', () => fieldDrifts().length > 0);

      const healed = await site.engine.heal(work, work.state.objects, site.signal);
      expect(healed.diagnostics).toEqual([]);
      const after = await site.edit({ method: 'GET', path: deploymentPath });
      expect((after.spec as JsonObject).replicas).toBe(2);
      expect((after.metadata as JsonObject).labels).toMatchObject({ team: 'shop' });
      // and it is ours again: a second look finds nothing to do
      const again = await site.apply(work);
      expect(again.outcomes).toMatchObject([{ result: 'skipped' }]);
    });
  }

  /** Events come in order: when this last edit is seen, all before it were, and this is the only drift. */
  const expectNoOtherDrift = async (): Promise<void> => {
    const last = { metadata: { annotations: { note: 'end' } } };
    await site.edit(send(mediaTypes.mergePatch, last, 'the-end'));
    await until('the last edit is seen', () => fieldDrifts().length > 0);
    expect(fieldDrifts()).toMatchObject([{ cause: 'fields', manager: 'the-end' }]);
  };

  for (const [name, make] of unseen) {
    it(`leaves alone: ${name}`, async () => {
      const live = await arrange();

      await edit(make, live);

      await expectNoOtherDrift();
    });
  }

  it('leaves alone: our own apply sent again, which moves nothing', async () => {
    const live = await arrange();
    const lost = await openRig(fleet, 'east');

    const report = await lost.apply(work);

    await lost.close();
    expect(report.outcomes).toMatchObject([{ result: 'unchanged' }]);
    const after = await site.edit({ method: 'GET', path: deploymentPath });
    expect((after.metadata as JsonObject).resourceVersion).toBe(
      (live.metadata as JsonObject).resourceVersion,
    );
    await expectNoOtherDrift();
  });

  /** What our entry would hold, sent by somebody who uses our name, with another image. */
  const impostor = (live: JsonObject): ApiRequest => {
    const { labels, annotations } = live.metadata as JsonObject;
    const spec = front.spec as JsonObject;
    const container = containersOf(front)[0] as JsonObject;
    const containers = [{ ...container, image: 'registry.test/front:impostor' }];
    const template = spec.template as JsonObject;
    const pod = { ...(template.spec as JsonObject), containers };
    return apply(
      {
        metadata: { name: 'front', labels: labels ?? {}, annotations: annotations ?? {} },
        spec: { ...spec, template: { ...template, spec: pod } },
      },
      'headwater',
    );
  };
  const imageOf = (live: JsonObject): unknown => containersOf(live)[0]?.image;

  it("sees and heals: an apply under our own manager's name with the same fields and other values", async () => {
    const live = await arrange();
    const second = Math.floor(Date.now() / 1000);
    await until('the next second', () => Math.floor(Date.now() / 1000) > second + 1);

    await site.edit(impostor(live));
    await until('drift is told', () => fieldDrifts().length > 0);

    await site.engine.heal(work, work.state.objects, site.signal);
    expect(imageOf(await site.edit({ method: 'GET', path: deploymentPath }))).toBe('registry.test/front:1');
  });

  it('cannot see: the same within the second of our own apply', async () => {
    const timeOf = (live: JsonObject): unknown =>
      ((live.metadata as JsonObject).managedFields as JsonObject[]).find(
        ({ manager, operation }) => manager === 'headwater' && operation === 'Apply',
      )?.time;
    let live = await arrange();
    let after = await site.edit(impostor(live));
    for (let attempt = 0; timeOf(after) !== timeOf(live) && attempt < 10; attempt += 1) {
      await site.close();
      live = await arrange();
      after = await site.edit(impostor(live));
    }
    expect(timeOf(after)).toBe(timeOf(live));

    await expectNoOtherDrift();
  });

  it('sees a delete, and makes the object anew', async () => {
    await arrange();

    await site.edit({ method: 'DELETE', path: deploymentPath });
    await until('drift is told', () => fieldDrifts().length > 0);

    expect(fieldDrifts()).toMatchObject([{ cause: 'deleted' }]);
    const healed = await site.engine.heal(work, work.state.objects, site.signal);
    expect(healed.outcomes).toMatchObject([{ result: 'created' }]);
  });

  it('tells a lost label from a delete, and puts it back on the same object', async () => {
    const live = await arrange();

    await site.edit(send(mediaTypes.mergePatch, { metadata: { labels: { 'headwater.dev/fleet': null } } }));
    await until('drift is told', () => fieldDrifts().length > 0);

    expect(fieldDrifts()).toMatchObject([{ cause: 'label' }]);
    // who only takes something away leaves no trace in managedFields
    expect(fieldDrifts()[0]).not.toHaveProperty('manager');
    const healed = await site.engine.heal(work, work.state.objects, site.signal);
    expect(healed.outcomes).toMatchObject([{ result: 'configured' }]);
    const after = await site.edit({ method: 'GET', path: deploymentPath });
    const { uid, labels } = after.metadata as JsonObject;
    expect(uid).toBe((live.metadata as JsonObject).uid);
    expect(labels).toMatchObject({ 'headwater.dev/fleet': 'test-fleet' });
  });

  it('leaves alone: a key of a ConfigMap that others added', async () => {
    await arrange();
    const settings = workOf([declared(configMap('settings', { a: '1' }))], {
      subscription: 'default/settings',
    });
    await site.apply(settings);
    site.watch([work, settings]);

    await site.edit(mergeEdit(configMapPath('settings'), { data: { b: '2' } }));

    await site.edit(mergeEdit(configMapPath('settings'), { data: { a: '9' } }, 'the-end'));
    await until('the last edit is seen', () => fieldDrifts().length > 0);
    expect(fieldDrifts()).toMatchObject([{ id: { name: 'settings' }, manager: 'the-end' }]);
  });
});
