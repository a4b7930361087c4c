import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import type { ResourceType } from '../resource-type.ts';

type Found = string[];

const walkObject = (object: JsonObject, node: SchemaNode, path: string, found: Found): void => {
  const values = node.values();
  for (const key in object) {
    const below = path === '' ? key : `${path}.${key}`;
    const child = node.field(key) ?? values;
    if (child !== undefined) walk(object[key]!, child, below, found);
    else if (!node.preserveUnknownFields) found.push(below);
  }
};

const walk = (value: Json, node: SchemaNode, path: string, found: Found): void => {
  if (typeof value !== 'object' || value === null) return;
  if (isJsonObject(value)) {
    walkObject(value, node, path, found);
    return;
  }
  const items = node.items();
  if (items === undefined) return;
  for (const [index, item] of (value as readonly Json[]).entries())
    walk(item, items, `${path}[${index}]`, found);
};

/** Paths of fields that the type does not declare, in the order of the body. */
export const unknownFields = (object: JsonObject, type: ResourceType): readonly string[] => {
  if (type.structural !== undefined) return type.structural.unknownFields(object);
  const found: Found = [];
  walk(object, type.schema, '', found);
  return found;
};
