import { isJsonObject, type Json, type JsonObject } from '../../../model/json.ts';
import type { ResourceType } from '../../resource-type.ts';
import { parseQuantity } from '../quantity/parse-quantity.ts';
import { base64Fault } from './base64-fault.ts';
import { timeFault } from './time-fault.ts';
import { metadataPlan, planOf, type TypePlan } from './type-plan.ts';

const goStruct = (definition: string): string => {
  const parts = definition.split('.');
  return `${parts.at(-2)}.${parts.at(-1)}`;
};

const goScalars: Readonly<Partial<Record<TypePlan['kind'], string>>> = {
  string: 'string',
  time: 'string',
  bytes: '[]uint8',
  boolean: 'bool',
  'int-or-string': 'int32',
};

/** Go's name of a type: what messages call the place that a value does not fit in. */
const goType = (plan: TypePlan): string => {
  if (plan.kind === 'object') return goStruct(plan.definition);
  if (plan.kind === 'list') return `[]${goType(plan.element!)}`;
  if (plan.kind === 'map') return `map[string]${goType(plan.element!)}`;
  if (plan.kind === 'integer') return plan.format === 'int32' ? 'int32' : 'int64';
  if (plan.kind === 'number') return 'float64';
  return goScalars[plan.kind] ?? 'string';
};

/** Go's name of a JSON value; a number that no integer type takes is named with its digits. */
const jsonType = (value: Json, intoNumber: boolean): string => {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  if (typeof value === 'number') return intoNumber ? `number ${value}` : 'number';
  return typeof value;
};

const largest = { int32: 2 ** 31, int64: 2 ** 63 };

const isWhole = (value: number, format: string): boolean => {
  const limit = format === 'int32' ? largest.int32 : largest.int64;
  return Number.isInteger(value) && value < limit && value >= -limit;
};

/** Where in the object: Go's struct and the names of the fields down to it, without list positions and map keys. */
interface Place {
  readonly struct: string;
  readonly path: string;
  /** Go's type of the field where its plan does not tell. */
  readonly named: string;
}

const mismatch = (value: Json, plan: TypePlan, place: Place): string => {
  const intoNumber = plan.kind === 'integer' || plan.kind === 'int-or-string';
  const type = place.named || goType(plan);
  const field = place.path === '' ? `value` : `struct field ${place.struct}.${place.path}`;
  return `json: cannot unmarshal ${jsonType(value, intoNumber)} into Go ${field} of type ${type}`;
};

const scalarFault = (value: Json, plan: TypePlan, place: Place): string | undefined => {
  switch (plan.kind) {
    case 'string':
      return typeof value === 'string' ? undefined : mismatch(value, plan, place);
    case 'boolean':
      return typeof value === 'boolean' ? undefined : mismatch(value, plan, place);
    case 'number':
      return typeof value === 'number' ? undefined : mismatch(value, plan, place);
    case 'integer':
      return typeof value === 'number' && isWhole(value, plan.format)
        ? undefined
        : mismatch(value, plan, place);
    case 'int-or-string':
      return typeof value === 'string' || (typeof value === 'number' && isWhole(value, 'int32'))
        ? undefined
        : mismatch(value, plan, place);
    case 'quantity': {
      const parsed = parseQuantity(typeof value === 'string' ? value.trim() : JSON.stringify(value));
      return typeof parsed === 'string' ? parsed : undefined;
    }
    case 'time':
      return typeof value === 'string' ? timeFault(value, plan.definition) : mismatch(value, plan, place);
    case 'bytes': {
      if (typeof value !== 'string') return mismatch(value, plan, place);
      const at = base64Fault(value);
      return at === undefined ? undefined : `illegal base64 data at input byte ${at}`;
    }
    default:
      return undefined;
  }
};

const itemPlace = ({ struct, path, named }: Place, prefix: string): Place => ({
  struct,
  path,
  named: named.startsWith(prefix) ? named.slice(prefix.length) : '',
});

const objectFault = (object: JsonObject, plan: TypePlan, path: string): string | undefined => {
  const struct = plan.definition.slice(plan.definition.lastIndexOf('.') + 1);
  for (const key in object) {
    const field = plan.fields.get(key);
    if (field === undefined) continue;
    const fault = faultOf(object[key]!, field.plan, {
      struct,
      path: path === '' ? key : `${path}.${key}`,
      named: field.named,
    });
    if (fault !== undefined) return fault;
  }
  return undefined;
};

const elementsFault = (values: readonly Json[], plan: TypePlan, place: Place): string | undefined => {
  for (const value of values) {
    const fault = faultOf(value, plan.element!, place);
    if (fault !== undefined) return fault;
  }
  return undefined;
};

function faultOf(value: Json, plan: TypePlan, place: Place): string | undefined {
  if (value === null || plan.kind === 'any') return undefined;
  switch (plan.kind) {
    case 'object':
      return isJsonObject(value) ? objectFault(value, plan, place.path) : mismatch(value, plan, place);
    case 'list':
      return Array.isArray(value)
        ? elementsFault(value, plan, itemPlace(place, '[]'))
        : mismatch(value, plan, place);
    case 'map':
      return isJsonObject(value)
        ? elementsFault(Object.values(value), plan, itemPlace(place, 'map[string]'))
        : mismatch(value, plan, place);
    default:
      return scalarFault(value, plan, place);
  }
}

/**
 * Why a typed server cannot decode an object, in Go's words: `json: cannot unmarshal string into Go struct field …`; undefined
 * when it can. Of custom resources only metadata has Go's types; their schema tells of the rest. A POST or PUT says it after `decodingPrefix`.
 */
export const decodingError = (type: ResourceType, object: JsonObject): string | undefined => {
  if (!type.structural) return objectFault(object, planOf(type), '');
  const { metadata } = object;
  return isJsonObject(metadata) ? objectFault(metadata, metadataPlan(), '') : undefined;
};

/** What stands before a decoding error in the answer (400 BadRequest) to a POST or PUT. */
export const decodingPrefix = ({ kind, version }: Pick<ResourceType, 'kind' | 'version'>): string =>
  `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${kind}: `;
