import type { JsonObject } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import type { StatusCause } from '../api-error.ts';

/** The `openAPIV3Schema` of one version of a CustomResourceDefinition, compiled. */
export interface StructuralSchema {
  readonly root: SchemaNode;
  /**
   * What decoding does to the body of a create, a PUT or a patched object, but not to an applied configuration: removes what the schema
   * does not declare, but under `x-kubernetes-preserve-unknown-fields`, and nulls that it does not allow.
   */
  prune(object: JsonObject): JsonObject;
  /** Paths of what `prune` would remove, sorted: `spec.sise`, `spec.items[0].nmae`. */
  unknownFields(object: JsonObject): readonly string[];
  /** Defaults, and metadata without empty members. Nulls that an apply leaves behind stay, and are refused by `validate`. */
  fillDefaults(object: JsonObject): JsonObject;
  /**
   * One cause a fault, worded as the real server words it; empty when the object is valid. Of an update, what has not changed since
   * `live` is not held against it.
   */
  validate(object: JsonObject, live?: JsonObject): readonly StatusCause[];
  /** The same of a write to `/status`: only the status counts. */
  validateStatus(object: JsonObject, live?: JsonObject): readonly StatusCause[];
}
