import { describe, expect, it } from 'vitest';
import { ApiError } from '../../../../src/simulator/api-error.ts';
import { Bench, configMaps, deployments, things } from './ownership-bench.ts';

const refusal = (run: () => unknown): ApiError => {
  try {
    run();
  } catch (error) {
    if (error instanceof ApiError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

describe('server-side apply', () => {
  it('owns what it applies, and nothing of what names the object', () => {
    const bench = new Bench(configMaps);
    bench.apply('m', bench.object({ data: { b: '2', a: '1' } }, { labels: { l: '1' } }));
    expect(bench.entry('m')).toEqual({
      manager: 'm',
      operation: 'Apply',
      apiVersion: 'v1',
      time: bench.now,
      fieldsType: 'FieldsV1',
      fieldsV1: { 'f:data': { 'f:a': {}, 'f:b': {} }, 'f:metadata': { 'f:labels': { 'f:l': {} } } },
    });
    expect(Object.keys((bench.fields('m') as { 'f:data': object })['f:data'])).toEqual(['f:a', 'f:b']);
  });

  it('gives back the very object when nothing changes', () => {
    const bench = new Bench(configMaps);
    const live = bench.apply('m', bench.object({ data: { a: '1' } }));
    expect(bench.apply('m', bench.object({ data: { a: '1' } }))).toEqual(live);
    const { live: after } = bench;
    expect((after!.metadata as { managedFields: unknown }).managedFields).toBe(
      (live.metadata as { managedFields: unknown }).managedFields,
    );
  });

  it('lists one conflict in one line, and several by manager', () => {
    const bench = new Bench(configMaps);
    bench.apply('m1', bench.object({ data: { a: '1', b: '1' } }, { labels: { l: '1' } }));
    const one = refusal(() => bench.apply('m2', bench.object({ data: { a: '2' } })));
    expect(one.body()).toEqual({
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message: 'Apply failed with 1 conflict: conflict with "m1": .data.a',
      reason: 'Conflict',
      details: {
        causes: [{ reason: 'FieldManagerConflict', message: 'conflict with "m1"', field: '.data.a' }],
      },
      code: 409,
    });
    bench.update('kubectl-edit', { ...bench.live, data: { a: '5', b: '1' } });
    const two = refusal(() => bench.apply('m2', bench.object({ data: { a: '2', b: '2' } })));
    expect(two.message).toBe(
      'Apply failed with 2 conflicts: conflicts with "kubectl-edit" using v1:\n- .data.a\nconflicts with "m1":\n- .data.b',
    );
  });

  it('takes a field over by force, and the old owner is left with the others', () => {
    const bench = new Bench(configMaps);
    bench.apply('m1', bench.object({ data: { a: '1', b: '1' } }));
    bench.apply('m2', bench.object({ data: { a: '2' } }), { force: true });
    expect(bench.fields('m1')).toEqual({ 'f:data': { 'f:b': {} } });
    expect(bench.fields('m2')).toEqual({ 'f:data': { 'f:a': {} } });
  });

  it('shares a field that two apply with one value, and gives the second no time, as nothing moved', () => {
    const bench = new Bench(configMaps);
    bench.apply('m1', bench.object({ data: { a: '1' } }));
    bench.apply('m2', bench.object({ data: { a: '1' } }));
    expect(bench.entry('m2')).not.toHaveProperty('time');
    bench.apply('m1', bench.object({ data: {} }));
    expect(bench.live?.data).toEqual({ a: '1' });
    bench.apply('m2', bench.object({ data: {} }));
    expect(bench.live?.data ?? {}).not.toHaveProperty('a');
  });

  it('knows a keyed item by all its keys, the default of a missing one included', () => {
    const bench = new Bench(deployments);
    const ports = [{ containerPort: 80 }, { containerPort: 80, protocol: 'UDP' }];
    const spec = { template: { spec: { containers: [{ name: 'a', image: 'i', ports }] } } };
    bench.apply('m', bench.object({ spec }));
    expect(bench.fields('m')).toEqual({
      'f:spec': {
        'f:template': {
          'f:spec': {
            'f:containers': {
              'k:{"name":"a"}': {
                '.': {},
                'f:image': {},
                'f:name': {},
                'f:ports': {
                  'k:{"containerPort":80,"protocol":"TCP"}': { '.': {}, 'f:containerPort': {} },
                  'k:{"containerPort":80,"protocol":"UDP"}': {
                    '.': {},
                    'f:containerPort': {},
                    'f:protocol': {},
                  },
                },
              },
            },
          },
        },
      },
    });
  });

  it('puts shared items in the applied order, and leaves the others where they were', () => {
    const bench = new Bench(things);
    const named = (...list: readonly string[]) => list.map((name) => ({ name }));
    bench.apply('m1', bench.object({ spec: { one: named('a', 'b', 'c') } }));
    bench.apply('m2', bench.object({ spec: { one: named('d', 'c', 'a') } }));
    expect((bench.live!.spec as { one: unknown }).one).toEqual(named('b', 'd', 'c', 'a'));
  });

  it('takes atomic lists and maps as a whole', () => {
    const bench = new Bench(things);
    bench.apply('m1', bench.object({ spec: { atomicList: ['a', 'b'], atomicMap: { a: '1' } } }));
    expect(bench.fields('m1')).toEqual({ 'f:spec': { 'f:atomicList': {}, 'f:atomicMap': {} } });
    const error = refusal(() => bench.apply('m2', bench.object({ spec: { atomicMap: { b: '2' } } })));
    expect(error.message).toContain('.spec.atomicMap');
  });

  it('writes items of sets by value, escaped as Go escapes them', () => {
    const bench = new Bench(things);
    bench.apply('m', bench.object({ spec: { set: ['<b>', 'a'], numbers: [10, 9] } }));
    expect(bench.fields('m')).toEqual({
      'f:spec': {
        'f:numbers': { 'v:10': {}, 'v:9': {} },
        'f:set': { 'v:"\\u003cb\\u003e"': {}, 'v:"a"': {} },
      },
    });
  });

  it('never owns the status by the main door, nor the spec by /status', () => {
    const bench = new Bench(things);
    bench.apply('m', bench.object({ spec: { size: 2 }, status: { phase: 'x' } }));
    expect(bench.fields('m')).toEqual({ 'f:spec': { 'f:size': {} } });
    bench.apply('s', bench.object({ spec: { size: 2 }, status: { phase: 'y' } }), { subresource: 'status' });
    expect(bench.fields('s')).toEqual({ 'f:status': { 'f:phase': {} } });
    expect(bench.owners()).toEqual(['m Apply', 's Apply status']);
  });

  it('refuses another kind, managedFields, unknown fields, wrong types and doubles as the API server does', () => {
    const bench = new Bench(things);
    const spec = (value: object) => bench.object({ spec: value as never });
    const message = (applied: Parameters<Bench['apply']>[1]) => {
      const { code, message: said } = refusal(() => bench.apply('m', applied));
      return `${code} ${said}`;
    };
    const patch = '500 failed to create typed patch object (/x; sim.test/v1, Kind=Thing):';
    expect(message({ ...spec({}), kind: 'Other' })).toBe('400 invalid object type: sim.test/v1, Kind=Other');
    expect(message(bench.object({}, { managedFields: [{}] }))).toBe('400 metadata.managedFields must be nil');
    expect(message(spec({ unknown: 1 }))).toBe(`${patch} .spec.unknown: field not declared in schema`);
    expect(message(spec({ size: 'x' }))).toBe(
      `${patch} .spec.size: expected numeric (int or float), got string`,
    );
    expect(message(spec({ set: ['a', 'a'] }))).toBe(`${patch} .spec.set: duplicate entries for key [="a"]`);
    expect(message(spec({ one: [{ name: 'a' }, { name: 'a' }] }))).toBe(
      `${patch} .spec.one: duplicate entries for key [name="a"]`,
    );
    expect(message(spec({ one: [{ value: '1' }] }))).toBe(
      `${patch} .spec.one: element 0: associative list with keys has an element that omits all key fields ["name"] (and doesn't have default values for any key fields)`,
    );
    expect(message(spec({ granular: { a: { b: 1 } } }))).toBe(
      `${patch} .spec.granular.a: expected string, got &value.valueUnstructured{Value:map[string]interface {}{"b":1}}`,
    );
  });
});
