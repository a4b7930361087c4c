import type { JsonObject } from '../../model/json.ts';
import { apiVersionOf, type ResourceType } from '../resource-type.ts';

/** A stored object as a version of its kind shows it. */
export const asVersion = (object: JsonObject, type: ResourceType): JsonObject => {
  const apiVersion = apiVersionOf(type);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
};
