import { isJsonObject, type Json, type JsonObject } from '../../../model/json.ts';
import { objectAt } from '../defaults/missing.ts';
import type { Faults } from './faults.ts';

const types = ['array', 'boolean', 'integer', 'number', 'object', 'string'];
const isTrue = (schema: JsonObject, key: string): boolean => schema[key] === true;

const typeOfJson = (value: Json): string => {
  if (Array.isArray(value)) return 'array';
  if (value === null) return 'null';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
};

const fits = (value: Json, type: string): boolean => {
  const actual = typeOfJson(value);
  return actual === type || (type === 'number' && actual === 'integer');
};

/** What a place must say of itself in a structural schema; `where` tells why. */
const typeFaults = (faults: Faults, schema: JsonObject, field: string, where: string): void => {
  const open =
    isTrue(schema, 'x-kubernetes-int-or-string') || isTrue(schema, 'x-kubernetes-preserve-unknown-fields');
  const type = schema.type;
  if (!type) {
    if (!open || where === 'at the root') faults.required(`${field}.type`, `must not be empty ${where}`);
  } else if (!types.includes(String(type))) faults.unsupported(`${field}.type`, type, types);
};

const listFaults = (faults: Faults, schema: JsonObject, field: string): void => {
  const kind = schema['x-kubernetes-list-type'];
  if (kind === undefined) return;
  if (kind !== 'atomic' && kind !== 'set' && kind !== 'map') {
    faults.unsupported(`${field}.x-kubernetes-list-type`, kind, ['atomic', 'map', 'set']);
  }
  if (schema.type !== 'array') {
    faults.invalid(`${field}.type`, schema.type ?? '', `must be array if x-kubernetes-list-type is ${kind}`);
  }
  if (kind === 'map') mapListFaults(faults, schema, field);
};

const mapListFaults = (faults: Faults, schema: JsonObject, field: string): void => {
  const itemType = objectAt(schema, 'items').type;
  if (schema.items !== undefined && itemType !== 'object') {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    faults.invalid(`${field}.items.type`, itemType ?? '', detail);
  }
  const keys = schema['x-kubernetes-list-map-keys'];
  const list = Array.isArray(keys) ? (keys as readonly string[]) : [];
  if (list.length === 0) {
    const detail = 'must not be empty if x-kubernetes-list-type is map';
    faults.required(`${field}.x-kubernetes-list-map-keys`, detail);
  }
  const items = objectAt(schema, 'items');
  const required = Array.isArray(items.required) ? (items.required as readonly Json[]) : [];
  for (const key of list) {
    const property = objectAt(objectAt(items, 'properties'), key);
    if (required.includes(key) || property.default !== undefined) continue;
    const detail =
      'this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property';
    faults.required(`${field}.items.properties[${key}].default`, detail);
  }
};

const defaultFaults = (faults: Faults, schema: JsonObject, field: string): void => {
  const value = schema.default;
  const type = String(schema.type ?? '');
  if (value === undefined || !types.includes(type) || fits(value, type)) return;
  if (value === null && isTrue(schema, 'nullable')) return;
  const actual = JSON.stringify(typeOfJson(value));
  const message = `Invalid value: ${actual}:  in body must be of type ${type}: ${actual}`;
  faults.add({ reason: 'FieldValueTypeInvalid', message, field: `${field}.default` });
};

/** Go's words for what JavaScript's engine finds too. */
const goRegexFault = (pattern: string): string | undefined => {
  try {
    new RegExp(pattern);
    return undefined;
  } catch (error) {
    const text = String(error);
    if (text.includes('Unterminated group')) return `missing closing ): \`${pattern}\``;
    if (text.includes('Unmatched')) return `unexpected ): \`${pattern}\``;
    if (text.includes('Unterminated character class')) {
      return `missing closing ]: \`${pattern.slice(pattern.lastIndexOf('['))}\``;
    }
    const repeated = /[*+?]/.exec(pattern);
    return `missing argument to repetition operator: \`${repeated?.[0] ?? pattern}\``;
  }
};

const patternFaults = (faults: Faults, schema: JsonObject, field: string): void => {
  const { pattern } = schema;
  if (typeof pattern !== 'string') return;
  const fault = goRegexFault(pattern);
  if (fault === undefined) return;
  const detail = `must be a valid regular expression, but isn't: error parsing regexp: ${fault}`;
  faults.invalid(`${field}.pattern`, pattern, detail);
};

const mapFaults = (faults: Faults, schema: JsonObject, field: string): void => {
  const properties = objectAt(schema, 'properties');
  if (schema.additionalProperties !== undefined && Object.keys(properties).length > 0) {
    faults.forbidden(
      `${field}.additionalProperties`,
      'additionalProperties and properties are mutual exclusive',
    );
  }
};

const childFaults = (faults: Faults, schema: JsonObject, field: string): void => {
  if (schema.type === 'array' && schema.items === undefined)
    faults.required(`${field}.items`, 'must be specified');
  for (const [name, child] of Object.entries(objectAt(schema, 'properties'))) {
    if (!isJsonObject(child)) continue;
    nodeFaults(faults, child, `${field}.properties[${name}]`, 'for specified object fields');
  }
  if (isJsonObject(schema.items)) {
    nodeFaults(faults, schema.items, `${field}.items`, 'for specified array items');
  }
  if (isJsonObject(schema.additionalProperties)) {
    const where = 'for specified object fields';
    nodeFaults(faults, schema.additionalProperties, `${field}.additionalProperties`, where);
  }
};

const nodeFaults = (faults: Faults, schema: JsonObject, field: string, where: string): void => {
  mapFaults(faults, schema, field);
  listFaults(faults, schema, field);
  typeFaults(faults, schema, field, where);
  patternFaults(faults, schema, field);
  defaultFaults(faults, schema, field);
  childFaults(faults, schema, field);
};

/** What a version's schema must be to be structural. */
export const definitionSchemaFaults = (faults: Faults, schema: JsonObject, field: string): void => {
  if (schema.type && schema.type !== 'object' && types.includes(String(schema.type))) {
    faults.invalid(`${field}.type`, schema.type, 'must be object at the root');
  }
  nodeFaults(faults, schema, field, 'at the root');
};
