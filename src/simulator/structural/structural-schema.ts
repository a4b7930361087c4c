import type { JsonObject } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import type { StatusCause } from '../api-error.ts';

/** The `openAPIV3Schema` of one version of a CustomResourceDefinition, compiled. */
export interface StructuralSchema {
  readonly root: SchemaNode;
  /** Removes what the schema does not declare, but under `x-kubernetes-preserve-unknown-fields`. */
  prune(object: JsonObject): JsonObject;
  fillDefaults(object: JsonObject): JsonObject;
  /** One cause a fault, worded as the real server words it; empty when the object is valid. */
  validate(object: JsonObject): readonly StatusCause[];
}
