import type { ListType, MapType, NodeType, PatchStrategy, TableNode } from './table.ts';

/** What Kubernetes says of one field, list item or map value. Nodes are made at first use: schemas may be recursive. */
export interface SchemaNode {
  /** Name of the definition that it is of, e.g. `io.k8s.api.core.v1.PodSpec`; absent where it has none of its own. */
  readonly definition?: string;
  /** Absent where any JSON is taken. */
  readonly type?: NodeType;
  /** `int32`, `int64`, `double`, `byte`, `date-time`, `int-or-string`, `quantity`. */
  readonly format?: string;
  /** A declared field of an object; undefined for an unknown one and for maps (see `values`). */
  field(name: string): SchemaNode | undefined;
  /** Sorted by code point. */
  fieldNames(): readonly string[];
  /** Of a list: what each item is. */
  items(): SchemaNode | undefined;
  /** Of a map: what each value is. */
  values(): SchemaNode | undefined;
  /** The key that strategic merge matches list items by. Absent: the list is replaced, or merged as a set of scalars. */
  readonly patchMergeKey?: string;
  readonly patchStrategy: readonly PatchStrategy[];
  /** Server-side apply's list type; absent means atomic there. */
  readonly listType?: ListType;
  /** In the order that the API declares. */
  readonly listMapKeys: readonly string[];
  readonly mapType?: MapType;
  readonly required: readonly string[];
  /** Only where the API closes the set; sorted. */
  readonly enum?: readonly string[];
  /** An integer or a string (ports, percentages). */
  readonly intOrString: boolean;
  /** A resource.Quantity: a string, or a number that the API server turns into one. */
  readonly quantity: boolean;
  /** Any content is kept as it is: no field of it can be called unknown. */
  readonly preserveUnknownFields: boolean;
}

type Definitions = Readonly<Record<string, TableNode>>;

/** What stands beside `$ref` (merge key, list type) wins over the definition. */
const resolved = (raw: TableNode, definitions: Definitions): TableNode => {
  if (raw.ref === undefined) return raw;
  const { ref, ...beside } = raw;
  const target = definitions[ref];
  return target === undefined ? beside : { ...resolved(target, definitions), ...beside };
};

const own = <Value>(record: Readonly<Record<string, Value>> | undefined, key: string): Value | undefined =>
  record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined;

/** An object that declares neither fields nor values, or a schema without a type, takes anything. */
const keepsUnknown = (node: TableNode): boolean =>
  node.type === undefined || (node.type === 'object' && !node.fields && !node.values);

const build = (raw: TableNode, nodeOf: (child: TableNode) => SchemaNode, table: Definitions): SchemaNode => {
  const node = resolved(raw, table);
  const child = (value: TableNode | undefined): SchemaNode | undefined => value && nodeOf(value);
  return {
    ...(raw.ref && { definition: raw.ref }),
    ...(node.type && { type: node.type }),
    ...(node.format && { format: node.format }),
    field: (name) => child(own(node.fields, name)),
    fieldNames: () => Object.keys(node.fields ?? {}),
    items: () => child(node.items),
    values: () => child(node.values),
    ...(node.mergeKey && { patchMergeKey: node.mergeKey }),
    patchStrategy: node.strategy ?? [],
    ...(node.listType && { listType: node.listType }),
    listMapKeys: node.listKeys ?? [],
    ...(node.mapType && { mapType: node.mapType }),
    required: node.required ?? [],
    ...(node.enum && { enum: node.enum }),
    intOrString: node.format === 'int-or-string',
    quantity: node.format === 'quantity',
    preserveUnknownFields: keepsUnknown(node),
  };
};

/** One node a place in the table, made once: callers may compare nodes by identity. */
export const nodeMaker = (definitions: Definitions): ((raw: TableNode) => SchemaNode) => {
  const made = new WeakMap<TableNode, SchemaNode>();
  const nodeOf = (raw: TableNode): SchemaNode => {
    const known = made.get(raw);
    if (known !== undefined) return known;
    const node = build(raw, nodeOf, definitions);
    made.set(raw, node);
    return node;
  };
  return nodeOf;
};
