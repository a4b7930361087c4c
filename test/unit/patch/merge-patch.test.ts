import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../src/model/json.ts';
import { mergePatch } from '../../../src/patch/merge-patch.ts';
import type { Edit } from '../../../src/patch/trace.ts';

/** RFC 7386, appendix A. */
const rfc: readonly (readonly [Json, Json, Json])[] = [
  [{ a: 'b' }, { a: 'c' }, { a: 'c' }],
  [{ a: 'b' }, { b: 'c' }, { a: 'b', b: 'c' }],
  [{ a: 'b' }, { a: null }, {}],
  [{ a: 'b', b: 'c' }, { a: null }, { b: 'c' }],
  [{ a: ['b'] }, { a: 'c' }, { a: 'c' }],
  [{ a: 'c' }, { a: ['b'] }, { a: ['b'] }],
  [{ a: { b: 'c' } }, { a: { b: 'd', c: null } }, { a: { b: 'd' } }],
  [{ a: [{ b: 'c' }] }, { a: [1] }, { a: [1] }],
  [
    ['a', 'b'],
    ['c', 'd'],
    ['c', 'd'],
  ],
  [{ a: 'b' }, ['c'], ['c']],
  [{ a: 'foo' }, null, null],
  [{ a: 'foo' }, 'bar', 'bar'],
  [{ e: null }, { a: 1 }, { e: null, a: 1 }],
  [[1, 2], { a: 'b', c: null }, { a: 'b' }],
  [{}, { a: { bb: { ccc: null } } }, { a: { bb: {} } }],
];

describe('a JSON merge patch', () => {
  for (const [target, patch, expected] of rfc) {
    it(`turns ${JSON.stringify(target)} with ${JSON.stringify(patch)} into ${JSON.stringify(expected)}`, () => {
      expect(mergePatch(target, patch)).toEqual(expected);
    });
  }

  it('shares what it does not name, and gives back the target when nothing changes', () => {
    const target = { a: { b: 1 }, c: { d: [1, 2] } };

    const changed = mergePatch(target, { a: { b: 2 } }) as typeof target;
    const same = mergePatch(target, { c: { d: [1, 2] }, x: null });

    expect(changed.c).toBe(target.c);
    expect(same).toBe(target);
  });

  it('reports what it writes, also where the value stays the same', () => {
    const edits: Edit[] = [];

    mergePatch({ a: 1, b: 2 }, { a: 1, b: null, c: null, 'd/e': 3 }, (edit) => edits.push(edit));

    expect(edits).toEqual([
      { path: '/a', before: 1, after: 1, from: '/a' },
      { path: '/b', before: 2, from: '/b' },
      { path: '/d~1e', after: 3, from: '/d~1e' },
    ]);
  });

  it('sets no prototype', () => {
    const patch = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"x": 1}}}');

    const result = mergePatch({ a: 1 }, patch) as JsonObject;

    expect(Object.getPrototypeOf(result)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(Object.hasOwn(result, '__proto__')).toBe(true);
  });
});
