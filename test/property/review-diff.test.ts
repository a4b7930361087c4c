import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DesiredObject } from '../../src/model/desired.ts';
import type { Json } from '../../src/model/json.ts';
import { type KubeObject, resourceKey } from '../../src/model/resource.ts';
import { fieldChanges } from '../../src/review/diff/compare-fields.ts';
import { compareFleets } from '../../src/review/diff/compare-fleets.ts';
import type { Sides } from '../../src/review/diff/side.ts';
import { replay } from '../unit/patch/replay.ts';
import { sidesOf } from '../unit/review/diff/compared.ts';
import { deepFreeze } from './deep-freeze.ts';
import { files } from './random-fleet.ts';

const name = fc.constantFrom('a', 'b', 'c', 'd');
const scalar = fc.oneof(
  fc.constantFrom('x', 'y', '', '__proto__', 'a/b~c'),
  fc.nat(3),
  fc.boolean(),
  fc.constant(null),
);
const anything = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const listOf = <T>(item: fc.Arbitrary<T>) => fc.array(item, { maxLength: 5 });
const some = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [], noNullPrototype: true });

const container = some({
  name,
  image: scalar,
  args: listOf(scalar),
  env: listOf(some({ name, value: scalar })),
  ports: listOf(some({ containerPort: fc.nat(2), protocol: fc.constantFrom('TCP', 'UDP') })),
});
const odd = fc.oneof({ weight: 5, arbitrary: container }, { weight: 1, arbitrary: anything });
const object = fc
  .record({
    labels: fc.dictionary(fc.constantFrom('l', '__proto__', 'constructor', 'a/b'), scalar, {
      noNullPrototype: true,
    }),
    containers: fc.oneof({ weight: 6, arbitrary: listOf(odd) }, { weight: 1, arbitrary: anything }),
    tolerations: listOf(some({ key: name, operator: scalar })),
    anything,
  })
  .map(
    ({ labels, containers, tolerations, anything: unknown }) =>
      ({
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'd', labels },
        spec: { template: { spec: { containers, tolerations, unknown } } },
      }) as unknown as KubeObject,
  );

interface Place {
  readonly before?: DesiredObject | undefined;
  readonly after?: DesiredObject | undefined;
}

/** Every object of every binding that is not the same on both sides, found the slow way. */
const differences = ({ before, after }: Sides): ReadonlyMap<string, Place> => {
  const places = new Map<string, { before?: DesiredObject; after?: DesiredObject }>();
  for (const side of ['before', 'after'] as const) {
    for (const [binding, { state }] of { before, after }[side].plan.bindings) {
      for (const object of state?.objects ?? []) {
        const key = `${binding} ${object.key}`;
        places.set(key, { ...places.get(key), [side]: object });
      }
    }
  }
  return new Map([...places].filter(([, place]) => place.before?.digest !== place.after?.digest));
};

describe('the objects of a diff', () => {
  it('are all that differ and no other, each with the change that its cluster has', () => {
    fc.assert(
      fc.property(files, files, (from, to) => {
        const gone = Object.keys(from).filter((path) => !Object.hasOwn(to, path));
        const edits = { ...to, ...Object.fromEntries(gone.map((path) => [path, null])) };
        const { memo, ...sides } = sidesOf(from, edits);

        const { objects } = compareFleets(sides, { memo });

        const expected = differences(sides);
        const told = objects.flatMap((change) =>
          change.clusters.names.map(
            (cluster) => [`${change.subscription}@${cluster} ${resourceKey(change.id)}`, change] as const,
          ),
        );
        expect(told.map(([key]) => key).sort()).toEqual([...expected.keys()].sort());
        for (const [key, { kind, fields, differs }] of told) {
          const { before, after } = expected.get(key) ?? {};
          expect(kind).toBe(!before ? 'created' : !after ? 'removed' : 'changed');
          if (before && after && differs.length === 0) {
            expect(replay(before.object, fields)).toEqual(after.object);
          }
        }
      }),
      { numRuns: 150 },
    );
  });
});

describe('the fields of a diff', () => {
  it('applied to the object before, one after the other, give the object after', () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        deepFreeze([before, after]);

        const changes = fieldChanges(before, after);

        expect(replay(before, changes)).toEqual(after);
      }),
      { numRuns: 1_000 },
    );
  });

  it('are none where two objects are equal, and are the same whatever order keys were written in', () => {
    fc.assert(
      fc.property(object, object, (before, after) => {
        const copy = JSON.parse(JSON.stringify(before)) as KubeObject;
        const turned = Object.fromEntries(Object.entries(after).reverse()) as unknown as KubeObject;

        expect(fieldChanges(before, copy)).toEqual([]);
        expect(fieldChanges(before, turned)).toEqual(fieldChanges(before, after));
      }),
    );
  });
});
