import { byCodePoint, isJsonObject, type Json } from '../../../model/json.ts';
import type { StatusCause } from '../../api-error.ts';

/** Go writes the keys of its maps in order: whatever has texts for values is a map. */
const inOrder = (_: string, value: unknown): unknown => {
  if (!isJsonObject(value) || !Object.values(value).every((one) => typeof one === 'string')) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => byCodePoint(a, b)));
};

const shown = (value: unknown): string =>
  value === undefined ? 'null' : isJsonObject(value) ? JSON.stringify(value, inOrder) : JSON.stringify(value);

/** Collects what is wrong with an object, worded as apimachinery's field errors. Paths are dotted: `spec.ports[0].port`. */
export class Faults {
  readonly causes: StatusCause[] = [];

  invalid(field: string, value: Json | undefined, detail: string): void {
    this.#add('FieldValueInvalid', field, `Invalid value: ${shown(value)}`, detail);
  }

  required(field: string, detail = ''): void {
    this.#add('FieldValueRequired', field, 'Required value', detail);
  }

  forbidden(field: string, detail: string): void {
    this.#add('FieldValueForbidden', field, 'Forbidden', detail);
  }

  duplicate(field: string, value: Json): void {
    this.#add('FieldValueDuplicate', field, `Duplicate value: ${shown(value)}`, '');
  }

  notFound(field: string, value: Json): void {
    this.#add('FieldValueNotFound', field, `Not found: ${shown(value)}`, '');
  }

  /** One of a closed set was wanted; the set is told in the order given. */
  unsupported(field: string, value: Json | undefined, supported: readonly string[]): void {
    const list = supported.map((one) => JSON.stringify(one)).join(', ');
    const message = `Unsupported value: ${shown(value)}`;
    this.#add('FieldValueNotSupported', field, message, `supported values: ${list}`);
  }

  /** What the real server words in a way of its own. */
  add(cause: StatusCause): void {
    this.causes.push(cause);
  }

  /** Reports each of the texts as an invalid value. */
  invalidAll(field: string, value: Json | undefined, details: readonly string[]): void {
    for (const detail of details) this.invalid(field, value, detail);
  }

  /** A value that must be one of a set, where it is set at all. */
  oneOf(field: string, value: Json | undefined, supported: readonly string[]): void {
    if (value !== undefined && !supported.includes(value as string))
      this.unsupported(field, value, supported);
  }

  nonNegative(field: string, value: Json | undefined): void {
    if (typeof value === 'number' && value < 0) {
      this.invalid(field, value, 'must be greater than or equal to 0');
    }
  }

  #add(reason: string, field: string, message: string, detail: string): void {
    this.causes.push({ reason, message: detail === '' ? message : `${message}: ${detail}`, field });
  }
}
