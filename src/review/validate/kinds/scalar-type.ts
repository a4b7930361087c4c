import { isJsonObject, type Json } from '../../../model/json.ts';
import type { SchemaNode } from '../../../schema/schema.ts';
import { customFacts } from '../../../schema/structural-node.ts';

export type JsonType = 'null' | 'boolean' | 'integer' | 'number' | 'string' | 'array' | 'object';

export const typeOf = (value: Json): JsonType => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (isJsonObject(value)) return 'object';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value as 'boolean' | 'string';
};

/** A type as people call it. */
export const typeNames: Readonly<Record<JsonType, string>> = {
  null: 'null',
  boolean: 'a boolean',
  integer: 'a whole number',
  number: 'a number',
  string: 'text',
  array: 'a list',
  object: 'a mapping',
};

/** The types that a field takes; undefined where it takes any. */
const takenTypes = (node: SchemaNode): readonly JsonType[] | undefined => {
  if (node.intOrString) return ['integer', 'string'];
  if (node.quantity) return ['string', 'integer', 'number'];
  switch (node.type) {
    case undefined:
      return undefined;
    case 'number':
      return ['number', 'integer'];
    default:
      return [node.type];
  }
};

const isScalar = (type: JsonType): boolean => type === 'boolean' || type === 'integer' || type === 'number';

/** What to do about a value of another type, where it is plain. */
const typeHint = (taken: readonly JsonType[], actual: JsonType): { hint?: string } => {
  if (taken.includes('string') && isScalar(actual)) return { hint: 'put it in quotes' };
  if (actual === 'string' && taken.some(isScalar)) return { hint: 'take the quotes away' };
  return {};
};

export interface WrongType {
  readonly what: string;
  readonly hint?: string;
}

/**
 * What is wrong with the type of a value. null stands for a field that is not there in built-in kinds (as Go decodes
 * it); in a custom resource it is a value, which only a `nullable` field takes.
 */
export const wrongType = (node: SchemaNode, value: Json): WrongType | undefined => {
  const taken = takenTypes(node);
  const actual = typeOf(value);
  if (taken === undefined || taken.includes(actual)) return undefined;
  const facts = customFacts(node);
  if (actual === 'null' && (facts === undefined || facts.nullable || facts.source.default !== undefined)) {
    return undefined;
  }
  const wanted = node.quantity
    ? 'a quantity such as 500m or 1Gi'
    : taken.map((type) => typeNames[type]).join(' or ');
  return { what: `is ${typeNames[actual]}, and ${wanted} is wanted`, ...typeHint(taken, actual) };
};
