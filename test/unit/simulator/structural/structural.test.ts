import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../src/model/json.ts';
import { structuralSchema } from '../../../../src/simulator/structural/compile.ts';

const spec = (properties: JsonObject, more: JsonObject = {}): JsonObject => ({
  type: 'object',
  properties: { spec: { type: 'object', properties, ...more } },
});

const thing = (value: Json): JsonObject => ({
  apiVersion: 'g/v1',
  kind: 'T',
  metadata: { name: 'x' },
  spec: value,
});

const faults = (properties: JsonObject, value: Json, more: JsonObject = {}): readonly string[] =>
  structuralSchema(spec(properties, more))
    .validate(thing(value))
    .map(({ field, message }) => `${field}: ${message}`);

describe('decoding a custom resource', () => {
  const schema = structuralSchema(
    spec({
      a: { type: 'string' },
      list: { type: 'array', items: { type: 'object', properties: { b: { type: 'string' } } } },
      free: {
        type: 'object',
        'x-kubernetes-preserve-unknown-fields': true,
        properties: { known: { type: 'object', properties: { k: { type: 'string' } } } },
      },
      embedded: {
        type: 'object',
        'x-kubernetes-embedded-resource': true,
        properties: { spec: { type: 'object' } },
      },
    }),
  );

  it('drops what is not declared, and names it', () => {
    const object = thing({
      a: '1',
      z: 1,
      list: [{ b: '1', y: 1 }],
      free: { w: 1, known: { k: '1', v: 1 } },
      embedded: { apiVersion: 'v1', kind: 'K', metadata: { name: 'n' }, other: 1 },
    });
    const sent = { ...object, metadata: { name: 'x', odd: 1 }, top: 1 };
    expect(schema.prune(sent)).toEqual(
      thing({
        a: '1',
        list: [{ b: '1' }],
        free: { w: 1, known: { k: '1' } },
        embedded: { apiVersion: 'v1', kind: 'K', metadata: { name: 'n' } },
      }),
    );
    expect(schema.unknownFields(sent)).toEqual([
      'metadata.odd',
      'spec.embedded.other',
      'spec.free.known.v',
      'spec.list[0].y',
      'spec.z',
      'top',
    ]);
  });

  it('gives back the very object when it drops nothing', () => {
    const object = thing({ a: '1', list: [{ b: '1' }] });
    expect(schema.prune(object)).toBe(object);
    expect(schema.fillDefaults(object)).toBe(object);
  });

  it('drops nulls that are not allowed, unless a default takes their place', () => {
    const nullable = structuralSchema(
      spec({
        plain: { type: 'string' },
        nullable: { type: 'string', nullable: true },
        defaulted: { type: 'string', default: 'd' },
      }),
    );
    const pruned = nullable.prune(thing({ plain: null, nullable: null, defaulted: null }));
    expect(nullable.fillDefaults(pruned)).toEqual(thing({ nullable: null, defaulted: 'd' }));
  });

  it('fills defaults in objects that are there or that a default makes, in lists and in maps', () => {
    const on: JsonObject = { type: 'object', properties: { on: { type: 'boolean', default: true } } };
    const defaults = structuralSchema(
      spec({
        made: { ...on, default: {} },
        absent: on,
        list: { type: 'array', items: on },
        map: { type: 'object', additionalProperties: on },
      }),
    );
    expect(defaults.fillDefaults(thing({ list: [{}, { on: false }], map: { k: {} } }))).toEqual(
      thing({ made: { on: true }, list: [{ on: true }, { on: false }], map: { k: { on: true } } }),
    );
  });
});

