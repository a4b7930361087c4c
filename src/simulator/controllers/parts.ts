import type { Json, JsonObject } from '../../model/json.ts';
import { objectAt, objectsAt } from '../kinds/defaults/missing.ts';

export { objectAt, objectsAt } from '../kinds/defaults/missing.ts';
export { sameJson } from '../kinds/writes/same-json.ts';

export const metadataOf = (object: JsonObject): JsonObject => objectAt(object, 'metadata');
export const specOf = (object: JsonObject): JsonObject => objectAt(object, 'spec');
export const statusOf = (object: JsonObject): JsonObject => objectAt(object, 'status');
export const labelsOf = (object: JsonObject): JsonObject => objectAt(metadataOf(object), 'labels');
export const annotationsOf = (object: JsonObject): JsonObject => objectAt(metadataOf(object), 'annotations');

export const nameOf = (object: JsonObject): string => String(metadataOf(object).name);
export const namespaceOf = (object: JsonObject): string => String(metadataOf(object).namespace ?? '');
export const uidOf = (object: JsonObject): string => String(metadataOf(object).uid);

export const numberAt = (object: JsonObject, name: string, missing = 0): number => {
  const value = object[name];
  return typeof value === 'number' ? value : missing;
};

export const isDeleting = (object: JsonObject): boolean => metadataOf(object).deletionTimestamp !== undefined;

/** The owner reference that a controller writes into what it makes. */
export const ownedBy = (owner: JsonObject): readonly JsonObject[] => [
  {
    apiVersion: owner.apiVersion!,
    kind: owner.kind!,
    name: nameOf(owner),
    uid: uidOf(owner),
    controller: true,
    blockOwnerDeletion: true,
  },
];

export const ownersOf = (object: JsonObject): readonly JsonObject[] =>
  objectsAt(metadataOf(object), 'ownerReferences');

export const controllerOf = (object: JsonObject): JsonObject | undefined =>
  ownersOf(object).find((owner) => owner.controller === true);

export const isControlledBy = (object: JsonObject, owner: JsonObject): boolean =>
  controllerOf(object)?.uid === metadataOf(owner).uid;

export const conditionOf = (object: JsonObject, type: string): JsonObject | undefined =>
  objectsAt(statusOf(object), 'conditions').find((condition) => condition.type === type);

const matchesExpression = (labels: JsonObject, expression: JsonObject): boolean => {
  const value = labels[String(expression.key)];
  const values = (expression.values ?? []) as readonly Json[];
  switch (expression.operator) {
    case 'In':
      return value !== undefined && values.includes(value);
    case 'NotIn':
      return value === undefined || !values.includes(value);
    case 'Exists':
      return value !== undefined;
    default:
      return value === undefined;
  }
};

export const matchesLabels = (wanted: JsonObject, labels: JsonObject): boolean =>
  Object.entries(wanted).every(([key, value]) => labels[key] === value);

/** A label selector of a workload or a budget; the empty one selects everything. */
export const selects = (selector: JsonObject, labels: JsonObject): boolean =>
  matchesLabels(objectAt(selector, 'matchLabels'), labels) &&
  objectsAt(selector, 'matchExpressions').every((one) => matchesExpression(labels, one));
