import type { Json, JsonObject } from '../../model/json.ts';
import { kubernetesTableJson } from '../../schema/kubernetes.generated.ts';
import type { SchemaTable, TableNode } from '../../schema/table.ts';

let parsed: SchemaTable | undefined;

/** The generated table of built-in kinds, parsed at first use. */
export const schemaTable = (): SchemaTable => {
  parsed ??= JSON.parse(kubernetesTableJson) as SchemaTable;
  return parsed;
};

const extensions = (node: TableNode): JsonObject => ({
  ...(node.listKeys && { 'x-kubernetes-list-map-keys': node.listKeys }),
  ...(node.listType && { 'x-kubernetes-list-type': node.listType }),
  ...(node.mapType && { 'x-kubernetes-map-type': node.mapType }),
  ...(node.mergeKey && { 'x-kubernetes-patch-merge-key': node.mergeKey }),
  ...(node.strategy && { 'x-kubernetes-patch-strategy': node.strategy.join(',') }),
});

const mapNodes = (
  nodes: Readonly<Record<string, TableNode>>,
  map: (node: TableNode) => JsonObject,
): JsonObject => Object.fromEntries(Object.entries(nodes).map(([name, node]) => [name, map(node)]));

const children = (node: TableNode, map: (node: TableNode) => JsonObject): JsonObject => ({
  ...(node.required && { required: node.required }),
  ...(node.enum && { enum: node.enum }),
  ...(node.items && { items: map(node.items) }),
  ...(node.values && { additionalProperties: map(node.values) }),
  ...(node.fields && { properties: mapNodes(node.fields, map) }),
});

/** Two types in one, which OpenAPI 2 cannot say. */
const unions: Readonly<Record<string, JsonObject>> = {
  'int-or-string': { format: 'int-or-string', oneOf: [{ type: 'integer' }, { type: 'string' }] },
  quantity: { oneOf: [{ type: 'string' }, { type: 'number' }] },
};

/** A node of the table as a schema of OpenAPI 3. */
export const schemaV3 = (node: TableNode): JsonObject => {
  if (node.ref !== undefined) {
    return { allOf: [{ $ref: `#/components/schemas/${node.ref}` }], ...extensions(node) };
  }
  const union = node.format === undefined ? undefined : unions[node.format];
  if (union !== undefined) return union;
  return {
    ...(node.type && { type: node.type }),
    ...(node.format && { format: node.format }),
    ...children(node, schemaV3),
    ...extensions(node),
  };
};

/** A node of the table as a schema of OpenAPI 2. */
export const schemaV2 = (node: TableNode): JsonObject => ({
  ...(node.ref && { $ref: `#/definitions/${node.ref}` }),
  ...(node.type && { type: node.type }),
  // this format is our own word
  ...(node.format && node.format !== 'quantity' && { format: node.format }),
  ...children(node, schemaV2),
  ...extensions(node),
});

const refsIn = (node: TableNode, found: string[]): void => {
  if (node.ref !== undefined) found.push(node.ref);
  if (node.items) refsIn(node.items, found);
  if (node.values) refsIn(node.values, found);
  for (const field of Object.values(node.fields ?? {})) refsIn(field, found);
};

/** The definitions that these reach, themselves included, by name. */
export const reachedFrom = (roots: readonly string[]): ReadonlyMap<string, TableNode> => {
  const { definitions } = schemaTable();
  const reached = new Map<string, TableNode>();
  const queue = [...roots];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const node = definitions[name];
    if (node === undefined || reached.has(name)) continue;
    reached.set(name, node);
    refsIn(node, queue);
  }
  return new Map([...reached].sort(([a], [b]) => (a < b ? -1 : 1)));
};

/** `x-kubernetes-group-version-kind` of a definition that is a kind. */
export const kindsOfDefinition = (definition: string): readonly Json[] =>
  schemaTable()
    .kinds.filter((row) => row.definition === definition)
    .map(({ group, version, kind }) => ({ group, kind, version }));

export const objectMetaDefinition = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';