describe('validating a custom resource', () => {
  it('words a wrong type', () => {
    expect(faults({ size: { type: 'integer' } }, { size: 'big' })).toEqual([
      'spec.size: Invalid value: "string": spec.size in body must be of type integer: "string"',
    ]);
    expect(faults({ size: { type: 'integer' } }, { size: 1.5 })).toEqual([
      'spec.size: Invalid value: "number": spec.size in body must be of type integer: "number"',
      '<nil>: Invalid value: "": Checked value must be of type integer (default format) in spec.size',
    ]);
    expect(faults({ port: { 'x-kubernetes-int-or-string': true } }, { port: true })).toEqual([
      'spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"',
    ]);
  });

  it('words limits', () => {
    expect(faults({ n: { type: 'integer', minimum: 2 } }, { n: 1 })).toEqual([
      'spec.n: Invalid value: 1: spec.n in body should be greater than or equal to 2',
    ]);
    expect(faults({ n: { type: 'integer', maximum: 2, exclusiveMaximum: true } }, { n: 2 })).toEqual([
      'spec.n: Invalid value: 2: spec.n in body should be less than 2',
    ]);
    expect(faults({ s: { type: 'string', minLength: 3 } }, { s: 'ab' })).toEqual([
      'spec.s: Invalid value: "ab": spec.s in body should be at least 3 chars long',
    ]);
    expect(faults({ s: { type: 'string', maxLength: 1 } }, { s: 'ab' })).toEqual([
      'spec.s: Too long: may not be more than 1 byte',
    ]);
    expect(faults({ s: { type: 'string', pattern: '^a+$' } }, { s: 'b' })).toEqual([
      'spec.s: Invalid value: "b": spec.s in body should match \'^a+$\'',
    ]);
    expect(
      faults({ l: { type: 'array', maxItems: 1, items: { type: 'string' } } }, { l: ['a', 'b'] }),
    ).toEqual(['spec.l: Too many: 2: must have at most 1 item']);
    expect(faults({ s: { type: 'string', enum: ['a', 'b'] } }, { s: 'c' })).toEqual([
      'spec.s: Unsupported value: "c": supported values: "a", "b"',
    ]);
    expect(faults({ t: { type: 'string', format: 'date-time' } }, { t: 'now' })).toEqual([
      'spec.t: Invalid value: "now": spec.t in body must be of type date-time: "now"',
    ]);
  });

  it('words what is missing', () => {
    expect(faults({ a: { type: 'string' } }, {}, { required: ['a'] })).toEqual(['spec.a: Required value']);
  });

  it('names doubles in sets and keyed lists', () => {
    const set: JsonObject = { type: 'array', 'x-kubernetes-list-type': 'set', items: { type: 'string' } };
    expect(faults({ set }, { set: ['a', 'b', 'a', 'a'] })).toEqual(['spec.set[2]: Duplicate value: "a"']);
    const keyed: JsonObject = {
      type: 'array',
      'x-kubernetes-list-type': 'map',
      'x-kubernetes-list-map-keys': ['name'],
      items: { type: 'object', properties: { name: { type: 'string' }, v: { type: 'string' } } },
    };
    expect(faults({ keyed }, { keyed: [{ name: 'a', v: '1' }, { name: 'a' }] })).toEqual([
      'spec.keyed[1]: Duplicate value: {"name":"a"}',
    ]);
  });

  it('words combinations', () => {
    const oneOf: JsonObject = { oneOf: [{ required: ['a'] }, { required: ['b'] }] };
    const both: JsonObject = { a: { type: 'string' }, b: { type: 'string' } };
    expect(faults(both, { a: '1', b: '2' }, oneOf)).toEqual([
      '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found 2 valid alternatives',
    ]);
    expect(faults(both, {}, oneOf)[0]).toBe(
      '<nil>: Invalid value: "": "spec" must validate one and only one schema (oneOf). Found none valid',
    );
  });

  it('does not hold against an update what has not changed', () => {
    const schema = structuralSchema(spec({ n: { type: 'integer', minimum: 5 }, s: { type: 'string' } }));
    expect(schema.validate(thing({ n: 1, s: 'b' }), thing({ n: 1, s: 'a' }))).toEqual([]);
    expect(schema.validate(thing({ n: 2, s: 'b' }), thing({ n: 1, s: 'a' }))).toHaveLength(1);
  });

  it('looks only at the status of a write to /status, whose message names the path within it', () => {
    const schema = structuralSchema({
      type: 'object',
      properties: {
        spec: { type: 'object', properties: { n: { type: 'integer' } } },
        status: { type: 'object', properties: { phase: { type: 'string' } } },
      },
    });
    expect(schema.validateStatus({ ...thing({ n: 'x' }), status: { phase: 1 } })).toEqual([
      {
        reason: 'FieldValueTypeInvalid',
        message: 'Invalid value: "integer": phase in body must be of type string: "integer"',
        field: 'status.phase',
      },
    ]);
  });
});
