import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { type StructuralNode, structuralNode } from '../../schema/structural-node.ts';
import type { StatusCause } from '../api-error.ts';
import { combination, required } from './schema-fault.ts';
import { enumFault, limitFaults, typeFault } from './value-limits.ts';

/** Where a value stands: its path, and what stood there before, which excuses what has not changed. */
export interface Place {
  readonly path: string;
  readonly before?: Json | undefined;
}

const schemas = (value: Json | undefined): readonly JsonObject[] =>
  Array.isArray(value) ? value.filter(isJsonObject) : [];

const made = new WeakMap<JsonObject, StructuralNode>();
const nodeOf = (source: JsonObject): StructuralNode => {
  const known = made.get(source) ?? structuralNode(source);
  made.set(source, known);
  return known;
};

const faultsOf = (source: JsonObject, value: Json, path: string): readonly StatusCause[] =>
  validateValue(nodeOf(source), value, { path });

const combinationFaults = (node: StructuralNode, value: Json, path: string): readonly StatusCause[] => {
  const faults: StatusCause[] = [];
  const name = JSON.stringify(path);
  const anyOf = schemas(node.source.anyOf).map((schema) => faultsOf(schema, value, path));
  if (anyOf.length > 0 && !anyOf.some((of) => of.length === 0))
    faults.push(combination(`${name} must validate at least one schema (anyOf)`), ...anyOf[0]!);
  const oneOf = schemas(node.source.oneOf).map((schema) => faultsOf(schema, value, path));
  const valid = oneOf.filter((of) => of.length === 0).length;
  if (oneOf.length > 0 && valid !== 1) {
    const found = valid === 0 ? 'Found none valid' : `Found ${valid} valid alternatives`;
    faults.push(combination(`${name} must validate one and only one schema (oneOf). ${found}`));
    if (valid === 0) faults.push(...oneOf[0]!);
  }
  const allOf = schemas(node.source.allOf).map((schema) => faultsOf(schema, value, path));
  const passed = allOf.filter((of) => of.length === 0).length;
  if (passed !== allOf.length) {
    const none = passed === 0 ? '. None validated' : '';
    faults.push(...allOf.flat(), combination(`${name} must validate all the schemas (allOf)${none}`));
  }
  const { not } = node.source;
  if (isJsonObject(not) && faultsOf(not, value, path).length === 0)
    faults.push(combination(`${name} must not validate the schema (not)`));
  return faults;
};

const memberFaults = (node: StructuralNode, value: JsonObject, place: Place): readonly StatusCause[] => {
  const before = isJsonObject(place.before) ? place.before : undefined;
  const placeOf = (name: string): Place => ({
    path: place.path === '' ? name : `${place.path}.${name}`,
    before: before && Object.hasOwn(before, name) ? before[name] : undefined,
  });
  const faults = Object.entries(value).flatMap(([name, item]) => {
    const field = node.field(name) ?? node.values();
    return field === undefined ? [] : validateValue(field, item, placeOf(name));
  });
  const missing = node.required.filter((name) => !Object.hasOwn(value, name));
  return [...faults, ...missing.map((name) => required(placeOf(name).path))];
};

/** The item that had the same keys before; only lists of type map have a memory for items. */
const itemBefore = (node: StructuralNode, item: Json, before: Json | undefined): Json | undefined => {
  if (node.listType !== 'map' || !Array.isArray(before) || !isJsonObject(item)) return undefined;
  return before.find(
    (other) =>
      isJsonObject(other) &&
      node.listMapKeys.every((key) => JSON.stringify(other[key]) === JSON.stringify(item[key])),
  );
};

const itemFaults = (node: StructuralNode, value: readonly Json[], place: Place): readonly StatusCause[] => {
  const items = node.items();
  if (items === undefined) return [];
  return value.flatMap((item, index) =>
    validateValue(items, item, {
      path: `${place.path}[${index}]`,
      before: itemBefore(node, item, place.before),
    }),
  );
};

const isUnchanged = (value: Json, before: Json | undefined): boolean =>
  before !== undefined && (before === value || JSON.stringify(before) === JSON.stringify(value));

/** What is wrong with the value, in the order in which the API server finds it; members of an object in the object's order. */
export const validateValue = (node: StructuralNode, value: Json, place: Place): readonly StatusCause[] => {
  if (isUnchanged(value, place.before)) return [];
  const { path } = place;
  const wrong = typeFault(node, value, path);
  const faults: StatusCause[] = wrong === undefined ? [] : [wrong];
  if (value !== null) {
    faults.push(...combinationFaults(node, value, path));
    if (Array.isArray(value)) faults.push(...itemFaults(node, value, place));
    faults.push(...limitFaults(node, value, path));
  }
  const outside = enumFault(node, value, path);
  if (outside !== undefined) faults.push(outside);
  if (isJsonObject(value)) faults.push(...memberFaults(node, value, place));
  return faults;
};
