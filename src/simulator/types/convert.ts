import type { JsonObject } from '../../model/json.ts';
import { apiVersionOf, type ResourceType } from '../resource-type.ts';
import { autoscalerAs } from './autoscaler-versions.ts';

/** A stored object as a version of its kind shows it. */
export const asVersion = (object: JsonObject, type: ResourceType): JsonObject => {
  const apiVersion = apiVersionOf(type);
  if (object.apiVersion === apiVersion) return object;
  const converted =
    type.kind === 'HorizontalPodAutoscaler' && type.structural === undefined
      ? autoscalerAs(object, type.version)
      : object;
  return { ...converted, apiVersion };
};
