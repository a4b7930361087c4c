import type { JsonObject } from '../model/json.ts';
import type { KindRules } from './kinds/kind-rules.ts';
import type { FieldManager } from './ownership/field-manager.ts';
import type { ResourceType } from './resource-type.ts';
import type { StructuralSchema } from './structural/structural-schema.ts';

/** What the rooms of kinds, ownership and structural schemas give to requests. */
export interface TypeRules {
  readonly builtInTypes: readonly ResourceType[];
  readonly fieldManager: FieldManager;
  rulesOf(type: ResourceType): KindRules;
  /** Why an object of this type cannot be decoded (a value of a wrong type), as the real server words it. */
  decodingError(type: ResourceType, object: JsonObject): string | undefined;
  structuralSchema(openAPIV3Schema: JsonObject): StructuralSchema;
}
