import { isJsonObject, type Json, pointerToken } from '../../model/json.ts';
import { member } from '../../patch/members.ts';
import { listIndex } from '../../patch/pointer.ts';
import { nearest } from '../../repository/nearest.ts';
import type { Explanation } from './explanation.ts';
import { currentValue, type FieldNode } from './field-node.ts';
import { formatKey, parseFieldPath, type Segment } from './field-path.ts';
import { identityKeys } from './list-identity.ts';

/** A field of the tree, one that is gone too. */
export interface FoundField {
  readonly field: string;
  readonly pointer: string;
  readonly node: FieldNode;
  readonly gone: boolean;
}

export type FieldSearch =
  | { readonly found: FoundField; readonly error?: never; readonly hint?: never }
  | { readonly error: string; readonly hint?: string; readonly found?: never };

const named = (list: FieldNode, item: Json): string | undefined => {
  const keys = identityKeys(list.schema);
  if (!isJsonObject(item) || keys.length === 0) return undefined;
  const pairs = keys.flatMap((key) => {
    const value = member(item, key);
    return typeof value === 'string' || typeof value === 'number' ? [`${key}=${value}`] : [];
  });
  const text = pairs.join(',');
  return text === '' || /[[\]"']/.test(text) ? undefined : text;
};

const lastValue = (node: FieldNode, gone: boolean): Json => (gone ? node.value : currentValue(node));

const memberField = (parent: FoundField, key: string, node: FieldNode, gone: boolean): FoundField => ({
  field: parent.field + formatKey(key, parent.field === ''),
  pointer: `${parent.pointer}/${pointerToken(key)}`,
  node,
  gone,
});

const itemField = (parent: FoundField, index: number, node: FieldNode, label: string): FoundField => ({
  field: `${parent.field}[${label}]`,
  pointer: `${parent.pointer}/${index}`,
  node,
  gone: parent.gone,
});

const itemFields = (parent: FoundField): readonly FoundField[] => {
  const names = parent.node.items.map((item) => named(parent.node, lastValue(item, parent.gone)));
  const counts = Map.groupBy(names, (name) => name);
  return parent.node.items.map((item, index) => {
    const name = names[index];
    const isUnique = name !== undefined && counts.get(name)?.length === 1;
    return itemField(parent, index, item, isUnique ? name : String(index));
  });
};

/** An item that is gone has no place any more: that of its last entry. */
const goneItemField = (parent: FoundField, node: FieldNode): FoundField => {
  const index = Number(node.entries.at(-1)?.path.split('/').at(-1));
  const label = named(parent.node, lastValue(node, true)) ?? String(index);
  return { ...itemField(parent, index, node, label), gone: true };
};

/** The fields right below one, in their order; what is gone last, unless it was replaced. */
export const fieldsBelow = (parent: FoundField): readonly FoundField[] => {
  const { node, gone } = parent;
  return [
    ...[...node.members].map(([key, child]) => memberField(parent, key, child, gone)),
    ...itemFields(parent),
    ...[...node.goneMembers].map(([key, child]) => memberField(parent, key, child, true)),
    ...[...node.goneItems.values()].map((child) => goneItemField(parent, child)),
  ];
};

export const rootField = ({ root }: Pick<Explanation, 'root'>): FoundField => ({
  field: '',
  pointer: '',
  node: root,
  gone: false,
});

/** The fields below one that hold no other: scalars, and maps and lists that are empty. */
export const leavesBelow = (field: FoundField): readonly FoundField[] => {
  const children = fieldsBelow(field).filter(({ gone }) => !gone);
  return children.length === 0 ? [field] : children.flatMap(leavesBelow);
};

/** The fields below one that were removed, each with all that was in it. */
export const goneBelow = (field: FoundField): readonly FoundField[] =>
  fieldsBelow(field).flatMap((child) => (child.gone ? [child] : goneBelow(child)));

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
      if (unset !== undefined) return { error: `nothing sets ${unset}: what the API server gives it holds` };
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
