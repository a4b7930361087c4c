import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import { createObject } from '../../../../src/simulator/requests/create-object.ts';
import { deleteObject } from '../../../../src/simulator/requests/delete-object.ts';
import type { DeleteOptions } from '../../../../src/simulator/requests/delete-options.ts';
import { finalizeNamespace } from '../../../../src/simulator/requests/finalize-namespace.ts';
import { patchObject } from '../../../../src/simulator/requests/patch-object.ts';
import { configMap, plainOptions, requestTo, type TestState, testState } from './test-state.ts';

const add = (state: TestState, groupPlural: string, object: JsonObject): void => {
  createObject(state, requestTo(state, groupPlural, ''), { object, duplicates: [] }, plainOptions);
};

const remove = (state: TestState, groupPlural: string, name: string, options: Partial<DeleteOptions> = {}) =>
  deleteObject(state, requestTo(state, groupPlural, name), { dryRun: false, ...options });

const job = {
  metadata: { name: 'j' },
  spec: { template: { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'x' }] } } },
};

const pod = (nodeName?: string) => ({
  metadata: { name: 'p' },
  spec: { containers: [{ name: 'c', image: 'x' }], ...(nodeName && { nodeName }) },
});

describe('a delete', () => {
  it('waits for finalizers, and happens with the last one', () => {
    const state = testState();
    add(state, '/configmaps', configMap('a', {}, { finalizers: ['a.test/x'] }).object);
    const { outcome, stored } = remove(state, '/configmaps', 'a');
    expect([outcome, (stored.object.metadata as JsonObject).deletionGracePeriodSeconds]).toEqual([
      'changed',
      0,
    ]);
    expect(remove(state, '/configmaps', 'a').outcome).toBe('unchanged');
    const change = { kind: 'merge', text: '{"metadata":{"finalizers":null}}' } as const;
    const last = patchObject(state, requestTo(state, '/configmaps', 'a'), change, plainOptions);
    expect(last.outcome).toBe('deleted');
    expect(state.store.get('/configmaps', 'default', 'a')).toBeUndefined();
  });

  it.each([
    ['Foreground', ['foregroundDeletion']],
    ['Orphan', ['orphan']],
  ])('with policy %s leaves a finalizer for the garbage collector', (propagationPolicy, finalizers) => {
    const state = testState();
    add(state, '/configmaps', configMap('a').object);
    const { stored } = remove(state, '/configmaps', 'a', { propagationPolicy });
    expect((stored.object.metadata as JsonObject).finalizers).toEqual(finalizers);
  });

  it('of a Job orphans its Pods unless it is told otherwise, and warns of it', () => {
    const state = testState();
    add(state, 'batch/jobs', job);
    const request = requestTo(state, 'batch/jobs', 'j');
    const { stored } = deleteObject(state, request, { dryRun: false });
    expect((stored.object.metadata as JsonObject).finalizers).toEqual(['orphan']);
    expect(request.warnings[0]).toMatch(/^child pods are preserved by default when jobs are deleted/);
    expect(remove(state, 'batch/jobs', 'j', { propagationPolicy: 'Background' }).outcome).toBe('deleted');
  });

  it('of a Pod that runs gives it time, which a second one may only shorten', () => {
    const state = testState();
    add(state, '/pods', pod('node'));
    const first = remove(state, '/pods', 'p').stored.object.metadata as JsonObject;
    expect([first.deletionTimestamp, first.deletionGracePeriodSeconds]).toEqual(['2026-01-01T00:00:30Z', 30]);
    expect(remove(state, '/pods', 'p', { gracePeriodSeconds: 60 }).outcome).toBe('unchanged');
    const second = remove(state, '/pods', 'p', { gracePeriodSeconds: 5 }).stored.object
      .metadata as JsonObject;
    expect([second.deletionTimestamp, second.deletionGracePeriodSeconds]).toEqual([
      '2026-01-01T00:00:05Z',
      5,
    ]);
    expect(remove(state, '/pods', 'p', { gracePeriodSeconds: 0 }).outcome).toBe('deleted');
  });

  it('of a Pod that no node runs happens at once', () => {
    const state = testState();
    add(state, '/pods', pod());
    expect(remove(state, '/pods', 'p').outcome).toBe('deleted');
  });

  it('checks its preconditions', () => {
    const state = testState();
    add(state, '/configmaps', configMap('a').object);
    expect(() => remove(state, '/configmaps', 'a', { uid: 'other' })).toThrow(
      /the UID in the precondition \(other\) does not match the UID in record \(uid-\d+\)/,
    );
  });

  it('of a namespace waits for whoever finalizes it, and takes nothing new in the meantime', () => {
    const state = testState();
    add(state, '/namespaces', { metadata: { name: 'shop' } });
    const { stored } = remove(state, '/namespaces', 'shop');
    expect(stored.object.status).toEqual({ phase: 'Terminating' });
    const request = requestTo(state, '/configmaps', '', { namespace: 'shop' });
    expect(() =>
      createObject(state, request, configMap('a', {}, { namespace: 'shop' }), plainOptions),
    ).toThrow(/unable to create new content in namespace shop because it is being terminated/);
    finalizeNamespace(state, requestTo(state, '/namespaces', 'shop'), []);
    expect(state.store.get('/namespaces', '', 'shop')).toBeUndefined();
  });

  it('of the namespaces that every cluster needs is forbidden', () => {
    expect(() => remove(testState(), '/namespaces', 'default')).toThrow(
      'namespaces "default" is forbidden: this namespace may not be deleted',
    );
  });
});
