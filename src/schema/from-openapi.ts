import { byApiVersion } from './api-version-order.ts';
import type { KindRow, ListType, MapType, NodeType, PatchStrategy, SchemaTable, TableNode } from './table.ts';

/** What is read of `/openapi/v2`; everything else (descriptions, parameters, responses) is left out. */
export interface OpenApiDocument {
  readonly definitions: Readonly<Record<string, OpenApiSchema>>;
  readonly paths: Readonly<Record<string, OpenApiPath>>;
}

export interface OpenApiPath {
  readonly get?: OpenApiOperation;
  readonly post?: OpenApiOperation;
  readonly patch?: OpenApiOperation;
}

export interface OpenApiOperation {
  readonly 'x-kubernetes-group-version-kind'?: OpenApiKind;
}

export interface OpenApiSchema {
  readonly $ref?: string;
  readonly type?: string;
  readonly format?: string;
  readonly properties?: Readonly<Record<string, OpenApiSchema>>;
  readonly items?: OpenApiSchema;
  readonly additionalProperties?: OpenApiSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly string[];
  readonly 'x-kubernetes-group-version-kind'?: readonly OpenApiKind[];
  readonly 'x-kubernetes-patch-merge-key'?: string;
  readonly 'x-kubernetes-patch-strategy'?: string;
  readonly 'x-kubernetes-list-type'?: string;
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: string;
}

interface OpenApiKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** A collection (`/apis/apps/v1/namespaces/{namespace}/deployments`) or one item of it; subresources do not match. */
const resourcePath =
  /^\/(?:api|apis\/[^/{}]+)\/[^/{}]+(?<scope>\/namespaces\/\{namespace\})?\/(?<plural>[^/{}]+)(?<item>\/\{name\})?$/;

const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
const withoutPrefix = (ref: string): string => ref.replace('#/definitions/', '');
const kindKey = ({ group, version, kind }: OpenApiKind): string => `${group}/${version}/${kind}`;

/** Quantity is a bare string in the document, while the API server reads numbers there too. */
const formats: Readonly<Record<string, string>> = {
  'io.k8s.apimachinery.pkg.api.resource.Quantity': 'quantity',
};

const sortedRecord = <In, Out>(
  record: Readonly<Record<string, In>>,
  map: (value: In, key: string) => Out,
): Record<string, Out> =>
  Object.fromEntries(
    Object.keys(record)
      .sort(byCodePoint)
      .map((key) => [key, map(record[key] as In, key)]),
  );

const listFacts = (schema: OpenApiSchema): TableNode => ({
  ...(schema['x-kubernetes-patch-merge-key'] && { mergeKey: schema['x-kubernetes-patch-merge-key'] }),
  ...(schema['x-kubernetes-patch-strategy'] && {
    strategy: schema['x-kubernetes-patch-strategy'].split(',') as PatchStrategy[],
  }),
  ...(schema['x-kubernetes-list-type'] && { listType: schema['x-kubernetes-list-type'] as ListType }),
  ...(schema['x-kubernetes-list-map-keys'] && { listKeys: schema['x-kubernetes-list-map-keys'] }),
  ...(schema['x-kubernetes-map-type'] && { mapType: schema['x-kubernetes-map-type'] as MapType }),
});

const nodeOf = (schema: OpenApiSchema): TableNode => ({
  ...(schema.$ref && { ref: withoutPrefix(schema.$ref) }),
  ...(schema.type && { type: schema.type as NodeType }),
  ...(schema.format && { format: schema.format }),
  ...(schema.required && { required: [...schema.required].sort(byCodePoint) }),
  ...(schema.enum && { enum: [...schema.enum].sort(byCodePoint) }),
  ...listFacts(schema),
  ...(schema.items && { items: nodeOf(schema.items) }),
  ...(schema.additionalProperties && { values: nodeOf(schema.additionalProperties) }),
  ...(schema.properties && { fields: sortedRecord(schema.properties, nodeOf) }),
});

const refsOf = (node: TableNode): readonly string[] => [
  ...(node.ref ? [node.ref] : []),
  ...(node.items ? refsOf(node.items) : []),
  ...(node.values ? refsOf(node.values) : []),
  ...Object.values(node.fields ?? {}).flatMap(refsOf),
];

/** The definitions that the kinds reach; lists, watch events and options are left behind. */
const reachable = (
  definitions: Readonly<Record<string, TableNode>>,
  roots: readonly string[],
): Record<string, TableNode> => {
  const seen = new Set<string>();
  const queue = [...roots];
  for (let name = queue.pop(); name !== undefined; name = queue.pop()) {
    const node = definitions[name];
    if (seen.has(name) || node === undefined) continue;
    seen.add(name);
    queue.push(...refsOf(node));
  }
  return Object.fromEntries(
    [...seen].sort(byCodePoint).map((name) => [name, definitions[name] as TableNode]),
  );
};

/** Scope, plural and verbs are nowhere but in the paths. */
const kindRows = (document: OpenApiDocument): readonly KindRow[] => {
  const definitionOf = new Map<string, string>();
  for (const [name, schema] of Object.entries(document.definitions)) {
    for (const gvk of schema['x-kubernetes-group-version-kind'] ?? []) definitionOf.set(kindKey(gvk), name);
  }
  const rows = new Map<string, KindRow>();
  for (const [path, operations] of Object.entries(document.paths)) {
    const match = resourcePath.exec(path);
    const gvk = (operations.get ?? operations.post)?.['x-kubernetes-group-version-kind'];
    const definition = gvk && definitionOf.get(kindKey(gvk));
    if (match === null || gvk === undefined || definition === undefined) continue;
    const { scope, plural, item } = match.groups as { scope?: string; plural: string; item?: string };
    const known = rows.get(kindKey(gvk));
    rows.set(kindKey(gvk), {
      group: gvk.group,
      version: gvk.version,
      kind: gvk.kind,
      plural,
      // the list over all namespaces has no namespace in its path: one path that has it decides
      namespaced: scope !== undefined || known?.namespaced === true,
      patchable: (item !== undefined && operations.patch !== undefined) || known?.patchable === true,
      definition,
    });
  }
  return [...rows.values()].sort(
    (a, b) =>
      byCodePoint(a.group, b.group) || byCodePoint(a.kind, b.kind) || byApiVersion(a.version, b.version),
  );
};

/** OpenAPI v2 of an API server → the table. Equal documents, equal tables: everything is sorted. */
export const tableFromOpenApi = (document: OpenApiDocument, version: string): SchemaTable => {
  const kinds = kindRows(document);
  const definitions = sortedRecord(document.definitions, (schema, name) => {
    const format = formats[name];
    return { ...nodeOf(schema), ...(format && { format }) };
  });
  return {
    version,
    kinds,
    definitions: reachable(
      definitions,
      kinds.map((kind) => kind.definition),
    ),
  };
};
