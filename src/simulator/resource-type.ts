import type { JsonObject } from '../model/json.ts';
import type { SchemaNode } from '../schema/schema.ts';
import type { StructuralSchema } from './structural/structural-schema.ts';

/** JSONPaths of a scale subresource, e.g. `.spec.replicas`. */
export interface ScalePaths {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

/** One kind at one version as a simulated API server serves it: built in, or from a CustomResourceDefinition. */
export interface ResourceType {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly listKind: string;
  readonly plural: string;
  readonly singular: string;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly namespaced: boolean;
  /** As discovery lists them, sorted. */
  readonly verbs: readonly string[];
  /** Field structure: ownership, pruning and strategic merge ask it. */
  readonly schema: SchemaNode;
  /** Whether `/status` is served. */
  readonly status: boolean;
  readonly scale?: ScalePaths;
  /** Of a custom resource only. */
  readonly structural?: StructuralSchema;
  /** `additionalPrinterColumns` of a custom resource, as its definition has them. */
  readonly printerColumns?: readonly JsonObject[];
}

/** Where objects of a type are kept: all versions of a kind share it. */
export const storageKeyOf = (type: Pick<ResourceType, 'group' | 'plural'>): string =>
  `${type.group}/${type.plural}`;

/** `apps/v1`, `v1`. */
export const apiVersionOf = (type: Pick<ResourceType, 'group' | 'version'>): string =>
  type.group === '' ? type.version : `${type.group}/${type.version}`;
