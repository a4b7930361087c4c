import { describe, expect, it } from 'vitest';
import type { Json, JsonObject } from '../../../../src/model/json.ts';
import { structuralSchema } from '../../../../src/simulator/structural/compile.ts';

const rules = (...list: readonly JsonObject[]): JsonObject => ({ 'x-kubernetes-validations': list });

const schema = structuralSchema({
  type: 'object',
  properties: {
    spec: {
      type: 'object',
      ...rules(
        { rule: 'self.min <= self.max', message: 'min must not be above max' },
        { rule: 'self.max < 100', messageExpression: "'max' + ' is big'", fieldPath: '.max' },
        { rule: "quantity('1').isInteger()" },
      ),
      properties: {
        min: { type: 'integer', default: 0 },
        max: { type: 'integer', default: 10, ...rules({ rule: 'self != 13' }) },
        name: {
          type: 'string',
          ...rules({ rule: "self.matches('^[a-z]*$')", reason: 'FieldValueForbidden' }),
        },
        fixed: { type: 'string', ...rules({ rule: 'self == oldSelf', message: 'immutable' }) },
        half: { type: 'number', ...rules({ rule: 'self < 2.5' }) },
      },
    },
  },
});

const thing = (spec: Json): JsonObject =>
  schema.fillDefaults({ apiVersion: 'g/v1', kind: 'T', metadata: { name: 'x' }, spec });

const faults = (spec: Json, live?: Json): readonly string[] =>
  schema
    .validate(thing(spec), live === undefined ? undefined : thing(live))
    .map(({ reason, field, message }) => `${reason} ${field}: ${message}`);

describe('rules of a custom resource', () => {
  it('word what they refuse as the API server does', () => {
    expect(faults({ min: 5, max: 3 })).toEqual([
      'FieldValueInvalid spec: Invalid value: min must not be above max',
    ]);
    expect(faults({ max: 13 })).toEqual([
      'FieldValueInvalid spec.max: Invalid value: 13: failed rule: self != 13',
    ]);
    expect(faults({ max: 200 })).toEqual(['FieldValueInvalid spec.max: Invalid value: max is big']);
    expect(faults({ name: 'A' })).toEqual([
      "FieldValueForbidden spec.name: Forbidden: failed rule: self.matches('^[a-z]*$')",
    ]);
  });

  it('see numbers as what the schema says', () => {
    expect(faults({ half: 2 })).toEqual([]);
    expect(faults({ half: 3 })).toHaveLength(1);
  });

  it('of a transition speak only of updates', () => {
    expect(faults({ fixed: 'a' })).toEqual([]);
    expect(faults({ fixed: 'b' }, { fixed: 'a' })).toEqual([
      'FieldValueInvalid spec.fixed: Invalid value: "b": immutable',
    ]);
    expect(faults({ fixed: 'a', min: 1 }, { fixed: 'a' })).toEqual([]);
  });

  it('are not looked at while the object has other faults', () => {
    expect(faults({ min: 'x', max: 13 })).toEqual([
      'FieldValueTypeInvalid spec.min: Invalid value: "string": spec.min in body must be of type integer: "string"',
      'FieldValueInvalid <nil>: Invalid value: null: some validation rules were not checked because the object was invalid; correct the existing errors to complete validation',
    ]);
  });
});
