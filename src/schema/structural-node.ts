import { isJsonObject, type Json, type JsonObject } from './json.ts';
import { kindSchema, type ListType, type MapType, type NodeType, type SchemaNode } from './schema.ts';

/** One schema of a CustomResourceDefinition, as the other rooms read schemas, with what only custom resources have. */
export interface StructuralNode extends SchemaNode {
  /** The schema as it was written; limits and combinations are read from it. */
  readonly source: JsonObject;
  readonly default?: Json;
  /** Tells a schema that knows its defaults from the table of built-in kinds, which does not. */
  readonly defaults: true;
  readonly nullable: boolean;
  /** A whole object with apiVersion, kind and metadata of its own. */
  readonly embeddedResource: boolean;
  field(name: string): StructuralNode | undefined;
  items(): StructuralNode | undefined;
  values(): StructuralNode | undefined;
}

const texts = (value: Json | undefined): readonly string[] =>
  Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];

const asObject = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});

const child = (value: Json | undefined): StructuralNode | undefined =>
  isJsonObject(value) ? structuralNode(value) : undefined;

const hasOwn = (object: JsonObject, name: string): Json | undefined =>
  Object.hasOwn(object, name) ? object[name] : undefined;

/** A part that is made when it is first asked for. */
const lazily = <Value>(make: () => Value): (() => Value) => {
  let made: { value: Value } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
};

const fieldsOf = (source: JsonObject): ((name: string) => StructuralNode | undefined) => {
  const properties = asObject(source.properties);
  const made = new Map<string, StructuralNode | undefined>();
  return (name) => {
    if (!made.has(name) && Object.hasOwn(properties, name)) made.set(name, child(hasOwn(properties, name)));
    return made.get(name);
  };
};

/** One schema and, when they are asked for, those under it. */
export const structuralNode = (source: JsonObject): StructuralNode => {
  const intOrString = source['x-kubernetes-int-or-string'] === true;
  const enumeration = texts(source.enum);
  const listType = source['x-kubernetes-list-type'];
  const mapType = source['x-kubernetes-map-type'];
  return {
    source,
    defaults: true,
    ...(source.default !== undefined && { default: source.default }),
    nullable: source.nullable === true,
    embeddedResource: source['x-kubernetes-embedded-resource'] === true,
    ...(typeof source.type === 'string' && { type: source.type as NodeType }),
    ...(typeof source.format === 'string' && { format: source.format }),
    field: fieldsOf(source),
    fieldNames: lazily(() => Object.keys(asObject(source.properties)).sort()),
    items: lazily(() => child(source.items)),
    values: lazily(() => child(source.additionalProperties)),
    patchStrategy: [],
    ...(typeof listType === 'string' && { listType: listType as ListType }),
    listMapKeys: texts(source['x-kubernetes-list-map-keys']),
    ...(typeof mapType === 'string' && { mapType: mapType as MapType }),
    required: texts(source.required),
    ...(enumeration.length > 0 && { enum: enumeration }),
    intOrString,
    quantity: false,
    preserveUnknownFields: source['x-kubernetes-preserve-unknown-fields'] === true,
  };
};

const objectMeta = lazily(
  () => kindSchema({ group: '', version: 'v1', kind: 'ConfigMap' })?.root.field('metadata') as SchemaNode,
);

const metaNames = ['apiVersion', 'kind', 'metadata'];
const stringNode = structuralNode({ type: 'string' });

/**
 * The schema as it is published: an object that is a resource has apiVersion, kind and the metadata of all resources, whatever the
 * definition says of them. What ownership and patches ask.
 */
export const published = (node: StructuralNode, isRoot = false): SchemaNode => {
  const made = new Map<string, SchemaNode | undefined>();
  const isResource = isRoot || node.embeddedResource;
  const fieldOf = (name: string): SchemaNode | undefined => {
    if (isResource && name === 'metadata') return objectMeta();
    const field = node.field(name);
    if (isResource && name !== 'metadata' && metaNames.includes(name)) return stringNode;
    return field && published(field);
  };
  return {
    ...node,
    field: (name) => {
      if (!made.has(name)) made.set(name, fieldOf(name));
      return made.get(name);
    },
    fieldNames: lazily(() =>
      isResource ? [...new Set([...metaNames, ...node.fieldNames()])].sort() : node.fieldNames(),
    ),
    items: lazily(() => {
      const items = node.items();
      return items && published(items);
    }),
    values: lazily(() => {
      const values = node.values();
      return values && published(values);
    }),
  };
};

/** What a schema of a custom resource says beside what every schema does; undefined for built-in kinds. */
export const customFacts = (
  node: SchemaNode,
): Pick<StructuralNode, 'source' | 'nullable' | 'embeddedResource'> | undefined =>
  'source' in node ? (node as StructuralNode) : undefined;
