import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import type { Edit } from '../../../src/patch/trace.ts';
import { type FieldWrite, writeFields } from '../../../src/patch/write-fields.ts';
import { replay } from './replay.ts';

const target: Json = { spec: { replicas: 1, list: [{ image: 'a' }, { image: 'b' }] }, metadata: null };
const write = (path: FieldWrite['path'], value: Json): FieldWrite => ({ path, value, from: '/x' });

describe('writeFields', () => {
  it('sets a field and shares what is beside the way to it', () => {
    const result = writeFields(target, [write(['spec', 'list', 1, 'image'], 'c')]) as typeof target;

    expect(result).toEqual({
      spec: { replicas: 1, list: [{ image: 'a' }, { image: 'c' }] },
      metadata: null,
    });
    expect((result.spec as { list: Json[] }).list[0]).toBe((target.spec as { list: Json[] }).list[0]);
  });

  it('makes the objects above a field, where there are none or something else stands', () => {
    const result = writeFields(target, [
      write(['metadata', 'labels', 'a'], '1'),
      write(['metadata', 'labels', 'b'], '2'),
      write(['spec', 'replicas', 'odd'], true),
    ]);

    expect(result).toMatchObject({
      metadata: { labels: { a: '1', b: '2' } },
      spec: { replicas: { odd: true } },
    });
  });

  it('is the very target where nothing differs, and tells of it all the same', () => {
    const edits: Edit[] = [];

    expect(writeFields(target, [write(['spec', 'replicas'], 1)], (edit) => edits.push(edit))).toBe(target);
    expect(edits).toEqual([{ path: '/spec/replicas', before: 1, after: 1, from: '/x' }]);
  });

  it('tells edits that make the same result when they are played again', () => {
    const edits: Edit[] = [];
    const writes = [
      write(['metadata', 'a/b', 'c~d'], '1'),
      write(['metadata', 'a/b', 'e'], '2'),
      write(['spec', 'list', 0, 'image'], 'z'),
    ];

    const result = writeFields(target, writes, (edit) => edits.push(edit));

    expect(replay(target, edits)).toEqual(result);
    expect(edits[0]).toEqual({
      path: '/metadata',
      before: null,
      after: { 'a/b': { 'c~d': '1' } },
      from: '/x',
    });
  });

  it('takes __proto__ and constructor as keys like others', () => {
    const result = writeFields({}, [write(['__proto__', 'polluted'], true), write(['constructor'], 1)]);

    expect(Object.keys(result as object)).toEqual(['__proto__', 'constructor']);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});
