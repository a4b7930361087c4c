import { isJsonObject, type Json, type JsonObject } from '../../../model/json.ts';
import type { KubeObject } from '../../../model/resource.ts';
import type { Fleet } from '../../../repository/fleet.ts';
import { type GroupVersionKind, kindSchema, type SchemaNode } from '../../../schema/schema.ts';
import { published, structuralNode } from '../../../schema/structural-node.ts';

export interface CustomVersion {
  readonly name: string;
  readonly served: boolean;
  /** Absent where the definition has none that can be read. */
  readonly root?: SchemaNode;
}

/** A kind that a CustomResourceDefinition of the repository defines. */
export type CustomKind = ReadonlyMap<string, CustomVersion>;

/** By `group/kind`. */
export type CustomKinds = ReadonlyMap<string, CustomKind>;

const versionOf = (value: Json): CustomVersion | undefined => {
  if (!isJsonObject(value) || typeof value.name !== 'string') return undefined;
  const schema = isJsonObject(value.schema) ? value.schema.openAPIV3Schema : undefined;
  return {
    name: value.name,
    served: value.served === true,
    ...(isJsonObject(schema) && { root: published(structuralNode(schema), true) }),
  };
};

const versionsOf = (spec: JsonObject): CustomKind => {
  const versions = Array.isArray(spec.versions) ? (spec.versions as readonly Json[]) : [];
  return new Map(
    versions.flatMap((value) => versionOf(value) ?? []).map((version) => [version.name, version]),
  );
};

const definedBy = ({ apiVersion, kind, spec }: KubeObject): readonly [string, CustomKind] | undefined => {
  if (apiVersion !== 'apiextensions.k8s.io/v1' || kind !== 'CustomResourceDefinition') return undefined;
  if (!isJsonObject(spec) || !isJsonObject(spec.names)) return undefined;
  const { group, names } = spec;
  if (typeof group !== 'string' || typeof names.kind !== 'string') return undefined;
  return [`${group}/${names.kind}`, versionsOf(spec)];
};

/** The kinds that the feeds define, as they are written there. */
export const customKindsOf = ({ resources }: Fleet): CustomKinds =>
  new Map(resources.map(({ object }) => definedBy(object)).filter((defined) => defined !== undefined));

/** The schema of a kind at its version: Kubernetes' own, then the repository's; undefined: nothing is known. */
export const rootOf = (gvk: GroupVersionKind, custom: CustomKinds): SchemaNode | undefined =>
  kindSchema(gvk)?.root ?? custom.get(`${gvk.group}/${gvk.kind}`)?.get(gvk.version)?.root;
