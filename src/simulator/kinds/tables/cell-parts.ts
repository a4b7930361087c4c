import type { Json, JsonObject } from '../../../model/json.ts';
import { byCodePoint } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import type { TableColumn } from '../kind-rules.ts';
import { timeSince } from './human-duration.ts';

export type Cell = TableColumn['cell'];

export const metadataOf = (object: JsonObject): JsonObject => objectAt(object, 'metadata');
export const specOf = (object: JsonObject): JsonObject => objectAt(object, 'spec');
export const statusOf = (object: JsonObject): JsonObject => objectAt(object, 'status');

/** A string field, or what stands for an empty one. */
export const text = (value: Json | undefined, empty = ''): string =>
  value === undefined || value === null || value === '' ? empty : String(value);

export const count = (value: Json | undefined): number => (typeof value === 'number' ? value : 0);

export const nameCell: Cell = (object) => text(metadataOf(object).name);
export const ageCell: Cell = (object, now) => timeSince(metadataOf(object).creationTimestamp, now);

const templateSpec = (object: JsonObject): JsonObject =>
  objectAt(objectAt(specOf(object), 'template'), 'spec');

const joined = (containers: readonly JsonObject[], field: string): string =>
  containers.map((container) => text(container[field])).join(',');

export const containerNames: Cell = (object) => joined(objectsAt(templateSpec(object), 'containers'), 'name');
export const containerImages: Cell = (object) =>
  joined(objectsAt(templateSpec(object), 'containers'), 'image');
export const namesOf = (podSpec: JsonObject): string => joined(objectsAt(podSpec, 'containers'), 'name');
export const imagesOf = (podSpec: JsonObject): string => joined(objectsAt(podSpec, 'containers'), 'image');

/** `a=b,c=d`, sorted; `<none>` for no labels. */
export const labelsText = (labels: JsonObject): string => {
  const keys = Object.keys(labels).sort(byCodePoint);
  return keys.length === 0 ? '<none>' : keys.map((key) => `${key}=${text(labels[key])}`).join(',');
};

const expressionText = (expression: JsonObject): string => {
  const values = (Array.isArray(expression.values) ? [...(expression.values as readonly string[])] : []).sort(
    byCodePoint,
  );
  const key = text(expression.key);
  switch (expression.operator) {
    case 'In':
      return `${key} in (${values.join(',')})`;
    case 'NotIn':
      return `${key} notin (${values.join(',')})`;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return key;
  }
};

/** A label selector as kubectl shows it; `empty` where it selects everything. */
export const selectorText = (selector: JsonObject, empty = '<none>'): string => {
  const labels = objectAt(selector, 'matchLabels');
  const parts = [
    ...Object.keys(labels).map((key) => ({ key, shown: `${key}=${text(labels[key])}` })),
    ...objectsAt(selector, 'matchExpressions').map((one) => ({
      key: text(one.key),
      shown: expressionText(one),
    })),
  ].sort((a, b) => byCodePoint(a.key, b.key));
  return parts.length === 0 ? empty : parts.map(({ shown }) => shown).join(',');
};

export const selectorCell: Cell = (object) => selectorText(objectAt(specOf(object), 'selector'));

/** The first three, and how many more there are. */
export const withMore = (list: readonly string[], empty: string, shown = 3): string => {
  if (list.length === 0) return empty;
  const first = list.slice(0, shown).join(',');
  return list.length > shown ? `${first} + ${list.length - shown} more...` : first;
};

export const hasCondition = (object: JsonObject, type: string): boolean =>
  objectsAt(statusOf(object), 'conditions').some((one) => one.type === type && one.status === 'True');
