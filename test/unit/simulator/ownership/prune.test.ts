import { describe, expect, it } from 'vitest';
import { Bench, configMaps, things } from './ownership-bench.ts';

describe('what is no longer applied', () => {
  it('goes when nobody else owns it', () => {
    const bench = new Bench(configMaps);
    bench.apply('m', bench.object({ data: { a: '1', b: '2' } }));
    bench.apply('m', bench.object({ data: { b: '2' } }));
    expect(bench.live?.data).toEqual({ b: '2' });
  });

  it('stays when an update wrote it, whose owner then has it alone', () => {
    const bench = new Bench(configMaps);
    bench.apply('m', bench.object({ data: { a: '1' } }));
    bench.update('k', { ...bench.live, data: { a: '2' } });
    bench.apply('m', bench.object({ data: {} }));
    expect(bench.live?.data).toEqual({ a: '2' });
    expect(bench.owners()).toEqual(['m Apply', 'k Update']);
  });

  it('takes along what nobody owns in an item, but not an item that another owns too', () => {
    const bench = new Bench(things);
    bench.apply('m1', bench.object({ spec: { one: [{ name: 'a', value: '1' }], two: [{ port: 1 }] } }));
    bench.apply('m2', bench.object({ spec: { one: [{ name: 'a' }] } }));
    bench.apply('m1', bench.object({ spec: { one: [], two: [{ port: 2 }] } }));
    expect(bench.live?.spec).toMatchObject({ one: [{ name: 'a' }], two: [{ port: 2 }] });
  });

  it('leaves a null where a map of a custom resource lost its last key, for validation to refuse', () => {
    const bench = new Bench(things);
    bench.apply('m', bench.object({ spec: { granular: { k: 'v' }, size: 2 } }));
    bench.apply('m', bench.object({ spec: { granular: {}, size: 2 } }));
    expect(bench.live?.spec).toMatchObject({ granular: null });
    expect(things.structural?.validate(bench.live!).map(({ field }) => field)).toEqual(['spec.granular']);
  });
});
