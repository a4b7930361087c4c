import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { mediaTypes } from '../../src/cluster/api.ts';
import type { EngineOptions } from '../../src/cluster/create-engine.ts';
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
  type Rig,
  resultsOf,
  until,
  workOf,
} from './support/engine-rig.ts';
import { kubectlText } from './support/kubectl.ts';
import { describeOnControlPlanes } from './support/with-control-planes.ts';

interface Live {
  readonly data?: JsonObject;
  readonly metadata: {
    readonly uid: string;
    readonly labels?: Record<string, string>;
    readonly annotations?: Record<string, string>;
    readonly managedFields?: readonly { manager: string; operation: string; subresource?: string }[];
    readonly deletionTimestamp?: string;
  };
}

const guards = {
  maxDeletes: 20,
  protect: ['Namespace', 'CustomResourceDefinition', 'PersistentVolumeClaim'],
};

describeOnControlPlanes('what is ours and what is not', () => {
  let fleet: LocalFleet;
  const rigs: Rig[] = [];
  const rig = async (options: Partial<EngineOptions> = {}): Promise<Rig> => {
    const opened = await openRig(fleet, 'east', options);
    rigs.push(opened);
    return opened;
  };
  const read = async (site: Rig, name: string): Promise<Live | undefined> => {
    const response = await site.ask({ method: 'GET', path: configMapPath(name) });
    return response.status === 404 ? undefined : (JSON.parse(response.body) as Live);
  };
  const managers = (live: Live | undefined) =>
    live?.metadata.managedFields?.map(({ manager, operation }) => `${manager}/${operation}`).sort();

  beforeAll(async () => {
    fleet = await startFleet({ clusters: ['east'], controllers: true });
  });
  afterEach(async () => {
    for (const opened of rigs.splice(0)) await opened.close();
  });
  afterAll(async () => {
    await fleet?.stop();
  });

  it('adopts what kubectl applied and edited, so that a key which git drops goes away', async () => {
    const site = await rig();
    const input = JSON.stringify(configMap('byhand', { a: '1', b: '2' }));
    await kubectlText(fleet, 'east', ['apply', '-f', '-'], { input });
    await site.edit(mergeEdit(configMapPath('byhand'), { data: { c: '3' } }));
    const options = { subscription: 'default/byhand' };

    const adopted = await site.apply(workOf([declared(configMap('byhand', { a: '1' }))], options));

    expect(adopted.diagnostics).toEqual([]);
    expect(resultsOf(adopted)).toEqual({ 'ConfigMap/byhand': 'configured' });
    const live = await read(site, 'byhand');
    expect(live?.data).toEqual({ a: '1' });
    expect(live?.metadata.annotations).not.toHaveProperty('kubectl.kubernetes.io/last-applied-configuration');
    expect(managers(live)).toEqual(['headwater/Apply']);
  });

  it('adopts an object without managedFields and is its only owner afterwards', async () => {
    const site = await rig();
    await site.edit({
      method: 'POST',
      path: '/api/v1/namespaces/default/configmaps',
      body: JSON.stringify(configMap('bare', { a: '1', b: '2' })),
    });
    await site.edit({
      method: 'PATCH',
      path: configMapPath('bare'),
      contentType: mediaTypes.jsonPatch,
      body: JSON.stringify([{ op: 'replace', path: '/metadata/managedFields', value: [{}] }]),
    });
    const options = { subscription: 'default/bare' };
    await site.apply(workOf([declared(configMap('bare', { a: '1' }))], options));
    expect(managers(await read(site, 'bare'))).toEqual(['headwater/Apply']);

    await site.apply(workOf([declared(configMap('bare', { z: '1' }))], { ...options, epoch: 2 }));

    expect((await read(site, 'bare'))?.data).toEqual({ b: '2', z: '1' });
  });

  it('leaves an unowned object alone under adoption: Never', async () => {
    const site = await rig();
    await kubectlText(fleet, 'east', ['create', 'configmap', 'never', '--from-literal=a=theirs']);
    const work = workOf([declared(configMap('never', { a: 'ours' }))], {
      subscription: 'default/never',
      policy: { adoption: 'Never' },
    });

    const report = await site.apply(work);

    expect(report.diagnostics).toMatchObject([{ code: 'NotOurs' }]);
    expect((await read(site, 'never'))?.data).toEqual({ a: 'theirs' });
  });

  it('adopts many objects of one namespace with one LIST, not one GET each', async () => {
    const site = await rig();
    const names = Array.from({ length: 30 }, (_, index) => `many-${index}`);
    await kubectlText(fleet, 'east', ['apply', '-f', '-'], {
      input: JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: names.map((name) => configMap(name, { a: '1' })),
      }),
    });
    site.api.sent.length = 0;

    const reports = await Promise.all(
      names.map((name) =>
        site.apply(workOf([declared(configMap(name, { a: '2' }))], { subscription: `default/${name}` })),
      ),
    );

    expect(reports.flatMap(({ diagnostics }) => diagnostics)).toEqual([]);
    const reads = site.api.sent.filter((sent) => !isWrite(sent));
    // one LIST by our label, and what the first ones in flight asked for; not 30
    expect(reads.length).toBeLessThanOrEqual(8);
  });

  it('prunes what left the pin, and only with its own uid and resourceVersion', async () => {
    const site = await rig();
    const options = { subscription: 'default/prune' };
    const kept = declared(configMap('prune-kept', { a: '1' }));
    const gone = declared(configMap('prune-gone', { a: '1' }));
    await site.apply(workOf([kept, gone], options));
    const next = workOf([kept], { ...options, epoch: 2 });
    await site.apply(next);

    const report = await site.engine.prune(next, guards, site.signal);

    expect(report.deleted.map(({ name }) => name)).toEqual(['prune-gone']);
    expect(await read(site, 'prune-gone')).toBeUndefined();
    expect(await read(site, 'prune-kept')).toBeDefined();
    const before = site.api.sent.length;
    expect(await site.engine.prune(next, guards, site.signal)).toEqual({
      deleted: [],
      kept: [],
      diagnostics: [],
    });
    expect(site.api.sent.length).toBe(before);
  });

  it('never prunes an object copied by hand under another name, label and all', async () => {
    const site = await rig();
    const options = { subscription: 'default/copied' };
    const original = declared(configMap('original', { a: '1' }));
    await site.apply(workOf([original], options));
    const live = (await read(site, 'original'))!;
    const { labels, annotations } = live.metadata;
    await site.edit({
      method: 'POST',
      path: '/api/v1/namespaces/default/configmaps?fieldManager=kubectl-create',
      body: JSON.stringify({
        ...configMap('copy', { a: '1' }),
        metadata: { name: 'copy', labels, annotations },
      }),
    });
    const next = workOf([], { ...options, epoch: 2 });
    await site.apply(next);

    const report = await site.engine.prune(next, guards, site.signal);

    expect(report.deleted.map(({ name }) => name)).toEqual(['original']);
    expect(await read(site, 'copy')).toBeDefined();
  });

  it('never prunes an EndpointSlice that its controller labelled like the Service', async () => {
    const site = await rig();
    const options = { subscription: 'default/slices' };
    const service = declared({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'sliced', namespace: 'default' },
      spec: { selector: { app: 'sliced' }, ports: [{ port: 80 }] },
    });
    const handwritten = declared({
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: {
        name: 'by-hand',
        namespace: 'default',
        labels: { 'kubernetes.io/service-name': 'sliced' },
      },
      addressType: 'IPv4',
      endpoints: [],
      ports: [],
    });
    const slices = '/apis/discovery.k8s.io/v1/namespaces/default/endpointslices';
    const names = async (): Promise<readonly string[]> => {
      const list = await site.edit({
        method: 'GET',
        path: `${slices}?labelSelector=headwater.dev/fleet%3Dtest-fleet`,
      });
      return (list.items as unknown as Live[]).map(
        ({ metadata }) => (metadata as unknown as { name: string }).name,
      );
    };
    await site.apply(workOf([service, handwritten], options));
    // the controller copies the Service's labels, ours included
    await until('the controller made its slice', async () => (await names()).length === 2, 20_000);
    const next = workOf([service], { ...options, epoch: 2 });
    await site.apply(next);

    const report = await site.engine.prune(next, guards, site.signal);

    expect(report.deleted.map(({ name }) => name)).toEqual(['by-hand']);
    const left = await names();
    expect(left).toHaveLength(1);
    expect(left[0]).toMatch(/^sliced-/);
  });

  it('keeps protected kinds, too many deletes and prune: disabled, and says so', async () => {
    const site = await rig();
    const options = { subscription: 'default/guarded' };
    const names = ['g0', 'g1', 'g2'];
    const disabled = declared({
      ...configMap('g-keep', {}),
      metadata: { name: 'g-keep', namespace: 'default', annotations: { 'headwater.dev/prune': 'disabled' } },
    });
    const namespace = declared({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'guarded' } });
    const objects = [namespace, disabled, ...names.map((name) => declared(configMap(name, {})))];
    await site.apply(workOf(objects, options));
    const next = workOf([], { ...options, epoch: 2 });
    await site.apply(next);

    const tooMany = await site.engine.prune(next, { ...guards, maxDeletes: 2 }, site.signal);
    expect(tooMany.deleted).toEqual([]);
    expect(tooMany.diagnostics.map(({ code }) => code)).toEqual(['PruneNeedsApproval', 'PruneNeedsApproval']);

    const enough = await site.engine.prune(next, { ...guards, maxDeletes: 3 }, site.signal);
    expect(enough.deleted.map(({ name }) => name).sort()).toEqual(names);
    expect(enough.kept.map(({ name }) => name).sort()).toEqual(['g-keep', 'guarded']);
    expect(enough.diagnostics).toMatchObject([{ code: 'PruneNeedsApproval', resource: { name: 'guarded' } }]);
  });

  it('reports an object that a finalizer holds, and keeps it in the inventory until it is gone', async () => {
    const site = await rig();
    const options = { subscription: 'default/held' };
    await site.apply(workOf([declared(configMap('held', {}))], options));
    await site.edit(mergeEdit(configMapPath('held'), { metadata: { finalizers: ['example.com/hold'] } }));
    const next = workOf([], { ...options, epoch: 2 });
    await site.apply(next);

    const blocked = await site.engine.prune(next, guards, site.signal);
    expect(blocked.deleted).toEqual([]);
    expect(blocked.diagnostics).toMatchObject([{ code: 'PruneBlocked', resource: { name: 'held' } }]);
    const again = await site.engine.prune(next, guards, site.signal);
    expect(again.diagnostics).toMatchObject([{ code: 'PruneBlocked' }]);

    await site.edit(mergeEdit(configMapPath('held'), { metadata: { finalizers: null } }));
    const after = await site.engine.prune(next, guards, site.signal);
    expect(after).toMatchObject({ kept: [], diagnostics: [] });
  });

  it('hands an object over to another Subscription without deleting it', async () => {
    const site = await rig();
    const moved = declared(configMap('moved', { a: '1' }));
    const a = { subscription: 'default/move-a' };
    const b = { subscription: 'default/move-b' };
    await site.apply(workOf([moved], a));
    const uid = (await read(site, 'moved'))?.metadata.uid;
    const emptied = workOf([], { ...a, epoch: 2 });
    await site.apply(emptied);
    const taken = await site.apply(workOf([moved], b));
    const pruned = await site.engine.prune(emptied, guards, site.signal);

    expect(resultsOf(taken)).toEqual({ 'ConfigMap/moved': 'configured' });
    expect(pruned.deleted).toEqual([]);
    expect((await read(site, 'moved'))?.metadata.uid).toBe(uid);
  });

  it('decides again when somebody deleted and recreated an object of ours', async () => {
    const site = await rig();
    const options = { subscription: 'default/reborn' };
    await site.apply(workOf([declared(configMap('reborn', { a: '1' }))], options));
    await site.edit({ method: 'DELETE', path: configMapPath('reborn') });
    await kubectlText(fleet, 'east', ['create', 'configmap', 'reborn', '--from-literal=x=theirs']);
    const before = (await read(site, 'reborn'))?.metadata.uid;

    const report = await site.apply(
      workOf([declared(configMap('reborn', { a: '2' }))], { ...options, epoch: 2 }),
    );

    expect(report.diagnostics).toEqual([]);
    const live = await read(site, 'reborn');
    expect(live?.metadata.uid).toBe(before);
    expect(live?.data).toEqual({ a: '2' });
  });

  it('gives objects back on release: nothing of ours stays, and kubectl apply works', async () => {
    const site = await rig();
    const subscription = 'default/released';
    await site.apply(workOf([declared(configMap('released', { a: '1' }))], { subscription }));

    const report = await site.engine.release(subscription, site.signal);

    expect(report).toEqual({ deleted: [], kept: [], diagnostics: [] });
    const live = await read(site, 'released');
    expect(live?.data).toEqual({ a: '1' });
    expect(live?.metadata.labels).toBeUndefined();
    expect(live?.metadata.annotations).toBeUndefined();
    expect(managers(live) ?? []).toEqual([]);
    const input = JSON.stringify(configMap('released', { a: '2' }));
    await kubectlText(fleet, 'east', ['apply', '-f', '-'], { input });
    expect((await read(site, 'released'))?.data).toEqual({ a: '2' });
  });

  it('writes nothing under a parent that shows a higher epoch', async () => {
    const first = await rig();
    const second = await rig();
    const options = { subscription: 'default/epochs' };
    const object = declared(configMap('epochs', { a: '1' }));
    await first.apply(workOf([object], { ...options, epoch: 5 }));
    await second.engine.connect(second.signal);
    await first.apply(workOf([declared(configMap('epochs', { a: '7' }))], { ...options, epoch: 7 }));

    // the second still believes in 5, and learns of 7 by compare-and-set
    const late = await second.apply(
      workOf([declared(configMap('epochs', { a: '6' }))], { ...options, epoch: 6 }),
    );

    expect(late).toMatchObject({ superseded: true, outcomes: [] });
    expect((await read(first, 'epochs'))?.data).toEqual({ a: '7' });
  });

  it('replaces an immutable object only where it says so', async () => {
    const site = await rig();
    const options = { subscription: 'default/immutable' };
    const immutable = (value: string) => ({ ...configMap('stone', { a: value }), immutable: true });
    await site.apply(workOf([declared(immutable('1'))], options));

    const refused = await site.apply(workOf([declared(immutable('2'))], { ...options, epoch: 2 }));
    expect(refused.diagnostics).toMatchObject([{ code: 'ImmutableField', resource: { name: 'stone' } }]);

    const object = declared(immutable('2'), { policy: { replace: true } });
    const replaced = await site.apply(workOf([object], { ...options, epoch: 3 }));
    expect(replaced.diagnostics).toEqual([]);
    expect((await read(site, 'stone'))?.data).toEqual({ a: '2' });
  });

  it('applies a CRD, waits for it, and applies its custom resource in one go', async () => {
    const site = await rig();
    const definition = declared({
      apiVersion: 'apiextensions.k8s.io/v1',
      kind: 'CustomResourceDefinition',
      metadata: { name: 'gadgets.example.com' },
      spec: {
        group: 'example.com',
        scope: 'Namespaced',
        names: { plural: 'gadgets', singular: 'gadget', kind: 'Gadget', listKind: 'GadgetList' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
          },
        ],
      },
    });
    const gadget = declared({
      apiVersion: 'example.com/v1',
      kind: 'Gadget',
      metadata: { name: 'g', namespace: 'gadgets' },
      spec: { size: 1 },
    });
    const policy = { createNamespace: true };

    const report = await site.apply(
      workOf([gadget, definition], { subscription: 'default/gadgets', policy }),
    );

    expect(report.diagnostics).toEqual([]);
    expect(resultsOf(report)).toEqual({
      'CustomResourceDefinition/gadgets.example.com': 'created',
      'Gadget/g': 'created',
    });
  });

  it('fails one object of an unknown kind and applies the others', async () => {
    const site = await rig();
    const strange = declared({
      apiVersion: 'nobody.example/v1',
      kind: 'Strange',
      metadata: { name: 's', namespace: 'default' },
    });
    const work = workOf([strange, declared(configMap('beside', {}))], { subscription: 'default/strange' });

    const report = await site.apply(work);

    expect(resultsOf(report)).toEqual({ 'Strange/s': 'failed', 'ConfigMap/beside': 'created' });
    expect(report.diagnostics).toMatchObject([{ code: 'KindUnknown', source: { line: 1 } }]);
  });

  it('tells nothing of a Secret: an HMAC as its digest, and no value in an error', async () => {
    const site = await rig();
    const value = Buffer.from('hunter2').toString('base64');
    const secret = (data: JsonObject) =>
      declared({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'quiet', namespace: 'default' }, data });
    const good = secret({ k: value });
    await site.apply(workOf([good], { subscription: 'default/quiet' }));
    const bad = await site.apply(
      workOf([secret({ k: 'hunter2!' })], { subscription: 'default/quiet', epoch: 2 }),
    );

    const path = '/api/v1/namespaces/default/secrets/quiet';
    const live = (await site.edit({ method: 'GET', path })) as unknown as Live;
    const mark = live.metadata.annotations?.['headwater.dev/digest'];
    expect(mark).toMatch(/^hmac-[0-9a-f]{64}$/);
    expect(mark).not.toContain(good.digest);
    expect(bad.diagnostics).toMatchObject([{ code: 'ApplyRejected' }]);
    expect(JSON.stringify(bad)).not.toContain('hunter2');
  });
});
