import type { JsonObject } from '../../../../../src/model/json.ts';
import { gauge, gaugeDefinition, paths, withGauges } from '../objects.ts';
import {
  accept,
  apply,
  awaitStatus,
  type Case,
  get,
  jsonPatch,
  mergePatch,
  post,
  put,
  remove,
  strategicPatch,
} from '../step.ts';

const { definitions, gauges } = paths;
const one = `${gauges}/one`;
const definition = `${definitions}/gauges.{ns}.test`;
const string: JsonObject = { type: 'string' };

/** A definition with something of its spec changed. */
const definedWith = (spec: JsonObject): JsonObject => {
  const made = gaugeDefinition({ type: 'object' }, {});
  return { ...made, spec: { ...(made.spec as JsonObject), ...spec } };
};
const versionWith = (rest: JsonObject): JsonObject =>
  definedWith({ versions: [{ name: 'v1', served: true, storage: true, ...rest }] });
const schemaWith = (schema: JsonObject): JsonObject => versionWith({ schema: { openAPIV3Schema: schema } });

/** CustomResourceDefinitions and their objects: schemas, defaults, pruning, validation, ownership. */
export const customResourceCases: readonly Case[] = [
  {
    name: 'objects of a custom kind get defaults and lose what is not declared',
    steps: [
      ...withGauges(),
      post(
        gauges,
        gauge('one', {
          size: 1,
          unknown: 1,
          any: { what: { ever: [1] } },
          byName: [{ name: 'a', extra: 1 }],
        }),
      ),
      get(one),
      put(`${one}?fieldValidation=Strict`, gauge('one', { size: 1, unknown: 1 })),
      put(`${one}?fieldValidation=Warn`, gauge('one', { size: 1, unknown: 1, deep: { inner: {}, x: 1 } })),
      mergePatch(one, { spec: { deep: { inner: { name: 'x' } }, mode: null, maybe: null } }),
      jsonPatch(one, [{ op: 'add', path: '/spec/byPort', value: [{ port: 80 }] }]),
      strategicPatch(one, { spec: { size: 2 } }),
      mergePatch(one, { spec: { port: 80 } }),
      mergePatch(one, { spec: { port: 'http' } }),
      get(one, { headers: accept.table }),
      get(one, { headers: accept.metadata }),
      get(gauges),
      remove(one),
      get(one),
    ],
  },
  {
    name: 'objects of a custom kind are validated',
    steps: [
      ...withGauges(),
      ...[
        { size: 'x' },
        { size: 101 },
        { size: -1 },
        { size: 1.5 },
        { mode: 'other' },
        { note: 'UPPER' },
        { note: 'a'.repeat(11) },
        { note: null },
        { maybe: null },
        { set: ['a', 'a'] },
        { byName: [{ name: 'a' }, { name: 'a' }] },
        { byName: [{ value: 'without-name' }] },
        { byPort: [{ port: 80 }, { port: 80, protocol: 'TCP' }] },
        { byPort: [{ port: 80 }, { port: 80, protocol: 'UDP' }] },
        { port: true },
        { port: 1.5 },
        { free: { a: 1 } },
        { whole: 'x' },
        { atomic: 'x' },
        { atomic: [1] },
        { ratio: 'x' },
        { ratio: 1.5, on: true },
        { on: 'yes' },
        { size: 'x', mode: 'other', set: 'x' },
      ].map((spec) => post(`${gauges}?dryRun=All`, gauge('one', spec as JsonObject))),
      post(gauges, { ...gauge('one', {}), spec: 'text' }),
      post(gauges, gauge('Not_A_Name', {})),
      post(gauges, gauge('one', {}, { labels: { 'not a key': 'x' } })),
      post(gauges, gauge('one', {}, { labels: 'x' })),
      apply(one, gauge('one', { size: 'x' })),
      apply(one, gauge('one', { unknown: 1 })),
      apply(one, gauge('one', { set: ['a', 'a'] })),
      apply(one, gauge('one', { byName: [{ name: 'a' }, { name: 'a' }] })),
      apply(one, gauge('one', { byName: [{ value: 'x' }] })),
    ],
  },
  {
    name: 'every kind of list and map by two managers',
    steps: [
      ...withGauges(),
      apply(
        one,
        gauge('one', {
          atomic: ['a', 'b'],
          plain: [{ a: 'x' }],
          set: ['a', 'b'],
          byName: [{ name: 'a', value: '1', tags: ['x'] }, { name: 'b' }],
          byPort: [{ port: 80 }, { port: 80, protocol: 'UDP' }],
          free: { a: '1', b: '2' },
          whole: { x: '1' },
          deep: { inner: { name: 'n' } },
          any: { a: { b: 1 }, list: [1, { x: 1 }] },
          port: 80,
        }),
      ),
      apply(
        one,
        gauge('one', {
          set: ['c', 'a'],
          byName: [
            { name: 'c', value: '3' },
            { name: 'a', tags: ['y'] },
          ],
          byPort: [{ port: 81 }],
          free: { c: '3' },
          any: { a: { c: 2 } },
        }),
        { manager: 'two' },
      ),
      apply(one, gauge('one', { atomic: ['a', 'c'], whole: { y: '1' }, plain: [{ a: 'y' }], port: 'x' }), {
        manager: 'two',
      }),
      apply(one, gauge('one', { atomic: ['a', 'c'], whole: { y: '1' }, plain: [{ a: 'y' }], port: 'x' }), {
        manager: 'two',
        query: 'force=true',
      }),
      apply(
        one,
        gauge('one', { set: ['d'], byName: [{ name: 'd' }, { name: 'a', value: '1' }], any: { a: {} } }),
      ),
      mergePatch(`${one}?fieldManager=hand`, {
        spec: { set: ['z', 'd'], byName: [{ name: 'z' }, { name: 'a', weight: 9 }] },
      }),
      apply(one, gauge('one', { byName: [{ name: 'a', weight: 8 }] })),
      apply(one, gauge('one', { size: 1, byName: [], set: [], free: {}, whole: {}, atomic: [] }), {
        query: 'force=true',
      }),
      apply(one, gauge('one', {}), { manager: 'two' }),
      apply(one, { apiVersion: '{ns}.test/v1', kind: 'Gauge' }),
    ],
  },
  {
    name: 'nulls in objects of a custom kind',
    steps: [
      ...withGauges(),
      apply(one, gauge('one', { maybe: null, mode: null, size: null, free: null, set: null })),
      apply(one, gauge('one', { maybe: 'x', free: { a: null } })),
      apply(one, gauge('one', { maybe: null })),
      put(one, gauge('one', { maybe: null, note: null, byName: null, deep: null })),
      mergePatch(one, { spec: { any: { x: null, y: { z: null } } } }),
      jsonPatch(one, [{ op: 'add', path: '/spec/any', value: { x: null } }]),
    ],
  },
  {
    name: 'a definition is served, changes and goes with its objects',
    steps: [
      post(definitions, gaugeDefinition()),
      awaitStatus(gauges, 200),
      get(definition),
      get('/apis/{ns}.test'),
      get('/apis/{ns}.test/v1'),
      post(gauges, gauge('one', { size: 1 })),
      apply(definition, {
        apiVersion: 'apiextensions.k8s.io/v1',
        kind: 'CustomResourceDefinition',
        metadata: { name: 'gauges.{ns}.test', labels: { a: 'b' } },
      }),
      mergePatch(definition, { spec: { scope: 'Cluster' } }),
      mergePatch(definition, { spec: { group: 'other.test' } }),
      mergePatch(definition, { spec: { names: { plural: 'others' } } }),
      remove(definition),
      awaitStatus(definition, 404),
      // the real server serves the kind a moment longer than its definition, and then finds no object of it
      awaitStatus(gauges, 404),
      get(one),
    ],
  },
  {
    name: 'definitions that are refused',
    steps: [
      post(definitions, { ...gaugeDefinition(), metadata: { name: 'wrong.{ns}.test' } }),
      post(definitions, definedWith({ scope: 'Wrong' })),
      post(definitions, definedWith({ versions: [] })),
      post(definitions, definedWith({ names: { kind: 'Gauge' } })),
      post(definitions, definedWith({ names: { kind: 'not a kind', plural: 'gauges' } })),
      post(definitions, versionWith({})),
      post(definitions, schemaWith({ type: 'object', properties: { a: {} } })),
      post(definitions, schemaWith({ type: 'string' })),
      post(definitions, schemaWith({ type: 'object', properties: { a: { type: 'wrong' } } })),
      post(definitions, schemaWith({ type: 'object', properties: { a: { type: 'array' } } })),
      post(
        definitions,
        schemaWith({
          type: 'object',
          properties: { a: { type: 'array', items: { ...string }, 'x-kubernetes-list-type': 'map' } },
        }),
      ),
      post(definitions, schemaWith({ type: 'object', properties: { a: { ...string, default: 1 } } })),
      post(definitions, schemaWith({ type: 'object', properties: { a: { ...string, pattern: '(' } } })),
      post(
        definitions,
        definedWith({
          versions: [
            { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
            { name: 'v2', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
          ],
        }),
      ),
    ],
  },
  {
    name: 'a kind of two versions is read and applied in both',
    steps: [
      post(
        definitions,
        definedWith({
          versions: ['v1', 'v2'].map((name) => ({
            name,
            served: true,
            storage: name === 'v2',
            schema: {
              openAPIV3Schema: {
                type: 'object',
                properties: { spec: { type: 'object', properties: { a: string, b: string } } },
              },
            },
          })),
        }),
      ),
      awaitStatus(gauges, 200),
      awaitStatus('/apis/{ns}.test/v2/namespaces/{ns}/gauges', 200),
      get('/apis/{ns}.test'),
      apply(one, gauge('one', { a: '1' })),
      get('/apis/{ns}.test/v2/namespaces/{ns}/gauges/one'),
      apply('/apis/{ns}.test/v2/namespaces/{ns}/gauges/one', {
        ...gauge('one', { a: '1', b: '2' }),
        apiVersion: '{ns}.test/v2',
      }),
      apply(one, gauge('one', { a: '2' }), { manager: 'two' }),
      mergePatch(`${one}?fieldManager=hand`, { spec: { b: '3' } }),
      apply('/apis/{ns}.test/v2/namespaces/{ns}/gauges/one', {
        ...gauge('one', { b: '4' }),
        apiVersion: '{ns}.test/v2',
      }),
    ],
  },
  {
    name: 'a cluster-scoped kind, and one with columns of its own',
    steps: [
      post(definitions, {
        ...gaugeDefinition(
          {
            type: 'object',
            properties: { spec: { type: 'object', properties: { size: { type: 'integer' } } } },
          },
          {
            additionalPrinterColumns: [
              { name: 'Size', type: 'integer', jsonPath: '.spec.size', description: 'how large' },
              { name: 'Wide', type: 'string', jsonPath: '.spec.note', priority: 1 },
              { name: 'Age', type: 'date', jsonPath: '.metadata.creationTimestamp' },
            ],
          },
        ),
      }),
      awaitStatus(gauges, 200),
      post(gauges, gauge('one', { size: 1 })),
      get(gauges, { headers: accept.table }),
    ],
  },
];
