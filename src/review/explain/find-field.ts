import { isJsonObject, pointerToken } from '../../model/json.ts';
import { member } from '../../patch/members.ts';
import { listIndex } from '../../patch/pointer.ts';
import { nearest } from '../../repository/nearest.ts';
import type { Explanation } from './explanation.ts';
import { formatKey, parseFieldPath, type Segment } from './field-path.ts';
import { type FoundField, fieldsBelow, lastValue, rootField } from './object-fields.ts';

export type FieldSearch =
  | { readonly found: FoundField; readonly error?: never; readonly hint?: never }
  | { readonly error: string; readonly hint?: string; readonly found?: never };

const meets = (field: FoundField, pairs: readonly (readonly [string, string])[]): boolean => {
  const value = lastValue(field.node, field.gone);
  return (
    isJsonObject(value) &&
    pairs.every(([key, wanted]) => {
      const held = member(value, key);
      return held !== undefined && !isJsonObject(held) && String(held) === wanted;
    })
  );
};

const lastKey = ({ pointer }: FoundField): string => pointer.slice(pointer.lastIndexOf('/') + 1);

/** One step down. Keys with dots may be written without brackets: `metadata.labels.app.kubernetes.io/name`. */
const step = (
  from: FoundField,
  rest: readonly Segment[],
): { readonly field: FoundField; readonly taken: number } | undefined => {
  const [next] = rest;
  const children = fieldsBelow(from);
  if (next?.type === 'where') {
    const field = children.find((child) => meets(child, next.pairs));
    return field && { field, taken: 1 };
  }
  const keys = rest.map((part) => (part.type === 'key' ? part.key : undefined));
  const end = keys.indexOf(undefined);
  const length = next?.type === 'index' ? 1 : end < 0 ? keys.length : end;
  for (let taken = 1; taken <= length; taken += 1) {
    const key = next?.type === 'index' ? String(next.index) : keys.slice(0, taken).join('.');
    const isPlace = from.node.items.length > 0 && listIndex(key) === undefined;
    const field = isPlace ? undefined : children.find((child) => lastKey(child) === pointerToken(key));
    if (field !== undefined) return { field, taken };
  }
  return undefined;
};

const maxCandidates = 5_000;

/** Every field below one, breadth first: what is near the top is likelier meant. */
const allBelow = (start: FoundField): readonly FoundField[] => {
  const found = [start];
  for (let index = 0; index < found.length && found.length < maxCandidates; index += 1) {
    for (const field of fieldsBelow(found[index]!)) found.push(field);
  }
  return found.slice(1);
};

const written = (part: Segment): string => {
  switch (part.type) {
    case 'key':
      return part.key;
    case 'index':
      return String(part.index);
    case 'where':
      return part.pairs.map(([key, value]) => `${key}=${value}`).join(',');
    default:
      return part satisfies never;
  }
};

/** The field that was most likely meant: a near name at the same place, else one that ends in the same name. */
const nearestField = (from: FoundField, rest: readonly Segment[]): string | undefined => {
  const word = written(rest[0]!);
  const children = fieldsBelow(from);
  const label = ({ field }: FoundField): string => field.slice(from.field.length).replace(/^\.|^\[|\]$/g, '');
  const near = nearest(word, children.map(label));
  const child = children.find((candidate) => label(candidate) === near);
  if (child !== undefined) {
    const deeper = find(child, rest.slice(1));
    return deeper.found?.field ?? deeper.hint ?? child.field;
  }
  const last = pointerToken(written(rest.at(-1)!));
  return allBelow(from).find((field) => lastKey(field) === last)?.field;
};

/** A field that its kind has and that is not in the object. */
const unsetField = (from: FoundField, rest: readonly Segment[]): string | undefined => {
  let at: Pick<FoundField, 'field'> = from;
  let schema = from.node.schema;
  for (const part of rest) {
    schema = part.type === 'key' ? schema?.field(part.key) : undefined;
    if (part.type !== 'key' || schema === undefined) return undefined;
    at = { field: at.field + formatKey(part.key, at.field === '') };
  }
  return at.field;
};

const find = (start: FoundField, segments: readonly Segment[]): FieldSearch => {
  let at = start;
  for (let index = 0; index < segments.length; ) {
    const next = step(at, segments.slice(index));
    if (next === undefined) {
      const unset = unsetField(at, segments.slice(index));
      if (unset !== undefined) return { error: `nothing sets ${unset}: the API server's own default holds` };
      const hint = nearestField(at, segments.slice(index));
      const where = at.field === '' ? 'the object' : at.field;
      return {
        error: `${where} has no ${written(segments[index]!)}`,
        ...(hint !== undefined && { hint }),
      };
    }
    at = next.field;
    index += next.taken;
  }
  return { found: at };
};

/** Finds a field by a path as people write it; where there is none, `hint` is the nearest one that there is. */
export const findField = (explanation: Pick<Explanation, 'root'>, path: string): FieldSearch => {
  const { segments, error } = parseFieldPath(path);
  return segments === undefined ? { error } : find(rootField(explanation), segments);
};
