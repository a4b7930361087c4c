import { z } from 'zod';
import type { Diagnostic, Severity } from '../model/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject, pointerToken } from '../model/json.ts';
import type { FleetDocument } from './fleet.ts';
import { nearestHint } from './nearest.ts';
import { problemAt } from './problem.ts';

type Path = readonly PropertyKey[];

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
    inner instanceof z.ZodNullable ||
    inner instanceof z.ZodPipe
  ) {
    inner = inner instanceof z.ZodPipe ? inner.in : inner.unwrap();
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

const without = (value: Json, path: Path, keys: readonly string[]): Json => {
  const [head, ...rest] = path;
  if (head === undefined) {
    return isJsonObject(value)
      ? Object.fromEntries(Object.entries(value).filter(([key]) => !keys.includes(key)))
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

/**
 * Holds a document against a schema of strict objects. Unknown fields get the nearest right name; where they are only
 * warned of (Clusternet's kinds, whose newer releases may know more), they are left out of the value.
 */
export const validate = <T>(
  document: FleetDocument,
  schema: z.ZodType<T>,
  options: { readonly unknownFields: Severity } = { unknownFields: 'error' },
): Validated<T> => {
  const diagnostics: Diagnostic[] = [];
  const parsed = schema.safeParse(document.value);
  if (parsed.success) return { value: parsed.data, diagnostics };
  let stripped: Json = document.value;
  for (const issue of parsed.error.issues) {
    if (issue.code !== 'unrecognized_keys') {
      const message = describe(issue, document.value);
      diagnostics.push(problemAt(document, pointerOf(issue.path), { code: 'InvalidField', message }));
      continue;
    }
    const known = fieldsAt(schema, issue.path);
    stripped = without(stripped, issue.path, issue.keys);
    for (const key of issue.keys) {
      diagnostics.push(
        problemAt(document, pointerOf([...issue.path, key]), {
          code: 'InvalidField',
          severity: options.unknownFields,
          message: `${[...issue.path, key].join('.')} is no known field`,
          ...nearestHint(key, known),
        }),
      );
    }
  }
  if (diagnostics.some(({ severity }) => severity === 'error')) return { diagnostics };
  const again = schema.safeParse(stripped as JsonObject);
  return again.success ? { value: again.data, diagnostics } : { diagnostics };
};
