import type { SchemaNode } from '../schema/schema.ts';

/** What is known of one member: a declared field, or any value of a map. */
export const childSchema = (schema: SchemaNode | undefined, key: string): SchemaNode | undefined =>
  schema?.field(key) ?? schema?.values();
