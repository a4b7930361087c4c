import type { Json } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schema.ts';

/** A schema that knows defaults: those of custom resources do, the table of built-in kinds does not. */
export interface DefaultedNode extends SchemaNode {
  readonly default?: Json;
}

/**
 * What a list's key is taken to be when an item leaves it out, as the defaults of the API server's own schema say: a required field
 * its type's zero value, a protocol TCP, the only field of a reference the empty name. Undefined where a key may be missing.
 */
export const keyDefault = (item: SchemaNode, key: string): Json | undefined => {
  const field: DefaultedNode | undefined = item.field(key);
  if (field === undefined) return undefined;
  if (field.default !== undefined || 'defaults' in item) return field.default;
  if (item.required.includes(key)) return field.type === 'integer' ? 0 : '';
  if (key === 'protocol') return 'TCP';
  return key === 'name' && item.mapType === 'atomic' && item.fieldNames().length === 1 ? '' : undefined;
};
