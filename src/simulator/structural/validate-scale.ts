import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { StatusCause } from '../api-error.ts';
import type { ScalePaths } from '../resource-type.ts';
import { invalid } from './schema-fault.ts';

const most = 2 ** 31 - 1;

const goType = (value: Json): string => {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return '[]interface {}';
  if (typeof value === 'number') return Number.isInteger(value) ? 'int64' : 'float64';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'string' ? 'string' : 'map[string]interface {}';
};

const goValue = (value: Json): string => {
  if (value === null) return '<nil>';
  if (Array.isArray(value)) return `[${value.map(goValue).join(' ')}]`;
  if (!isJsonObject(value)) return String(value);
  const names = Object.keys(value).sort();
  return `map[${names.map((name) => `${name}:${goValue(value[name]!)}`).join(' ')}]`;
};

const accessorError = (path: string, value: Json, expected: string): string =>
  `${path} accessor error: ${goValue(value)} is of the type ${goType(value)}, expected ${expected}`;

type Found = { readonly value: Json | undefined } | { readonly error: string };

/** The value at a path of fields; absent, or the error of a place on the way that is no object. */
const at = (object: JsonObject, path: string): Found => {
  let value: Json | undefined = object;
  const names = path.replace(/^\./, '').split('.');
  for (const [index, name] of names.entries()) {
    if (!isJsonObject(value)) {
      const here = `.${names.slice(0, index + 1).join('.')}`;
      return { error: accessorError(here, value ?? null, 'map[string]interface{}') };
    }
    if (!Object.hasOwn(value, name)) return { value: undefined };
    value = value[name];
  }
  return { value };
};

const replicasFault = (object: JsonObject, path: string): StatusCause | undefined => {
  const found = at(object, path);
  if ('error' in found) return invalid(path, 0, found.error);
  const { value } = found;
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value))
    return invalid(path, 0, accessorError(path, value, 'int64'));
  if (value < 0) return invalid(path, value, 'should be a non-negative integer');
  return value > most ? invalid(path, value, `should be less than or equal to ${most}`) : undefined;
};

const selectorFault = (object: JsonObject, path: string): StatusCause | undefined => {
  const found = at(object, path);
  if ('error' in found) return invalid(path, '', found.error);
  const { value } = found;
  return value === undefined || typeof value === 'string'
    ? undefined
    : invalid(path, '', accessorError(path, value, 'string'));
};

/** What is wrong with the fields that `/scale` reads; of a write to `/status` only those of the status. */
export const validateScale = (
  object: JsonObject,
  scale: ScalePaths | undefined,
  onlyStatus = false,
): readonly StatusCause[] => {
  if (scale === undefined) return [];
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = scale;
  const faults = [
    onlyStatus ? undefined : replicasFault(object, specReplicasPath),
    replicasFault(object, statusReplicasPath),
    labelSelectorPath === undefined ? undefined : selectorFault(object, labelSelectorPath),
  ];
  return faults.filter((fault) => fault !== undefined);
};
