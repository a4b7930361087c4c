import { createHash } from 'node:crypto';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { byApiVersion } from '../../schema/api-version-order.ts';
import type { ResourceType, ScalePaths } from '../resource-type.ts';
import type { StructuralSchema } from '../structural/structural-schema.ts';

type Compile = (openAPIV3Schema: JsonObject) => StructuralSchema;

const verbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

const object = (value: Json | undefined): JsonObject => (isJsonObject(value) ? value : {});
const list = (value: Json | undefined): readonly Json[] => (Array.isArray(value) ? value : []);
const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const scaleOf = (scale: Json | undefined): ScalePaths | undefined => {
  if (!isJsonObject(scale)) return undefined;
  const { labelSelectorPath } = scale;
  return {
    specReplicasPath: text(scale.specReplicasPath),
    statusReplicasPath: text(scale.statusReplicasPath),
    ...(typeof labelSelectorPath === 'string' && { labelSelectorPath }),
  };
};

const typeOf = (spec: JsonObject, version: JsonObject, structural: StructuralSchema): ResourceType => {
  const names = object(spec.names);
  const subresources = object(version.subresources);
  const scale = scaleOf(subresources.scale);
  return {
    group: text(spec.group),
    version: text(version.name),
    kind: text(names.kind),
    listKind: text(names.listKind) || `${text(names.kind)}List`,
    plural: text(names.plural),
    singular: text(names.singular) || text(names.kind).toLowerCase(),
    shortNames: list(names.shortNames) as readonly string[],
    categories: list(names.categories) as readonly string[],
    namespaced: spec.scope === 'Namespaced',
    verbs,
    schema: structural.root,
    status: isJsonObject(subresources.status),
    ...(scale && { scale }),
    structural,
    ...(Array.isArray(version.additionalPrinterColumns) && {
      printerColumns: version.additionalPrinterColumns as readonly JsonObject[],
    }),
  };
};

const made = new Map<string, readonly ResourceType[]>();
const mostMade = 500;

const makeTypes = (spec: JsonObject, compile: Compile): readonly ResourceType[] => {
  const served = list(spec.versions)
    .map(object)
    .filter((version) => version.served === true);
  const types = served.map((version) => ({
    stored: version.storage === true,
    type: typeOf(spec, version, compile(object(object(version.schema).openAPIV3Schema))),
  }));
  // the one in which objects are stored comes first, then the usual order
  return types
    .sort((a, b) => Number(b.stored) - Number(a.stored) || byApiVersion(a.type.version, b.type.version))
    .map(({ type }) => type);
};

/** What a CustomResourceDefinition serves. Equal definitions give the same types: 1,000 clusters hold one copy of each schema. */
export const definitionTypes = (definition: JsonObject, compile: Compile): readonly ResourceType[] => {
  const spec = object(definition.spec);
  const key = createHash('sha256').update(JSON.stringify(spec)).digest('base64');
  const known = made.get(key);
  if (known !== undefined) return known;
  if (made.size >= mostMade) made.clear();
  const types = makeTypes(spec, compile);
  made.set(key, types);
  return types;
};
