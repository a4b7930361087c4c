import fc from 'fast-check';
import { isJsonObject, type Json, type JsonObject } from '../../../../../src/model/json.ts';
import {
  apply,
  type Case,
  get,
  jsonPatch,
  mergePatch,
  put,
  type RequestStep,
  remove,
  strategicPatch,
} from '../step.ts';
import { type RandomKind, randomKinds } from './objects.ts';

const manager = fc.constantFrom('one', 'two', 'three');
const writer = fc.constantFrom('one', 'two', 'hand');
const label = fc.constantFrom('a', 'b', 'c');
const labels: fc.Arbitrary<JsonObject> = fc.record(
  {
    labels: fc.record({ a: label, b: label, c: label }, { requiredKeys: [] }),
    annotations: fc.record({ n: label }, { requiredKeys: [] }),
  },
  { requiredKeys: [] },
);

/** Members of both, the second's where both have them. */
const joined = (a: JsonObject, b: JsonObject): JsonObject => {
  const result: Record<string, Json> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const before = result[key];
    result[key] = isJsonObject(before) && isJsonObject(value) ? joined(before, value) : value;
  }
  return result;
};

/** With `whole` what the kind always needs is in it. */
const bodyOf = (kind: RandomKind, whole: boolean): fc.Arbitrary<JsonObject> =>
  fc.tuple(kind.parts, labels).map(([parts, metadata]) => ({
    apiVersion: kind.apiVersion,
    kind: kind.kind,
    metadata: { name: 'one', ...metadata },
    ...(whole ? joined(kind.always, parts) : parts),
  }));

const patchOf = (kind: RandomKind): fc.Arbitrary<JsonObject> =>
  fc.oneof(
    { weight: 3, arbitrary: kind.parts },
    { weight: 1, arbitrary: labels.map((metadata) => ({ metadata })) },
  );

const operation = (kind: RandomKind): fc.Arbitrary<JsonObject> =>
  fc
    .tuple(fc.constantFrom(...kind.pointers), fc.constantFrom('add', 'replace', 'remove'))
    .map(([[path, value], op]) => (op === 'remove' ? { op, path } : { op, path, value }));

/** An entry as a tool writes it that hands ownership over; old, so that its place among the others is known. */
const entryOf = (kind: RandomKind, operation: string, fieldsV1: Json): Json => ({
  manager: 'one',
  operation,
  apiVersion: kind.apiVersion,
  time: '2024-01-01T00:00:00Z',
  fieldsType: 'FieldsV1',
  fieldsV1,
});

/** Whole lists only: which entry stands at which place depends on the turn of a second. */
const fieldEdit = (kind: RandomKind): fc.Arbitrary<Json> =>
  fc
    .constantFrom<Json>(
      [{}],
      [],
      [entryOf(kind, 'Apply', { 'f:metadata': { 'f:labels': { 'f:a': {} } } })],
      [entryOf(kind, 'Update', { 'f:metadata': { 'f:labels': { '.': {}, 'f:b': {} } } })],
      [entryOf(kind, 'Apply', { 'f:spec': {}, 'f:data': { '.': {}, 'f:a': {} } })],
    )
    .map((value) => [{ op: 'replace', path: '/metadata/managedFields', value }]);

type Weighted = { readonly weight: number; readonly arbitrary: fc.Arbitrary<RequestStep> };

const subresources = (kind: RandomKind, at: string): readonly Weighted[] => [
  ...(kind.status
    ? [
        {
          weight: 2,
          arbitrary: fc
            .tuple(kind.status, writer)
            .map(([status, by]) => mergePatch(`${at}/status?fieldManager=${by}`, { status })),
        },
        {
          weight: 1,
          arbitrary: fc
            .tuple(kind.status, manager, fc.boolean())
            .map(([status, by, force]) =>
              apply(
                `${at}/status`,
                { apiVersion: kind.apiVersion, kind: kind.kind, metadata: { name: 'one' }, status },
                { manager: by, query: `force=${force}` },
              ),
            ),
        },
      ]
    : []),
  ...(kind.scales
    ? [
        {
          weight: 2,
          arbitrary: fc
            .tuple(fc.integer({ min: 0, max: 4 }), writer)
            .map(([replicas, by]) => mergePatch(`${at}/scale?fieldManager=${by}`, { spec: { replicas } })),
        },
      ]
    : []),
];

const steps = (kind: RandomKind): fc.Arbitrary<RequestStep> => {
  const at = `${kind.path}/one`;
  return fc.oneof(
    {
      weight: 9,
      arbitrary: fc
        .tuple(bodyOf(kind, true), manager, fc.boolean())
        .map(([body, by, force]) => apply(at, body, { manager: by, query: `force=${force}` })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(bodyOf(kind, false), manager, fc.boolean())
        .map(([body, by, force]) => apply(at, body, { manager: by, query: `force=${force}` })),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(bodyOf(kind, true), writer)
        .map(([body, by]) => put(`${at}?fieldManager=${by}`, body)),
    },
    {
      weight: 4,
      arbitrary: fc
        .tuple(patchOf(kind), writer)
        .map(([body, by]) => mergePatch(`${at}?fieldManager=${by}`, body)),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(patchOf(kind), writer)
        .map(([body, by]) => strategicPatch(`${at}?fieldManager=${by}`, body)),
    },
    {
      weight: 3,
      arbitrary: fc
        .tuple(fc.array(operation(kind), { minLength: 1, maxLength: 2 }), writer)
        .map(([body, by]) => jsonPatch(`${at}?fieldManager=${by}`, body)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fieldEdit(kind), writer)
        .map(([body, by]) => jsonPatch(`${at}?fieldManager=${by}`, body)),
    },
    { weight: 1, arbitrary: fc.constant(remove(at)) },
    ...subresources(kind, at),
  );
};

const length = 20;

const sequence: fc.Arbitrary<Case> = fc.nat().chain((number) =>
  fc.constantFrom(...randomKinds).chain((kind) =>
    fc.array(steps(kind), { minLength: length, maxLength: length }).map((list) => ({
      name: `${kind.name} ${number}`,
      steps: [...list, get(`${kind.path}/one`)],
    })),
  ),
);

/** So many sequences of 20 operations, each on one object of one kind, and a last look; the same for one seed. */
export const randomSequences = (seed: number, count: number): readonly Case[] =>
  fc.sample(sequence, { seed, numRuns: count });
