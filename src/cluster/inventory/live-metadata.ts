import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { ResourceType } from '../discovery.ts';
import type { ManagedFieldsEntry, ObjectMeta, OwnerReference } from '../object-meta.ts';

/** The body of an answer as JSON; undefined where it is none (a proxy's error page). */
export const parseBody = (body: string): JsonObject | undefined => {
  try {
    const value: unknown = JSON.parse(body);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
};

/** The metadata of any object that an API server sent; undefined where it is no object with an identity. */
export const metadataOf = (value: JsonObject | undefined): ObjectMeta | undefined => {
  const metadata = value?.metadata;
  if (!isJsonObject(metadata)) return undefined;
  const { name, uid, resourceVersion } = metadata;
  if (typeof name !== 'string' || typeof uid !== 'string' || typeof resourceVersion !== 'string')
    return undefined;
  // the API server validates the rest of ObjectMeta; what it sends is of these types
  return metadata as unknown as ObjectMeta;
};

export const metadataOfBody = (body: string): ObjectMeta | undefined => metadataOf(parseBody(body));

/** resourceKey of a live object. */
export const liveKey = (type: ResourceType, metadata: ObjectMeta): string =>
  `${type.group}|${type.kind}|${metadata.namespace ?? ''}|${metadata.name}`;

/** The controller that made this object, if one did: such objects are its, whatever labels they carry. */
export const controllerOf = (metadata: ObjectMeta): OwnerReference | undefined =>
  metadata.ownerReferences?.find((owner) => owner.controller === true);

export const onWholeObject = (entry: ManagedFieldsEntry): boolean =>
  entry.subresource === undefined || entry.subresource === '';

/** What a manager applied to the object itself, not to a subresource. */
export const applyEntryOf = (metadata: ObjectMeta, manager: string): ManagedFieldsEntry | undefined =>
  metadata.managedFields?.find(
    (entry) => entry.manager === manager && entry.operation === 'Apply' && onWholeObject(entry),
  );

/**
 * Whether one resourceVersion is newer than another of the same kind. Kubernetes declares them comparable as
 * decimal numbers (KEP-5504); from a server whose are no numbers, any other one is newer.
 */
export const isNewer = (candidate: string, than: string): boolean => {
  if (!/^\d+$/.test(candidate) || !/^\d+$/.test(than)) return candidate !== than;
  return candidate.length === than.length ? candidate > than : candidate.length > than.length;
};
