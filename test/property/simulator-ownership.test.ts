import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { JsonObject } from '../../src/model/json.ts';
import {
  difference,
  equalSets,
  type FieldSet,
  includes,
  intersection,
  isEmptySet,
  recursiveDifference,
  union,
} from '../../src/simulator/ownership/field-set.ts';
import { mergeTypeOf } from '../../src/simulator/ownership/merge-type.ts';
import { ownedFields } from '../../src/simulator/ownership/owned-fields.ts';
import { Bench, things } from '../unit/simulator/ownership/ownership-bench.ts';
import { deepFreeze } from './deep-freeze.ts';

const word = fc.constantFrom('a', 'b', 'c');
// none empty: an applied `[]` or `{}` over what the applier owned goes away with it, and comes back when it is applied again
const words = fc.uniqueArray(word, { minLength: 1, maxLength: 3 });
const wordMap = fc.dictionary(word, word, { minKeys: 1, maxKeys: 3 });

const spec = fc.record(
  {
    size: fc.integer({ min: 0, max: 2 }),
    atomicList: words,
    set: words,
    one: fc.uniqueArray(fc.record({ name: word, value: word }, { requiredKeys: ['name'] }), {
      minLength: 1,
      maxLength: 3,
      selector: ({ name }) => name,
    }),
    granular: wordMap,
    atomicMap: fc.record({ a: word, b: word }, { requiredKeys: [] }),
    free: wordMap,
  },
  { requiredKeys: [] },
);

interface Write {
  readonly manager: string;
  readonly how: 'apply' | 'update';
  readonly spec: JsonObject;
}

const write = fc.record({
  manager: fc.constantFrom('m1', 'm2', 'm3'),
  how: fc.constantFrom('apply' as const, 'update' as const),
  spec: spec as fc.Arbitrary<JsonObject>,
});

const run = (bench: Bench, { manager, how, spec: wanted }: Write): JsonObject => {
  deepFreeze(bench.live);
  const object = bench.object({ spec: wanted });
  deepFreeze(object);
  if (how === 'apply') return bench.apply(manager, object, { force: true });
  return bench.update(manager, { ...bench.live, ...object, metadata: bench.live?.metadata ?? { name: 'x' } });
};

const type = mergeTypeOf(things.schema);
const sets: fc.Arbitrary<FieldSet> = spec.map((value) => ownedFields(type, { spec: value as JsonObject }));

describe('field ownership over random writes', () => {
  it('never writes to what it is given, and applying again changes nothing', () => {
    fc.assert(
      fc.property(fc.array(write, { minLength: 1, maxLength: 12 }), (writes) => {
        const bench = new Bench(things);
        for (const one of writes) {
          const after = run(bench, one);
          // an object that has lost all its owners is tracked anew, as one from before the first apply
          if (one.how === 'apply' && bench.owners().length > 0) expect(run(bench, one)).toEqual(after);
        }
      }),
    );
  });

  it('reads what it wrote, wherever it was kept', () => {
    fc.assert(
      fc.property(fc.array(write, { minLength: 1, maxLength: 8 }), write, (writes, last) => {
        const [here, there] = [new Bench(things), new Bench(things)];
        for (const one of writes) {
          run(here, one);
          there.live = here.live;
          run(there, one);
        }
        there.live = JSON.parse(JSON.stringify(here.live)) as JsonObject;
        const a = run(here, { ...last, how: 'update' });
        const b = run(there, { ...last, how: 'update' });
        const untimed = (object: JsonObject): unknown =>
          JSON.parse(JSON.stringify(object).replaceAll(/"time":"[^"]*"/g, '"time":""'));
        expect(untimed(b)).toEqual(untimed(a));
      }),
    );
  });

  it('lets an applier own just what it applied, as long as nobody else writes', () => {
    fc.assert(
      fc.property(spec, spec, (first, second) => {
        const bench = new Bench(things);
        bench.apply('m', bench.object({ spec: first as JsonObject }));
        bench.apply('m', bench.object({ spec: second as JsonObject }));
        const owned = ownedFields(type, { spec: second as JsonObject });
        expect(equalSets((bench.fields('m') ?? {}) as FieldSet, owned)).toBe(true);
      }),
    );
  });
});

describe('sets of fields', () => {
  it('obey the laws of sets', () => {
    fc.assert(
      fc.property(sets, sets, (a, b) => {
        expect(equalSets(union(a, b), union(b, a))).toBe(true);
        expect(includes(union(a, b), a)).toBe(true);
        expect(isEmptySet(intersection(difference(a, b), b))).toBe(true);
        expect(equalSets(union(difference(a, b), intersection(a, b)), a)).toBe(true);
        expect(includes(difference(a, b), recursiveDifference(a, b))).toBe(true);
        expect(isEmptySet(recursiveDifference(a, a))).toBe(true);
      }),
    );
  });
});
