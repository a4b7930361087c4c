import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { apiVersionOf, type ResourceType } from '../resource-type.ts';
import { type PathType, pathsOf } from './paths.ts';
import {
  kindsOfDefinition,
  objectMetaDefinition,
  reachedFrom,
  schemaTable,
  schemaV3,
} from './table-schemas.ts';

/** A kind of a CustomResourceDefinition, for its document. */
export interface CustomKind {
  readonly type: ResourceType;
  readonly openAPIV3Schema: JsonObject;
}

const info = () => ({ title: 'Kubernetes', version: schemaTable().version.slice(1).split('.', 2).join('.') });

const document = (paths: JsonObject, schemas: JsonObject): JsonObject => ({
  openapi: '3.0.0',
  info: info(),
  paths,
  components: { schemas },
});

const allPaths = (types: readonly PathType[]): JsonObject => Object.assign({}, ...types.map(pathsOf));

const builtInSchemas = (roots: readonly string[]): JsonObject =>
  Object.fromEntries(
    [...reachedFrom(roots)].map(([name, node]) => {
      const kinds = kindsOfDefinition(name);
      const schema = schemaV3(node);
      return [name, kinds.length > 0 ? { ...schema, 'x-kubernetes-group-version-kind': kinds } : schema];
    }),
  );

/** `com.example.v1.Widget`: the group backwards. */
const definitionName = ({ group, version, kind }: ResourceType): string =>
  `${group.split('.').reverse().join('.')}.${version}.${kind}`;

const customSchema = ({ type, openAPIV3Schema }: CustomKind): JsonObject => {
  const properties = isJsonObject(openAPIV3Schema.properties) ? openAPIV3Schema.properties : {};
  return {
    ...openAPIV3Schema,
    properties: {
      ...properties,
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { allOf: [{ $ref: `#/components/schemas/${objectMetaDefinition}` }] },
    },
    'x-kubernetes-group-version-kind': [{ group: type.group, kind: type.kind, version: type.version }],
  };
};

/** OpenAPI 3 of the built-in kinds of one group and version. */
export const builtInDocument = (types: readonly ResourceType[]): JsonObject => {
  const wanted = new Set(types.map((type) => `${apiVersionOf(type)}/${type.kind}`));
  const roots = schemaTable()
    .kinds.filter((row) => wanted.has(`${apiVersionOf(row)}/${row.kind}`))
    .map((row) => row.definition);
  return document(allPaths(types), builtInSchemas(roots));
};

/** OpenAPI 3 of the custom resources of one group and version. */
export const customDocument = (kinds: readonly CustomKind[]): JsonObject => {
  const schemas = Object.fromEntries(kinds.map((kind) => [definitionName(kind.type), customSchema(kind)]));
  return document(allPaths(kinds.map(({ type }) => type)), {
    ...schemas,
    ...builtInSchemas([objectMetaDefinition]),
  });
};
