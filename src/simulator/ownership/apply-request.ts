import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { kindsNamed } from '../../schema/schema.ts';
import { ApiError } from '../api-error.ts';
import { apiVersionOf, type ResourceType } from '../resource-type.ts';
import { managedFieldsOf } from './managed-fields.ts';
import type { MergeType } from './merge-type.ts';
import { typedError } from './typed-error.ts';

const text = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

const showKind = (apiVersion: string, kind: string): string =>
  `${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${kind}`;

const whereOf = (object: JsonObject): string => {
  const metadata = isJsonObject(object.metadata) ? object.metadata : {};
  const kind = showKind(text(object.apiVersion), text(object.kind));
  return `${text(metadata.namespace)}/${text(metadata.name)}; ${kind}`;
};

/** An error of the merge itself, which the API server answers as a plain 500. */
const internal = (message: string): ApiError => new ApiError(500, '', message);

/**
 * Throws ApiError for a configuration that cannot be applied: another kind than the door's, managedFields in it (400), a field that
 * the schema does not declare, a wrong type or two items with one key (500).
 */
export const checkApplied = (applied: JsonObject, type: ResourceType, mergeType: MergeType): void => {
  const [apiVersion, kind] = [text(applied.apiVersion), text(applied.kind)];
  if (apiVersion !== apiVersionOf(type) || kind !== type.kind)
    throw new ApiError(400, 'BadRequest', `invalid object type: ${showKind(apiVersion, kind)}`);
  const managedFields = managedFieldsOf(applied);
  if (Array.isArray(managedFields))
    throw new ApiError(400, 'BadRequest', 'metadata.managedFields must be nil');
  const error = typedError(mergeType, applied);
  if (error !== undefined)
    throw internal(`failed to create typed patch object (${whereOf(applied)}): ${error}`);
};

/** Whether the API server still knows the version that an entry was written at; entries of others are dropped. */
export const isServedVersion = (type: ResourceType, apiVersion: string): boolean => {
  if (apiVersion === apiVersionOf(type)) return true;
  const [version, group = ''] = apiVersion.split('/').reverse();
  if (type.structural) return group === type.group;
  return kindsNamed({ group, kind: type.kind }).some(({ gvk }) => gvk.version === version);
};
