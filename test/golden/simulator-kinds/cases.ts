import { isJsonObject, type Json, type JsonObject } from '../../../src/model/json.ts';
import { bases } from './bases.ts';
import { refusedChanges } from './refused-changes.ts';
import { storedChanges } from './stored-changes.ts';
import { updateChanges } from './update-changes.ts';

/** Dotted paths to what is put there; null takes away. */
export type Changes = Readonly<Record<string, Json>>;

export interface KindCase {
  readonly name: string;
  readonly object: JsonObject;
  /** Merge patches, one after another, on what was created. */
  readonly patches: readonly JsonObject[];
}

const withPath = (value: Json | undefined, path: readonly string[], put: Json): Json => {
  const [head, ...rest] = path;
  if (head === undefined) return put;
  if (Array.isArray(value) || (value === undefined && /^\d+$/.test(head))) {
    const list = [...((value as readonly Json[] | undefined) ?? [])];
    list[Number(head)] = withPath(list[Number(head)], rest, put);
    return list;
  }
  const object = isJsonObject(value) ? value : {};
  const next: Record<string, Json> = { ...object, [head]: withPath(object[head], rest, put) };
  if (rest.length === 0 && put === null) delete next[head];
  return next;
};

export const objectOf = (kind: string, name: string, changes: Changes): JsonObject => {
  const base: JsonObject = { kind, metadata: { name }, ...bases[kind] };
  return Object.entries(changes).reduce<JsonObject>(
    (object, [path, put]) => withPath(object, path.split('.'), put) as JsonObject,
    base,
  );
};

/** Definitions, namespaces and quotas are named by what they are. */
const nameOf = (kind: string, of: string, index: number): string => {
  if (kind === 'CustomResourceDefinition') return 'things.g.example';
  return kind === 'APIService' ? 'v1.x.example' : `${kind.toLowerCase()}-${of}-${index}`;
};

const casesOf = (of: string, table: Readonly<Record<string, readonly Changes[]>>): readonly KindCase[] =>
  Object.entries(table).flatMap(([kind, list]) =>
    list.map((changes, index) => ({
      name: `${kind} ${of} ${index}: ${Object.keys(changes).join(', ')}`,
      object: objectOf(kind, nameOf(kind, of, index), changes),
      patches: [],
    })),
  );

const updateCases = (): readonly KindCase[] =>
  Object.entries(updateChanges).flatMap(([kind, list]) =>
    list.map(({ from = {}, patches }, index) => ({
      name: `${kind} update ${index}`,
      object: objectOf(kind, nameOf(kind, 'update', index), from),
      patches,
    })),
  );

const baseCases = (): readonly KindCase[] =>
  Object.keys(bases).map((kind) => ({
    name: `${kind} base`,
    object: objectOf(kind, nameOf(kind, 'base', 0), {}),
    patches: [],
  }));

/** Every case: what is sent, in order; each is deleted before the next. */
export const kindCases = (): readonly KindCase[] => [
  ...baseCases(),
  ...casesOf('stored', storedChanges),
  ...casesOf('refused', refusedChanges),
  ...updateCases(),
];
