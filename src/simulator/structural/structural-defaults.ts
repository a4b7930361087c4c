import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { StructuralNode } from '../../schema/structural-node.ts';

type Draft = Record<string, Json>;

const isUnwantedNull = (value: Json | undefined, node: StructuralNode | undefined): boolean =>
  value === null && node !== undefined && !node.nullable;

/** Names of the fields of this schema that have defaults, looked for once. */
const defaulted = new WeakMap<JsonObject, readonly string[]>();
const defaultedNames = (node: StructuralNode): readonly string[] => {
  const known = defaulted.get(node.source);
  if (known !== undefined) return known;
  const names = node.fieldNames().filter((name) => node.field(name)?.default !== undefined);
  defaulted.set(node.source, names);
  return names;
};

const inList = (list: readonly Json[], node: StructuralNode): readonly Json[] => {
  const items = node.items();
  if (items === undefined) return list;
  const out = list.map((item) => {
    const replaced = isUnwantedNull(item, items) ? (items.default ?? null) : item;
    return fill(replaced, items);
  });
  return out.every((item, index) => item === list[index]) ? list : out;
};

const inObject = (object: JsonObject, node: StructuralNode): JsonObject => {
  let out: Draft | undefined;
  const set = (name: string, value: Json): void => {
    out ??= { ...object };
    out[name] = value;
  };
  for (const name of defaultedNames(node)) {
    const field = node.field(name)!;
    if (!Object.hasOwn(object, name) || isUnwantedNull(object[name], field)) set(name, field.default!);
  }
  for (const [name, value] of Object.entries(out ?? object)) {
    const field = node.field(name) ?? node.values();
    if (field === undefined) continue;
    const filled = fill(isUnwantedNull(value, field) ? (field.default ?? null) : value, field);
    if (filled !== value) set(name, filled);
  }
  return out ?? object;
};

const fill = (value: Json, node: StructuralNode): Json => {
  if (Array.isArray(value)) return inList(value, node);
  return isJsonObject(value) ? inObject(value, node) : value;
};

/**
 * The object with its schema's defaults, at any depth; a null where none is allowed becomes the default, where there is one. Shares
 * what it does not change.
 */
export const fillStructuralDefaults = (object: JsonObject, root: StructuralNode): JsonObject =>
  inObject(object, root);
