import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { definitions } from '../requests/definition-marks.ts';
import { apiVersionOf, type ResourceType, storageKeyOf } from '../resource-type.ts';
import type { ObjectStore } from '../storage/object-store.ts';
import type { TypeCatalog } from '../types/type-catalog.ts';
import { builtInDocument, type CustomKind, customDocument } from './group-version-document.ts';
import { pathsOf } from './paths.ts';
import { kindsOfDefinition, schemaTable, schemaV2 } from './table-schemas.ts';

/** A document and the hash by which clients keep it. */
export interface OpenApiDocument {
  readonly text: string;
  readonly hash: string;
}

const documentOf = (value: JsonObject): OpenApiDocument => {
  const text = JSON.stringify(value);
  return { text, hash: createHash('sha512').update(text).digest('hex').toUpperCase() };
};

/** `api/v1`, `apis/apps/v1`. */
const nameOf = (type: Pick<ResourceType, 'group' | 'version'>): string =>
  type.group === '' ? `api/${type.version}` : `apis/${apiVersionOf(type)}`;

type Documents = ReadonlyMap<string, OpenApiDocument>;

const builtIn = new WeakMap<readonly ResourceType[], Documents>();
const custom = new WeakMap<readonly ResourceType[], Documents>();

const remember = (
  known: WeakMap<readonly ResourceType[], Documents>,
  types: readonly ResourceType[],
  make: () => Documents,
): Documents => {
  const found = known.get(types);
  if (found !== undefined) return found;
  const made = make();
  known.set(types, made);
  return made;
};

const makeBuiltIn = (types: readonly ResourceType[]): Documents =>
  new Map([...Map.groupBy(types, nameOf)].map(([name, own]) => [name, documentOf(builtInDocument(own))]));

const schemaIn = (store: ObjectStore, type: ResourceType): JsonObject => {
  const stored = store.get(storageKeyOf(definitions), '', `${type.plural}.${type.group}`);
  const spec = stored?.object.spec as JsonObject | undefined;
  const versions = (spec?.versions ?? []) as readonly JsonObject[];
  const version = versions.find((one) => one.name === type.version);
  const schema = version?.schema as JsonObject | undefined;
  return isJsonObject(schema?.openAPIV3Schema) ? schema.openAPIV3Schema : {};
};

const makeCustom = (types: readonly ResourceType[], store: ObjectStore): Documents => {
  const kinds: readonly CustomKind[] = types.map((type) => ({
    type,
    openAPIV3Schema: schemaIn(store, type),
  }));
  const groups = Map.groupBy(kinds, ({ type }) => nameOf(type));
  return new Map([...groups].map(([name, own]) => [name, documentOf(customDocument(own))]));
};

/** The OpenAPI 3 documents of one cluster by name; clusters share those of built-in kinds. */
export const openApiV3 = (catalog: TypeCatalog, store: ObjectStore): Documents =>
  new Map([
    ...remember(builtIn, catalog.builtIn, () => makeBuiltIn(catalog.builtIn)),
    ...remember(custom, catalog.custom, () => makeCustom(catalog.custom, store)),
  ]);

let second: OpenApiDocument | undefined;

/** OpenAPI 2 of the built-in kinds: what the table was read from, without its prose. */
export const openApiV2 = (catalog: TypeCatalog): OpenApiDocument => {
  const table = schemaTable();
  second ??= documentOf({
    swagger: '2.0',
    info: { title: 'Kubernetes', version: table.version },
    paths: Object.assign({}, ...catalog.builtIn.map(pathsOf)) as JsonObject,
    definitions: Object.fromEntries(
      Object.entries(table.definitions).map(([name, node]) => {
        const kinds = kindsOfDefinition(name);
        const schema = schemaV2(node);
        return [name, kinds.length > 0 ? { ...schema, 'x-kubernetes-group-version-kind': kinds } : schema];
      }),
    ),
  });
  return second;
};
