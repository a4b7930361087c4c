import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import { Bench, configMaps, deployments, things } from './ownership-bench.ts';

const relabelled = (object: JsonObject | undefined, metadata: JsonObject): JsonObject => ({
  ...object,
  metadata: { ...(object?.metadata as JsonObject), ...metadata },
});

describe('creates and updates', () => {
  it('own a whole map that a create brings, and only what is new in structs that are always there', () => {
    const bench = new Bench(deployments);
    const spec = {
      replicas: 1,
      selector: { matchLabels: { app: 'x' } },
      strategy: { type: 'Recreate' },
      template: { metadata: { labels: { app: 'x' } }, spec: { containers: [{ name: 'a', resources: {} }] } },
    };
    bench.update('c', bench.object({ spec, status: {} }, { labels: { l: '1' } }));
    expect(bench.fields('c', 'Update')).toEqual({
      'f:metadata': { 'f:labels': { '.': {}, 'f:l': {} } },
      'f:spec': {
        'f:replicas': {},
        'f:selector': {},
        'f:strategy': { 'f:type': {} },
        'f:template': {
          'f:metadata': { 'f:labels': { '.': {}, 'f:app': {} } },
          'f:spec': {
            'f:containers': { 'k:{"name":"a"}': { '.': {}, 'f:name': {}, 'f:resources': {} } },
          },
        },
      },
    });
  });

  it('own the spec itself of a new custom resource', () => {
    const bench = new Bench(things);
    bench.update('c', bench.object({ spec: { size: 1 } }));
    expect(bench.fields('c', 'Update')).toEqual({ 'f:spec': { '.': {}, 'f:size': {} } });
  });

  it('take what they change from its applier, and move only their own time', () => {
    const bench = new Bench(configMaps);
    bench.apply('m', bench.object({ data: { a: '1', b: '1' } }));
    const { time } = bench.entry('m')!;
    bench.update('k', { ...bench.live, data: { a: '2', b: '1' } });
    expect(bench.fields('m')).toEqual({ 'f:data': { 'f:b': {} } });
    expect(bench.entry('m')?.time).toBe(time);
    expect(bench.entry('k', 'Update')?.time).toBe(bench.now);
  });

  it('leave no trace when they change nothing', () => {
    const bench = new Bench(configMaps);
    const live = bench.apply('m', bench.object({ data: { a: '1' } }));
    expect(bench.update('k', { ...live, data: { a: '1' } })).toEqual(live);
  });

  it('forget all owners when asked, and track again after the next apply', () => {
    const bench = new Bench(configMaps);
    bench.apply('m', bench.object({ data: { a: '1' } }));
    bench.update('k', relabelled(bench.live, { managedFields: [{}] }));
    expect(bench.owners()).toEqual([]);
    bench.update('k', { ...bench.live, data: { a: '1', b: '2' } });
    expect(bench.owners()).toEqual([]);
    bench.apply('m', bench.object({ data: { a: '1' } }));
    expect(bench.owners()).toEqual(['m Apply', 'before-first-apply Update']);
  });

  it('keep the owners when the body has none that can be read', () => {
    const bench = new Bench(configMaps);
    bench.apply('m', bench.object({ data: { a: '1' } }));
    bench.update('k', relabelled(bench.live, { managedFields: [{ manager: 'z', operation: 'Odd' }] }));
    expect(bench.owners()).toEqual(['m Apply']);
  });

  it('take owners from the body, in one spelling', () => {
    const bench = new Bench(things);
    bench.apply('m', bench.object({ spec: { one: [{ name: 'a' }] } }));
    const fieldsV1 = { 'f:spec': { 'f:one': { 'k:{ "name" : "a" }': { '.': {} } } } };
    const entry = {
      manager: 'z',
      operation: 'Apply',
      apiVersion: 'sim.test/v1',
      fieldsType: 'FieldsV1',
      fieldsV1,
    };
    bench.update('k', relabelled(bench.live, { managedFields: [entry] }));
    expect(bench.fields('z')).toEqual({ 'f:spec': { 'f:one': { 'k:{"name":"a"}': {} } } });
  });

  it('become ancient changes beyond ten managers', () => {
    const bench = new Bench(configMaps);
    bench.apply('m', bench.object({ data: {} }));
    for (let index = 10; index < 22; index += 1) {
      const data = { ...(bench.live?.data as JsonObject), [`k${index}`]: '1' };
      bench.update(`u${index}`, { ...bench.live, data });
    }
    const owners = bench.owners();
    expect(owners).toHaveLength(11);
    expect(owners).toContain('ancient-changes Update');
    expect(bench.fields('ancient-changes', 'Update')).toEqual({
      'f:data': { 'f:k10': {}, 'f:k11': {}, 'f:k12': {} },
    });
  });

  it('own items that share a key as one, and nothing in them', () => {
    const bench = new Bench(deployments);
    const env = [
      { name: 'A', value: '1' },
      { name: 'A', value: '2' },
    ];
    const spec = { template: { spec: { containers: [{ name: 'a', env }] } } };
    bench.update('c', bench.object({ spec }));
    expect(bench.fields('c', 'Update')).toMatchObject({
      'f:spec': {
        'f:template': {
          'f:spec': {
            'f:containers': { 'k:{"name":"a"}': { 'f:env': { '.': {}, 'k:{"name":"A"}': {} } } },
          },
        },
      },
    });
  });
});
