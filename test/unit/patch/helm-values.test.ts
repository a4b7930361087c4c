import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import { helmValues, mergeValues } from '../../../src/patch/helm-values.ts';
import type { Edit } from '../../../src/patch/trace.ts';
import { replay } from './replay.ts';

describe('helmValues', () => {
  it('merges maps through all layers, and replaces lists and scalars', () => {
    const layers = [
      { image: { tag: '1', pull: 'Always' }, hosts: ['a', 'b'], replicas: 1 },
      { image: { tag: '2' }, hosts: ['c'] },
      { replicas: 3 },
    ];

    expect(helmValues(layers)).toEqual({
      image: { tag: '2', pull: 'Always' },
      hosts: ['c'],
      replicas: 3,
    });
  });

  it.each([
    [[{ a: null }]],
    [[{ a: 1 }, { a: null }]],
    [[{}, { a: null }, {}]],
    [[{ a: { b: 1 } }, { a: null }, { c: 1 }]],
    [[{ a: null }, { a: null }]],
  ])('keeps a null, however many layers name the key: %j', (layers) => {
    expect(helmValues(layers as Json[])).toMatchObject({ a: null });
  });

  it('lets the later layer win where one side is a map and the other is not', () => {
    expect(helmValues([{ a: { b: 1 } }, { a: 2 }])).toEqual({ a: 2 });
    expect(helmValues([{ a: 2 }, { a: { b: null } }])).toEqual({ a: { b: null } });
    expect(helmValues([{ a: null }, { a: { b: 1 } }])).toEqual({ a: { b: 1 } });
  });

  it('has nothing without layers', () => {
    expect(helmValues([])).toEqual({});
  });

  it('keeps a value named status, and writes to no prototype', () => {
    const hostile = JSON.parse('{"__proto__": {"polluted": true}, "status": 1}') as Json;

    expect(Object.keys(helmValues([hostile]) as object)).toEqual(['__proto__', 'status']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('mergeValues', () => {
  it('is the very values where a layer changes nothing', () => {
    const values = { a: { b: [1] } };

    expect(mergeValues(values, { a: { b: [1] } })).toBe(values);
  });

  it('tells edits that make the same result when they are played again', () => {
    const values: Json = { a: { b: 1, c: 2 }, d: [1] };
    const edits: Edit[] = [];

    const result = mergeValues(values, { a: { b: null, e: { f: 1 } }, d: 1 }, (edit) => edits.push(edit));

    expect(replay(values, edits)).toEqual(result);
    expect(edits.map(({ path, from }) => [path, from])).toEqual([
      ['/a/b', '/a/b'],
      ['/a/e', '/a/e'],
      ['/d', '/d'],
    ]);
  });
});
