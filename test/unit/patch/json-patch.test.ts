import { describe, expect, it } from 'vitest';
import type { Json } from '../../../src/model/json.ts';
import { type JsonPatchOptions, jsonPatch, jsonPatchLimits } from '../../../src/patch/json-patch.ts';
import type { Edit } from '../../../src/patch/trace.ts';
import { replay } from './replay.ts';

const target = { spec: { replicas: 1, list: ['a', 'b'], 'a/b': 1, 'm~n': 2 }, other: { kept: [1] } };
const run = (patch: Json, options?: JsonPatchOptions) => jsonPatch(target, patch, options);

const applied: readonly (readonly [string, Json, unknown])[] = [
  ['replaces', [{ op: 'replace', path: '/spec/replicas', value: 3 }], { replicas: 3 }],
  ['adds a member', [{ op: 'add', path: '/spec/x', value: null }], { x: null }],
  ['adds over a member', [{ op: 'add', path: '/spec/replicas', value: 4 }], { replicas: 4 }],
  ['inserts', [{ op: 'add', path: '/spec/list/1', value: 'n' }], { list: ['a', 'n', 'b'] }],
  ['appends', [{ op: 'add', path: '/spec/list/-', value: 'n' }], { list: ['a', 'b', 'n'] }],
  ['appends by index', [{ op: 'add', path: '/spec/list/2', value: 'n' }], { list: ['a', 'b', 'n'] }],
  ['removes an item', [{ op: 'remove', path: '/spec/list/0' }], { list: ['b'] }],
  ['moves inside a list', [{ op: 'move', from: '/spec/list/0', path: '/spec/list/1' }], { list: ['b', 'a'] }],
  ['copies', [{ op: 'copy', from: '/spec/list', path: '/spec/copy' }], { copy: ['a', 'b'] }],
  [
    'reads escapes',
    [
      { op: 'replace', path: '/spec/a~1b', value: 2 },
      { op: 'test', path: '/spec/m~0n', value: 2 },
    ],
    { 'a/b': 2 },
  ],
  ['tests deeply', [{ op: 'test', path: '/spec/list', value: ['a', 'b'] }], {}],
];

const refused: readonly (readonly [string, Json, string, string])[] = [
  ['a list that is none', { op: 'add' }, 'malformed', ''],
  ['an operation that is none', [7], 'malformed', '/0'],
  ['an unknown operation', [{ op: 'merge', path: '/spec' }], 'malformed', '/0'],
  ['a path without a slash', [{ op: 'remove', path: 'spec' }], 'malformed', '/0/path'],
  ['a wrong escape', [{ op: 'remove', path: '/spec/a~2b' }], 'malformed', '/0/path'],
  ['an add without a value', [{ op: 'add', path: '/spec/x' }], 'malformed', '/0'],
  ['a move without a from', [{ op: 'move', path: '/spec/x' }], 'malformed', '/0'],
  ['a leading zero', [{ op: 'remove', path: '/spec/list/00' }], 'malformed', '/0'],
  ['an index beyond the end', [{ op: 'add', path: '/spec/list/3', value: 1 }], 'malformed', '/0'],
  ['a move into itself', [{ op: 'move', from: '/spec', path: '/spec/x' }], 'malformed', '/0'],
  [
    'a move past the end of the shorter list',
    [{ op: 'move', from: '/spec/list/0', path: '/spec/list/2' }],
    'malformed',
    '/0',
  ],
  ['a missing parent', [{ op: 'add', path: '/none/x', value: 1 }], 'missing', '/0'],
  ['a missing member to replace', [{ op: 'replace', path: '/spec/none', value: 1 }], 'missing', '/0'],
  ['a missing member to remove', [{ op: 'remove', path: '/spec/none' }], 'missing', '/0'],
  ['a missing item to replace', [{ op: 'replace', path: '/spec/list/9', value: 1 }], 'missing', '/0'],
  ['a missing source', [{ op: 'copy', from: '/none', path: '/spec/x' }], 'missing', '/0'],
  ['a path through a number', [{ op: 'add', path: '/spec/replicas/x', value: 1 }], 'missing', '/0'],
  ['an inherited name', [{ op: 'remove', path: '/spec/toString' }], 'missing', '/0'],
  ['an inherited parent', [{ op: 'add', path: '/constructor/x', value: 1 }], 'missing', '/0'],
  ['a prototype', [{ op: 'add', path: '/__proto__/x', value: 1 }], 'missing', '/0'],
  ['a prototype as a member', [{ op: 'add', path: '/spec/__proto__', value: 1 }], 'malformed', '/0'],
  ['a failed test', [{ op: 'test', path: '/spec/replicas', value: 2 }], 'test-failed', '/0'],
  [
    'the second operation, by its index',
    [
      { op: 'test', path: '/spec/replicas', value: 1 },
      { op: 'remove', path: '/x' },
    ],
    'missing',
    '/1',
  ],
  [
    'a pointer without end',
    [{ op: 'add', path: '/a'.repeat(jsonPatchLimits.depth + 1), value: 1 }],
    'limit',
    '/0/path',
  ],
];

