import type { StatusCause } from '../api-error.ts';
import { goQuote } from './go-text.ts';
import { badRequest, invalid } from './refusals.ts';

/** CreateOptions, UpdateOptions and PatchOptions. */
export interface WriteOptions {
  readonly dryRun: boolean;
  /** '' where the request names none. */
  readonly fieldManager: string;
  readonly fieldValidation: 'Strict' | 'Warn' | 'Ignore';
  /** Of an apply. */
  readonly force: boolean;
}

export type OptionsKind = 'CreateOptions' | 'UpdateOptions' | 'PatchOptions';

const unprintable = /[\p{C}\u2028\u2029]/u;
const longestManager = 128;

const notSupported = (
  field: string,
  value: string | readonly string[],
  supported: readonly string[],
): StatusCause => ({
  reason: 'FieldValueNotSupported',
  message: `Unsupported value: ${JSON.stringify(value)}: supported values: ${supported
    .map((one) => JSON.stringify(one))
    .join(', ')}`,
  field,
});

/** Go's strconv.ParseBool, as query parameters are read. */
export const booleanParameter = (query: URLSearchParams, name: string): boolean | undefined => {
  const text = query.get(name);
  if (text === null) return undefined;
  // an empty value counts as true for booleans in a query
  if (text === '' || ['1', 't', 'T', 'true', 'TRUE', 'True'].includes(text)) return true;
  return !['0', 'f', 'F', 'false', 'FALSE', 'False'].includes(text);
};

const managerCauses = (manager: string): readonly StatusCause[] => {
  const causes: StatusCause[] = [];
  if (Buffer.byteLength(manager) > longestManager) {
    causes.push({
      reason: 'FieldValueTooLong',
      message: `Too long: may not be more than ${longestManager} bytes`,
      field: 'fieldManager',
    });
  }
  for (const { 0: rune, index } of manager.matchAll(new RegExp(unprintable, 'gu'))) {
    const code = rune.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0');
    const position = Buffer.byteLength(manager.slice(0, index));
    causes.push({
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${goQuote(manager)}: invalid character U+${code} (at position ${position})`,
      field: 'fieldManager',
    });
  }
  return causes;
};

const patchCauses = (query: URLSearchParams, apply: boolean): readonly StatusCause[] => {
  if (apply && (query.get('fieldManager') ?? '') === '') {
    return [
      {
        reason: 'FieldValueRequired',
        message: 'Required value: is required for apply patch',
        field: 'fieldManager',
      },
    ];
  }
  if (!apply && booleanParameter(query, 'force') !== undefined) {
    return [
      {
        reason: 'FieldValueForbidden',
        message: 'Forbidden: may not be specified for non-apply patch',
        field: 'force',
      },
    ];
  }
  return [];
};

/** All values are told at once, as the list that they are. */
export const dryRunCauses = (values: readonly string[]): readonly StatusCause[] =>
  values.every((value) => value === 'All') ? [] : [notSupported('dryRun', values, ['All'])];

/** Options of a write; a 422 that names the options' own kind when they are wrong. */
export const writeOptions = (query: URLSearchParams, kind: OptionsKind, apply = false): WriteOptions => {
  const fieldManager = query.get('fieldManager') ?? '';
  const fieldValidation = query.get('fieldValidation') ?? '';
  const causes = [
    ...(kind === 'PatchOptions' ? patchCauses(query, apply) : []),
    ...managerCauses(fieldManager),
    ...dryRunCauses(query.getAll('dryRun')),
    ...(['', 'Strict', 'Warn', 'Ignore'].includes(fieldValidation)
      ? []
      : [notSupported('fieldValidation', fieldValidation, ['', 'Ignore', 'Strict', 'Warn'])]),
  ];
  if (causes.length > 0) throw invalid({ group: 'meta.k8s.io', kind }, '', causes);
  return {
    dryRun: query.has('dryRun'),
    fieldManager,
    fieldValidation: (fieldValidation || 'Warn') as WriteOptions['fieldValidation'],
    force: booleanParameter(query, 'force') === true,
  };
};

/** A whole number of a query; a 400 in Go's words when it is none. */
export const integerParameter = (query: URLSearchParams, name: string): number | undefined => {
  const text = query.get(name);
  if (text === null || text === '') return undefined;
  if (/^[+-]?\d+$/.test(text)) return Number(text);
  throw badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`);
};
