import { z } from 'zod';
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import { isJsonObject, type Json, pointerToken } from '../model/json.ts';
import type { FleetDocument } from './fleet.ts';
import { nearestHint } from './nearest.ts';
import { problemAt } from './problem.ts';

type Path = readonly PropertyKey[];

/** Problems that are told of one document; past that its author has read enough, and each costs a search for its place. */
const maxProblems = 50;

export interface Validated<T> {
  /** Absent where there is an error. */
  readonly value?: T;
  readonly diagnostics: readonly Diagnostic[];
}

const pointerOf = (path: Path): string => path.map((key) => `/${pointerToken(String(key))}`).join('');

/** The schema below optionals and defaults. */
const unwrap = (schema: z.core.$ZodType): z.core.$ZodType => {
  let inner = schema;
  while (
    inner instanceof z.ZodOptional ||
    inner instanceof z.ZodExactOptional ||
    inner instanceof z.ZodDefault ||
    inner instanceof z.ZodNullable
  ) {
    inner = inner.unwrap();
  }
  return inner;
};

/** The field names that a schema knows at a path. */
const fieldsAt = (schema: z.core.$ZodType, path: Path): readonly string[] => {
  let current = unwrap(schema);
  for (const key of path) {
    if (current instanceof z.ZodArray) current = unwrap(current.element);
    else if (current instanceof z.ZodRecord) current = unwrap(current.valueType);
    else if (current instanceof z.ZodObject) {
      const next: unknown = current.shape[String(key)];
      if (!(next instanceof z.ZodType)) return [];
      current = unwrap(next);
    } else return [];
  }
  return current instanceof z.ZodObject ? Object.keys(current.shape) : [];
};

const without = (value: Json, path: Path, keys: ReadonlySet<string>): Json => {
  const [head, ...rest] = path;
  if (head === undefined) {
    return isJsonObject(value)
      ? Object.fromEntries(Object.entries(value).filter(([key]) => !keys.has(key)))
      : value;
  }
  if (Array.isArray(value)) {
    return value.map((item: Json, index) => (index === head ? without(item, rest, keys) : item));
  }
  if (!isJsonObject(value)) return value;
  return { ...value, [head]: without(value[String(head)] ?? null, rest, keys) };
};

type Issue = z.core.$ZodIssue;

const missing = (issue: Issue, value: Json): boolean => {
  let current: unknown = value;
  for (const key of issue.path) current = isJsonObject(current) ? current[String(key)] : Object(current)[key];
  return current === undefined;
};

const describe = (issue: Issue, value: Json): string => {
  const name = issue.path.join('.') || 'the document';
  if (issue.code === 'invalid_type' && missing(issue, value)) return `${name} is missing`;
  return `${name}: ${issue.message}`;
};

/** One problem of a document: an unknown field, or another issue of the schema. */
interface Finding {
  readonly path: Path;
  readonly issue: Issue;
  readonly unknownField?: string;
}

const findingsOf = (issues: readonly Issue[]): readonly Finding[] =>
  issues.flatMap((issue): readonly Finding[] =>
    issue.code === 'unrecognized_keys'
      ? issue.keys.map((key) => ({ path: [...issue.path, key], issue, unknownField: key }))
      : [{ path: issue.path, issue }],
  );

/** An unknown field is told at its key, with the nearest right name; what is wrong with a value, at the value. */
const problemOf = (
  document: FleetDocument,
  schema: z.core.$ZodType,
  { path, issue, unknownField }: Finding,
  unknownFields: Severity,
): Diagnostic => {
  const pointer = pointerOf(path);
  if (unknownField === undefined) {
    return problemAt(document, pointer, { code: 'InvalidField', message: describe(issue, document.value) });
  }
  return {
    code: 'InvalidField',
    severity: unknownFields,
    message: `${path.join('.')} is no known field`,
    source: document.positions.keyAt(pointer),
    ...nearestHint(unknownField, fieldsAt(schema, issue.path)),
  };
};

/**
 * Holds a document against a schema of strict objects. Unknown fields get the nearest right name; where they are only
 * warned of (Clusternet's kinds, whose newer releases may know more), they are left out of the value.
 */
export const validate = <T>(
  document: FleetDocument,
  schema: z.ZodType<T>,
  options: { readonly unknownFields: Severity } = { unknownFields: 'error' },
): Validated<T> => {
  const parsed = schema.safeParse(document.value);
  if (parsed.success) return { value: parsed.data, diagnostics: [] };
  const { issues } = parsed.error;
  const findings = findingsOf(issues);
  const diagnostics = findings
    .slice(0, maxProblems)
    .map((finding) => problemOf(document, schema, finding, options.unknownFields));
  if (findings.length > maxProblems) {
    const message = `${findings.length - maxProblems} more fields are wrong`;
    return { diagnostics: [...diagnostics, problemAt(document, '', { code: 'InvalidField', message })] };
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
  const stripped = issues.reduce<Json>(
    (value, issue) =>
      issue.code === 'unrecognized_keys' ? without(value, issue.path, new Set(issue.keys)) : value,
    document.value,
  );
  const again = schema.safeParse(stripped);
  return again.success ? { value: again.data, diagnostics } : { diagnostics };
};

/** A reader that reads each document once: a file that did not change is the same document from commit to commit. */
export const readOnce = <T extends object>(
  read: (document: FleetDocument) => T,
): ((document: FleetDocument) => T) => {
  const known = new WeakMap<FleetDocument, T>();
  return (document) => {
    const result = known.get(document) ?? read(document);
    known.set(document, result);
    return result;
  };
};
