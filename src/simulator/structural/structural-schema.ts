import type { JsonObject } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import type { StatusCause } from '../api-error.ts';

/** The `openAPIV3Schema` of one version of a CustomResourceDefinition, compiled. */
export interface StructuralSchema {
  readonly root: SchemaNode;
  /** Removes what the schema does not declare, but under `x-kubernetes-preserve-unknown-fields`. */
  prune(object: JsonObject): JsonObject;
  /** Paths of what `prune` would remove, sorted: `spec.sise`, `spec.items[0].nmae`. */
  unknownFields(object: JsonObject): readonly string[];
  fillDefaults(object: JsonObject): JsonObject;
  /**
   * One cause a fault, worded as the real server words it; empty when the object is valid. Of an update, what has not changed since
   * `live` is not held against it.
   */
  validate(object: JsonObject, live?: JsonObject): readonly StatusCause[];
  /** The same of a write to `/status`: only the status counts. */
  validateStatus(object: JsonObject, live?: JsonObject): readonly StatusCause[];
}
