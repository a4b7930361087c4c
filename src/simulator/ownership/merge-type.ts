import type { Json } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import { keyDefault } from './key-default.ts';

export type Scalar = 'numeric' | 'string' | 'boolean' | 'untyped';
export type Shape = 'map' | 'scalar' | 'list';

/** What server-side apply knows of a value: the shapes that it may take. A typed value has one, any JSON has all three. */
export interface MergeType {
  readonly scalar?: Scalar;
  readonly list?: ListMergeType;
  readonly map?: MapMergeType;
}

export interface ListMergeType {
  readonly atomic: boolean;
  /** What an item is found by, sorted; a set has none. */
  readonly keys: readonly string[];
  /** The value of a key that an item leaves out. */
  keyDefault(key: string): Json | undefined;
  readonly items: MergeType;
}

export interface MapMergeType {
  readonly atomic: boolean;
  /** What the value of this name is; undefined when the schema does not declare it. */
  valueOf(name: string): MergeType | undefined;
  /** Whether the name is a field of a struct rather than a key of a map. */
  declares(name: string): boolean;
}

const untyped: MergeType = {
  scalar: 'untyped',
  list: {
    atomic: true,
    keys: [],
    keyDefault: () => undefined,
    get items() {
      return untyped;
    },
  },
  map: { atomic: true, valueOf: () => untyped, declares: () => false },
};

/** Any JSON whose shape is told by the value: maps are granular, lists are not. */
const deduced: MergeType = {
  scalar: 'untyped',
  list: { atomic: true, keys: [], keyDefault: () => undefined, items: untyped },
  map: { atomic: false, valueOf: () => deduced, declares: () => false },
};

const scalarOf = (node: SchemaNode): Scalar => {
  if (node.type === 'integer' || node.type === 'number') return 'numeric';
  if (node.type === 'boolean') return 'boolean';
  return node.type === 'string' && (node.format === undefined || node.format === 'byte')
    ? 'string'
    : 'untyped';
};

const listOf = (node: SchemaNode, keepsUnknown: boolean): ListMergeType => {
  const items = node.items();
  const keys = [...node.listMapKeys].sort();
  return {
    atomic: node.listType === undefined || node.listType === 'atomic',
    keys,
    keyDefault: (key) => items && keyDefault(items, key),
    get items() {
      return items === undefined ? untyped : mergeTypeOf(items, keepsUnknown);
    },
  };
};

const mapOf = (node: SchemaNode, keepsUnknown: boolean): MapMergeType => {
  const fields = new Map<string, MergeType | undefined>();
  const values = node.values();
  const isFreeForm = keepsUnknown || node.fieldNames().length === 0;
  let others: MergeType | undefined;
  const otherOf = (): MergeType | undefined => {
    if (values === undefined) return isFreeForm ? deduced : undefined;
    others ??= mergeTypeOf(values, keepsUnknown);
    return others;
  };
  const declared = (name: string): MergeType | undefined => {
    const known = fields.get(name);
    if (known !== undefined) return known;
    const field = node.field(name);
    if (field === undefined) return undefined;
    const type = mergeTypeOf(field, keepsUnknown);
    fields.set(name, type);
    return type;
  };
  return {
    atomic: node.mapType === 'atomic',
    valueOf: (name) => declared(name) ?? otherOf(),
    declares: (name) => declared(name) !== undefined,
  };
};

const build = (node: SchemaNode, inherited: boolean): MergeType => {
  // whoever keeps unknown fields hands it down to all that is under it, as kube-openapi's schemaconv does
  const keepsUnknown = inherited || node.preserveUnknownFields;
  switch (node.type) {
    case 'object':
      return { map: mapOf(node, keepsUnknown) };
    case 'array':
      return { list: listOf(node, keepsUnknown) };
    case undefined:
      return { scalar: 'untyped', list: listOf(node, keepsUnknown), map: mapOf(node, keepsUnknown) };
    default:
      return { scalar: scalarOf(node) };
  }
};

const made = [new WeakMap<SchemaNode, MergeType>(), new WeakMap<SchemaNode, MergeType>()] as const;

/** The rules of one schema node, made once. `keepsUnknown`: something above it preserves unknown fields. */
export const mergeTypeOf = (node: SchemaNode, keepsUnknown = false): MergeType => {
  const cache = made[keepsUnknown ? 1 : 0];
  const known = cache.get(node);
  if (known !== undefined) return known;
  const type = build(node, keepsUnknown);
  cache.set(node, type);
  return type;
};

/** The shape that a value is walked as: its own when the type allows it, else the type's first. */
export const shapeOf = (type: MergeType, value: Json | undefined): Shape => {
  if (value !== undefined && value !== null) {
    if (typeof value !== 'object') {
      if (type.scalar !== undefined) return 'scalar';
    } else if (Array.isArray(value)) {
      if (type.list !== undefined) return 'list';
    } else if (type.map !== undefined) return 'map';
  }
  if (type.map !== undefined) return 'map';
  return type.scalar !== undefined ? 'scalar' : 'list';
};
