import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import { mapMembers } from './map-members.ts';

/** What Go's metadata leaves out when it is written. */
const isNothing = (value: Json): boolean => {
  if (typeof value !== 'object' || value === null) return value === null || value === '';
  return Object.keys(value).length === 0;
};

/** Members that nobody but a client sets: the server writes the others itself. */
const clientMembers = ['generateName', 'labels', 'annotations', 'ownerReferences', 'finalizers'];

/** Whether the metadata has members that reading leaves out. An apply is stored with them. */
export const hasEmptyMetadata = ({ metadata }: JsonObject): boolean =>
  isJsonObject(metadata) &&
  clientMembers.some((member) => {
    const value = metadata[member];
    return value !== undefined && isNothing(value);
  });

/**
 * The object with the metadata that every resource has, whatever a definition says of it: without what `meta` does not declare, which
 * is told by name, and without empty members. An empty `managedFields` goes too: of a custom resource, only `[{}]` forgets all owners.
 */
export const withPlainMetadata = (
  object: JsonObject,
  meta: SchemaNode | undefined,
  onUnknown: (name: string) => void = () => undefined,
): JsonObject =>
  mapMembers(object, (metadata, member) => {
    if (member !== 'metadata' || !isJsonObject(metadata)) return metadata;
    return mapMembers(metadata, (value, name) => {
      if (meta?.field(name) === undefined) {
        onUnknown(name);
        return undefined;
      }
      return isNothing(value) ? undefined : value;
    });
  });
