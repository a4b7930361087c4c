import { isJsonObject, type Json, type JsonObject } from '../../../model/json.ts';
import type { SchemaNode } from '../../../schema/schema.ts';
import { customFacts } from '../../../schema/structural-node.ts';
import { matchesPattern } from './bounded-pattern.ts';

const limitOf = (source: JsonObject, name: string): number | undefined => {
  const value = Object.hasOwn(source, name) ? source[name] : undefined;
  return typeof value === 'number' ? value : undefined;
};

type Size = readonly [least: string, most: string, unit: string];
const sizes = {
  text: ['minLength', 'maxLength', 'characters'],
  list: ['minItems', 'maxItems', 'items'],
  map: ['minProperties', 'maxProperties', 'fields'],
} as const satisfies Record<string, Size>;

const sizeLimits = (source: JsonObject, size: number, [least, most, unit]: Size): readonly string[] => {
  const [minimum, maximum] = [limitOf(source, least), limitOf(source, most)];
  return [
    ...(minimum !== undefined && size < minimum ? [`takes at least ${minimum} ${unit}`] : []),
    ...(maximum !== undefined && size > maximum ? [`takes at most ${maximum} ${unit}`] : []),
  ];
};

const numberLimits = (source: JsonObject, value: number): readonly string[] => {
  const [minimum, maximum] = [limitOf(source, 'minimum'), limitOf(source, 'maximum')];
  const { exclusiveMinimum, exclusiveMaximum } = source;
  const isUnder = minimum !== undefined && (exclusiveMinimum === true ? value <= minimum : value < minimum);
  const isOver = maximum !== undefined && (exclusiveMaximum === true ? value >= maximum : value > maximum);
  return [
    ...(isUnder ? [`must be ${exclusiveMinimum === true ? 'more than' : 'at least'} ${minimum}`] : []),
    ...(isOver ? [`must be ${exclusiveMaximum === true ? 'less than' : 'at most'} ${maximum}`] : []),
  ];
};

const textLimits = (source: JsonObject, value: string): readonly string[] => {
  const { pattern } = source;
  const isOff = typeof pattern === 'string' && matchesPattern(pattern, value) === false;
  return [
    ...sizeLimits(source, [...value].length, sizes.text),
    ...(isOff ? [`does not match ${pattern}`] : []),
  ];
};

/** An enum of other values than texts. */
const isListed = (source: JsonObject, value: Json): boolean =>
  !Array.isArray(source.enum) || typeof value === 'string' || source.enum.includes(value);

/** The limits of a custom resource's schema (apiextensions v1 JSONSchemaProps) that a value breaks; none in built-in kinds. */
export const brokenLimits = (node: SchemaNode, value: Json): readonly string[] => {
  const source = customFacts(node)?.source;
  if (source === undefined || value === null) return [];
  if (typeof value === 'string') return textLimits(source, value);
  if (typeof value === 'number') {
    return [
      ...numberLimits(source, value),
      ...(isListed(source, value) ? [] : ['is none of the values that its kind lists']),
    ];
  }
  if (Array.isArray(value)) return sizeLimits(source, value.length, sizes.list);
  return isJsonObject(value) ? sizeLimits(source, Object.keys(value).length, sizes.map) : [];
};
