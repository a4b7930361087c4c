import { isJsonObject, type Json } from '../../model/json.ts';
import type { StructuralNode } from '../../schema/structural-node.ts';
import type { StatusCause } from '../api-error.ts';
import { isKnownFormat, isOfFormat } from './formats.ts';
import { combination, invalid, notSupported, tooLong, tooMany, wrongType } from './schema-fault.ts';

const limit = (node: StructuralNode, name: string): number | undefined => {
  const value = node.source[name];
  return typeof value === 'number' ? value : undefined;
};

const typeOf = (value: Json): string => {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'number';
  return typeof value;
};

const typesOf = (node: StructuralNode): readonly string[] => {
  if (node.intOrString) return ['integer', 'string'];
  return node.type === undefined ? [] : [node.type];
};

const formatOf = ({ type, format }: StructuralNode): string | undefined =>
  format !== undefined && isKnownFormat(type, format) ? format : undefined;

/** The fault of a value of another type. A text or a list under a format is left to the format's own check, as the API server does. */
export const typeFault = (node: StructuralNode, value: Json, path: string): StatusCause | undefined => {
  const types = typesOf(node);
  if (types.length === 0) return undefined;
  const actual = typeOf(value);
  if (value === null) return node.nullable ? undefined : wrongType(path, types.join(','), actual);
  const isNumeric = types.includes('number') || types.includes('integer');
  const fits = types.includes(actual) || (actual === 'integer' && types.includes('number'));
  const format = formatOf(node);
  if (format !== undefined && (typeof value === 'string' || Array.isArray(value)) && !isNumeric)
    return undefined;
  if (fits) return undefined;
  return format !== undefined && typeof value !== 'string' && !Array.isArray(value)
    ? wrongType(path, format, actual === 'number' ? 'float64' : actual === 'integer' ? 'int64' : '')
    : wrongType(path, types.join(','), actual);
};

const regularExpressions = new Map<string, RegExp | undefined>();
const regularExpression = (pattern: string): RegExp | undefined => {
  if (!regularExpressions.has(pattern)) {
    let made: RegExp | undefined;
    try {
      made = new RegExp(pattern, 'u');
    } catch {
      made = undefined; // one of Go's own constructs: cannot be checked here
    }
    regularExpressions.set(pattern, made);
  }
  return regularExpressions.get(pattern);
};

const textFaults = (node: StructuralNode, value: string, path: string): readonly StatusCause[] => {
  const length = [...value].length;
  const [most, least, pattern] = [limit(node, 'maxLength'), limit(node, 'minLength'), node.source.pattern];
  if (most !== undefined && length > most) return [tooLong(path, most)];
  if (least !== undefined && length < least)
    return [invalid(path, value, `${path} in body should be at least ${least} chars long`)];
  if (typeof pattern === 'string' && regularExpression(pattern)?.test(value) === false)
    return [invalid(path, value, `${path} in body should match '${pattern}'`)];
  return [];
};

const ranges: Readonly<Record<string, readonly [least: number, most: number]>> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
};

/** An integer that is none, or too big for its format; reported without a field. */
const rangeFault = (node: StructuralNode, value: number, path: string): StatusCause | undefined => {
  if (node.type !== 'integer') return undefined;
  const format = formatOf(node);
  const [least, most] = ranges[format ?? ''] ?? [-(2 ** 63), 2 ** 63];
  if (Number.isInteger(value) && value >= least && value <= most) return undefined;
  const named = format === undefined ? '(default format)' : `with format ${format}`;
  return combination(`Checked value must be of type integer ${named} in ${path}`);
};

const numberFaults = (node: StructuralNode, value: number, path: string): readonly StatusCause[] => {
  const outOfRange = rangeFault(node, value, path);
  const faults: StatusCause[] = outOfRange === undefined ? [] : [outOfRange];
  const report = (detail: string): void => {
    faults.push(invalid(path, value, `${path} in body should be ${detail}`));
  };
  // of an integer, the API server takes limits as integers too
  const bound = (name: string): number | undefined => {
    const given = limit(node, name);
    return given !== undefined && Number.isInteger(value) ? Math.trunc(given) : given;
  };
  const [factor, most, least] = [bound('multipleOf'), bound('maximum'), bound('minimum')];
  if (factor === 0)
    faults.push(invalid(path, 0, `factor MultipleOf declared for ${path} must be positive: 0`));
  else if (factor !== undefined && !Number.isInteger(factor < 1 ? (1 / factor) * value : value / factor))
    report(`a multiple of ${factor}`);
  if (least !== undefined) {
    const isExclusive = node.source.exclusiveMinimum === true;
    if (isExclusive ? value <= least : value < least)
      report(`greater than ${isExclusive ? '' : 'or equal to '}${least}`);
  }
  if (most !== undefined) {
    const isExclusive = node.source.exclusiveMaximum === true;
    if (isExclusive ? value >= most : value > most)
      report(`less than ${isExclusive ? '' : 'or equal to '}${most}`);
  }
  return faults;
};

const sizeFaults = (node: StructuralNode, size: number, path: string): readonly StatusCause[] => {
  const faults: StatusCause[] = [];
  const [least, most] = [limit(node, 'minItems'), limit(node, 'maxItems')];
  if (least !== undefined && size < least)
    faults.push(invalid(path, size, `${path} in body should have at least ${least} items`));
  if (most !== undefined && size > most) faults.push(tooMany(path, size, most));
  return faults;
};

const countFaults = (node: StructuralNode, count: number, path: string): readonly StatusCause[] => {
  const faults: StatusCause[] = [];
  const [least, most] = [limit(node, 'minProperties'), limit(node, 'maxProperties')];
  if (least !== undefined && count < least)
    faults.push(invalid(path, count, `${path} in body should have at least ${least} properties`));
  if (most !== undefined && count > most) faults.push(tooMany(path, count, most));
  return faults;
};

/** What is wrong with the value itself, beside its type and what is in it: length, pattern, format, range, size. */
export const limitFaults = (node: StructuralNode, value: Json, path: string): readonly StatusCause[] => {
  if (typeof value === 'string') {
    const format = formatOf(node);
    const isOff = format !== undefined && !isOfFormat(format, value);
    return [...textFaults(node, value, path), ...(isOff ? [wrongType(path, format, value)] : [])];
  }
  if (typeof value === 'number') return numberFaults(node, value, path);
  if (Array.isArray(value)) return sizeFaults(node, value.length, path);
  return isJsonObject(value) ? countFaults(node, Object.keys(value).length, path) : [];
};

/** The fault of a value that is none of those listed. */
export const enumFault = (node: StructuralNode, value: Json, path: string): StatusCause | undefined => {
  const allowed = node.source.enum;
  if (!Array.isArray(allowed) || allowed.length === 0) return undefined;
  const text = JSON.stringify(value);
  // null is never one of them, even when it is listed
  if (value !== null && allowed.some((item) => JSON.stringify(item) === text)) return undefined;
  return notSupported(path, value, allowed);
};
