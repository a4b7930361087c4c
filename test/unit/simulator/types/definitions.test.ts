import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import { createObject } from '../../../../src/simulator/requests/create-object.ts';
import { deleteObject } from '../../../../src/simulator/requests/delete-object.ts';
import { patchObject } from '../../../../src/simulator/requests/patch-object.ts';
import { discoveryOf } from '../../../../src/simulator/types/discovery.ts';
import { plainOptions, requestTo, type TestState, testState } from '../requests/test-state.ts';

const definitions = 'apiextensions.k8s.io/customresourcedefinitions';

const define = (state: TestState): void => {
  const schema = {
    openAPIV3Schema: {
      type: 'object',
      properties: { spec: { type: 'object', properties: { size: { type: 'integer', default: 1 } } } },
    },
  };
  const object = {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'gauges.a.test' },
    spec: {
      group: 'a.test',
      scope: 'Namespaced',
      names: { kind: 'Gauge', plural: 'gauges', singular: 'gauge', shortNames: ['gg'] },
      versions: [
        { name: 'v1beta1', served: true, storage: false, schema },
        { name: 'v1', served: true, storage: true, schema },
      ],
    },
  };
  createObject(state, requestTo(state, definitions, ''), { object, duplicates: [] }, plainOptions);
};

const addGauge = (state: TestState, metadata: JsonObject = {}) => {
  const object = { apiVersion: 'a.test/v1', kind: 'Gauge', metadata: { name: 'g', ...metadata }, spec: {} };
  return createObject(state, requestTo(state, 'a.test/gauges', ''), { object, duplicates: [] }, plainOptions);
};

const conditions = (state: TestState) => {
  const { object } = state.store.get(definitions, '', 'gauges.a.test')!;
  const { conditions: all } = object.status as { conditions: { type: string; status: string }[] };
  return all.map(({ type, status }) => `${type}=${status}`);
};

describe('a CustomResourceDefinition', () => {
  it('is established at once, and its objects are served in all its versions', () => {
    const state = testState();
    define(state);
    expect(conditions(state)).toEqual(['NamesAccepted=True', 'Established=True']);
    expect(addGauge(state).stored.object.spec).toEqual({ size: 1 });
    expect(state.types.find('a.test', 'v1beta1', 'gauges')?.kind).toBe('Gauge');
  });

  it('comes into discovery with it, and into no other cluster', () => {
    const [state, other] = [testState(), testState()];
    define(state);
    const rows = JSON.parse(discoveryOf(state.types).resources('a.test', 'v1')!) as { resources: object[] };
    expect(rows.resources[0]).toMatchObject({ name: 'gauges', kind: 'Gauge', shortNames: ['gg'] });
    expect(discoveryOf(state.types).aggregated(false)).toContain('"a.test"');
    expect(discoveryOf(other.types).resources('a.test', 'v1')).toBeUndefined();
  });

  it('takes its objects with it when it is deleted, and is served no longer', () => {
    const state = testState();
    define(state);
    addGauge(state);
    const { outcome } = deleteObject(state, requestTo(state, definitions, 'gauges.a.test'), {
      dryRun: false,
    });
    expect(outcome).toBe('changed');
    expect(state.store.count('a.test/gauges')).toBe(0);
    expect(state.store.get(definitions, '', 'gauges.a.test')).toBeUndefined();
    expect(state.types.find('a.test', 'v1', 'gauges')).toBeUndefined();
  });

  it('waits for objects that have finalizers', () => {
    const state = testState();
    define(state);
    addGauge(state, { finalizers: ['a.test/x'] });
    deleteObject(state, requestTo(state, definitions, 'gauges.a.test'), { dryRun: false });
    expect(conditions(state)).toContain('Terminating=True');
    const change = { kind: 'merge', text: '{"metadata":{"finalizers":null}}' } as const;
    patchObject(state, requestTo(state, 'a.test/gauges', 'g'), change, plainOptions);
    expect(state.store.get(definitions, '', 'gauges.a.test')).toBeUndefined();
  });
});

describe('discovery', () => {
  // recorded from kube-apiserver 1.36.3
  it('tells the storage hashes of the real server', () => {
    const { resources } = JSON.parse(discoveryOf(testState().types).resources('', 'v1')!) as {
      resources: { name: string; storageVersionHash?: string }[];
    };
    expect(resources.find(({ name }) => name === 'configmaps')?.storageVersionHash).toBe('qFsyl6wFWjQ=');
  });

  it('prefers the newest version of a group', () => {
    const group = JSON.parse(discoveryOf(testState().types).group('autoscaling')!) as {
      preferredVersion: object;
    };
    expect(group.preferredVersion).toEqual({ groupVersion: 'autoscaling/v2', version: 'v2' });
  });
});
