import type { Json } from '../../model/json.ts';
import type { StatusCause } from '../api-error.ts';

/** A value as field errors show it: a string quoted, anything else as JSON. */
const shown = (value: Json): string => JSON.stringify(value);

const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

export const invalid = (field: string, value: Json, detail: string): StatusCause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: ${shown(value)}: ${detail}`,
  field,
});

/** `expected` is a type's or a format's name, `actual` the type found, or the text that is not of the format. */
export const wrongType = (field: string, expected: string, actual: string): StatusCause => ({
  reason: 'FieldValueTypeInvalid',
  message: `Invalid value: ${shown(actual)}: ${field} in body must be of type ${expected}: ${shown(actual)}`,
  field,
});

export const required = (field: string): StatusCause => ({
  reason: 'FieldValueRequired',
  message: 'Required value',
  field,
});

export const notSupported = (field: string, value: Json, allowed: readonly Json[]): StatusCause => {
  const names = allowed.map((item) => JSON.stringify(typeof item === 'string' ? item : JSON.stringify(item)));
  return {
    reason: 'FieldValueNotSupported',
    message: `Unsupported value: ${shown(value)}: supported values: ${names.join(', ')}`,
    field,
  };
};

export const duplicate = (field: string, value: Json): StatusCause => ({
  reason: 'FieldValueDuplicate',
  message: `Duplicate value: ${shown(value)}`,
  field,
});

export const tooLong = (field: string, most: number): StatusCause => ({
  reason: 'FieldValueTooLong',
  message: `Too long: may not be more than ${plural(most, 'byte', 'bytes')}`,
  field,
});

export const tooMany = (field: string, actual: number, most: number): StatusCause => ({
  reason: 'FieldValueTooMany',
  message: `Too many: ${actual}: must have at most ${plural(most, 'item', 'items')}`,
  field,
});

/** A fault that the API server reports without a field: of a combination of schemas, or of a number's range. */
export const combination = (detail: string): StatusCause => ({
  reason: 'FieldValueInvalid',
  message: `Invalid value: "": ${detail}`,
  field: '<nil>',
});