describe('a JSON patch', () => {
  for (const [name, patch, expected] of applied) {
    it(name, () => {
      const edits: Edit[] = [];

      const outcome = run(patch, { record: (edit) => edits.push(edit) });

      expect(outcome).toEqual({
        ok: true,
        value: { ...target, spec: { ...target.spec, ...(expected as object) } },
      });
      expect(replay(target, edits)).toEqual(outcome.ok && outcome.value);
    });
  }

  for (const [name, patch, problem, at] of refused) {
    it(`refuses ${name}`, () => {
      const edits: Edit[] = [];

      const outcome = run(patch, { record: (edit) => edits.push(edit) });

      expect(outcome).toMatchObject({ ok: false, problem, at });
      expect(edits).toEqual([]);
    });
  }

  it('shares what it does not touch and leaves its arguments alone', () => {
    const before = structuredClone(target);
    const patch = [
      { op: 'add', path: '/spec/new', value: { list: [] } },
      { op: 'add', path: '/spec/new/list/-', value: 1 },
    ];
    const written = structuredClone(patch);

    const outcome = run(patch);

    expect(outcome.ok && (outcome.value as typeof target).other).toBe(target.other);
    expect(target).toEqual(before);
    expect(patch).toEqual(written);
  });

  it('keeps what it reported when later operations go on', () => {
    const edits: Edit[] = [];
    const patch: Json = [
      { op: 'add', path: '/spec/x', value: { y: [] } },
      { op: 'copy', from: '/spec/x', path: '/spec/z' },
      { op: 'add', path: '/spec/x/y/-', value: 1 },
      { op: 'move', from: '/spec/x', path: '/spec/w' },
      { op: 'add', path: '/spec/w/y/-', value: 2 },
      { op: 'add', path: '/spec/z/y/-', value: 3 },
    ];

    const outcome = run(patch, { record: (edit) => edits.push(edit) });

    expect(outcome).toMatchObject({ value: { spec: { w: { y: [1, 2] }, z: { y: [3] } } } });
    expect(replay(target, edits)).toEqual(outcome.ok && outcome.value);
  });

  it('says where a value was moved or copied from', () => {
    const edits: Edit[] = [];

    run(
      [
        { op: 'move', from: '/spec/replicas', path: '/spec/size' },
        { op: 'copy', from: '/spec/size', path: '/spec/list/-' },
        { op: 'add', path: '/spec/x', value: 1 },
      ],
      { record: (edit) => edits.push(edit) },
    );

    expect(edits.map(({ path, origin }) => [path, origin])).toEqual([
      ['/spec/replicas', undefined],
      ['/spec/size', '/spec/replicas'],
      ['/spec/list/2', '/spec/size'],
      ['/spec/x', undefined],
    ]);
  });

  it('makes missing parents where it may, and says so', () => {
    const edits: Edit[] = [];
    const patch: Json = [
      { op: 'add', path: '/meta/finalizers/-', value: 'f' },
      { op: 'replace', path: '/meta/labels/a', value: 'b' },
    ];

    const outcome = run(patch, { onMissing: 'create', record: (edit) => edits.push(edit) });

    expect(outcome).toMatchObject({ value: { meta: { finalizers: ['f'], labels: { a: 'b' } } } });
    expect(replay(target, edits)).toEqual(outcome.ok && outcome.value);
  });

  it('makes nothing for what only reads or removes', () => {
    expect(run([{ op: 'remove', path: '/meta/x' }], { onMissing: 'create' })).toMatchObject({
      problem: 'missing',
    });
    expect(run([{ op: 'test', path: '/meta/x', value: 1 }], { onMissing: 'create' })).toMatchObject({
      problem: 'missing',
    });
  });

  it('adds by replace only for Clusternet, and only below what is there', () => {
    const options = { replaceAdds: true };

    expect(run([{ op: 'replace', path: '/spec/new', value: 1 }], options)).toMatchObject({
      value: { spec: { new: 1 } },
    });
    expect(run([{ op: 'replace', path: '/none/new', value: 1 }], options)).toMatchObject({
      problem: 'missing',
    });
    expect(run([{ op: 'replace', path: '/spec/list/7', value: 1 }], options)).toMatchObject({
      problem: 'missing',
    });
  });

  it('refuses more operations than it may have', () => {
    const operation = { op: 'test', path: '/spec/replicas', value: 1 };

    expect(run(Array(jsonPatchLimits.operations).fill(operation))).toMatchObject({ ok: true });
    expect(run(Array(jsonPatchLimits.operations + 1).fill(operation))).toMatchObject({ problem: 'limit' });
  });

  it('refuses moves that copy a long list again and again', () => {
    const long = { list: Array.from({ length: 300_000 }, (_, index) => index) };
    const around = { op: 'move', from: '/list/0', path: '/list/-' };

    expect(jsonPatch(long, Array(10).fill(around))).toMatchObject({ ok: true });
    expect(jsonPatch(long, Array(jsonPatchLimits.operations).fill(around))).toMatchObject({
      problem: 'limit',
      at: '/15',
    });
  });

  it('refuses copies that double the object until nothing holds it', () => {
    const doubling = Array.from({ length: 60 }, (_, index) => ({ op: 'copy', from: '', path: `/c${index}` }));

    expect(run(doubling)).toMatchObject({ problem: 'limit' });
  });
});
