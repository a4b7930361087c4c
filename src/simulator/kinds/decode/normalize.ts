import { isJsonObject, type Json, type JsonObject } from '../../../model/json.ts';
import { canonicalQuantity } from '../quantity/quantity.ts';
import type { FieldPlan, TypePlan } from './type-plan.ts';

/** What Go writes for a field that nobody set and that is always written. */
const zeroOf = (plan: TypePlan, pointer: boolean): Json => {
  if (pointer) return null;
  switch (plan.kind) {
    case 'object':
      return normalize({}, plan);
    case 'string':
      return '';
    case 'integer':
    case 'number':
    case 'int-or-string':
      return 0;
    case 'boolean':
      return false;
    case 'quantity':
      return '0';
    default:
      return null;
  }
};

const isEmptyObject = (value: object): boolean => {
  for (const _ in value) return false;
  return true;
};

/** The zero value of Go's types; an empty list or map is one, as what is stored cannot tell it from none. */
const isZero = (value: Json, plan: TypePlan): boolean => {
  if (value === null || value === '' || value === 0 || value === false) return true;
  if (Array.isArray(value)) return value.length === 0;
  return typeof value === 'object' && plan.kind !== 'any' && isEmptyObject(value);
};

const normalizeList = (list: readonly Json[], element: TypePlan): readonly Json[] => {
  let copy: Json[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const before = list[index]!;
    const after = before === null ? zeroOf(element, false) : normalize(before, element);
    if (after !== before) {
      copy ??= [...list];
      copy[index] = after;
    }
  }
  return copy ?? list;
};

/** A map of quantities is a resource list, which keeps no less than a thousandth. */
const mapValue = (value: Json, element: TypePlan): Json =>
  element.kind === 'quantity' && (typeof value === 'string' || typeof value === 'number')
    ? canonicalQuantity(value, true)
    : normalize(value, element);

const normalizeMap = (map: JsonObject, element: TypePlan): JsonObject => {
  let copy: Record<string, Json> | undefined;
  for (const key in map) {
    const before = map[key]!;
    const after = before === null ? zeroOf(element, false) : mapValue(before, element);
    if (after !== before) {
      copy ??= { ...map };
      copy[key] = after;
    }
  }
  return copy ?? map;
};

const fieldValue = (before: Json, field: FieldPlan): Json | undefined => {
  if (before === null) return undefined;
  const after = normalize(before, field.plan);
  return !field.keepZero && isZero(after, field.plan) ? undefined : after;
};

const normalizeObject = (object: JsonObject, plan: TypePlan): JsonObject => {
  let copy: Record<string, Json> | undefined;
  for (const key in object) {
    const before = object[key]!;
    const field = plan.fields.get(key);
    const after = field === undefined ? undefined : fieldValue(before, field);
    if (after === before) continue;
    copy ??= { ...object };
    if (after === undefined) delete copy[key];
    else copy[key] = after;
  }
  for (const name of plan.always) {
    const present = (copy ?? object)[name];
    const field = plan.fields.get(name)!;
    if (present !== undefined) continue;
    copy ??= { ...object };
    copy[name] = zeroOf(field.plan, field.nullable);
  }
  const settled = copy ?? object;
  return plan.defaults === undefined ? settled : plan.defaults(settled);
};

/**
 * What a typed server makes of JSON when it decodes it and writes it again: unknown fields, nulls and zero values that Go leaves
 * out go, those that it always writes come, quantities take their canonical form, and defaults are filled in. Values of a wrong
 * type stay as they are (decoding-error.ts finds them). Idempotent; what does not change is shared.
 */
export function normalize(value: JsonObject, plan: TypePlan): JsonObject;
export function normalize(value: Json, plan: TypePlan): Json;
export function normalize(value: Json, plan: TypePlan): Json {
  switch (plan.kind) {
    case 'object':
      return isJsonObject(value) ? normalizeObject(value, plan) : value;
    case 'map':
      return isJsonObject(value) ? normalizeMap(value, plan.element!) : value;
    case 'list':
      return Array.isArray(value) ? normalizeList(value, plan.element!) : value;
    case 'quantity':
      return typeof value === 'string' || typeof value === 'number' ? canonicalQuantity(value) : value;
    default:
      return value;
  }
}

/** Bytes that are null in a map are stored as none at all. */
const withoutNullBytes = (map: JsonObject): JsonObject => {
  let copy: Record<string, Json> | undefined;
  for (const key in map) {
    if (map[key] !== null) continue;
    copy ??= { ...map };
    copy[key] = '';
  }
  return copy ?? map;
};

const storedField = (value: Json, { plan }: FieldPlan, always: boolean): Json => {
  if (always && Array.isArray(value) && value.length === 0) return null;
  const isBytes = plan.kind === 'map' && plan.element?.kind === 'bytes';
  return isBytes && isJsonObject(value) ? withoutNullBytes(value) : value;
};

/**
 * What storage makes of an object beyond decoding it: an empty list cannot be told from none, nor null bytes from empty ones.
 * Ownership is settled before that, of the object as it was decoded. Looks at the object's own fields only.
 */
export const asStored = (object: JsonObject, plan: TypePlan): JsonObject => {
  let copy: Record<string, Json> | undefined;
  for (const name in object) {
    const field = plan.fields.get(name);
    if (field === undefined) continue;
    const before = object[name]!;
    const after = storedField(before, field, plan.always.includes(name));
    if (after === before) continue;
    copy ??= { ...object };
    copy[name] = after;
  }
  return copy ?? object;
};
