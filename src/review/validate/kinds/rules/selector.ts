import { isJsonObject, type Json, type JsonObject } from '../../../../model/json.ts';
import { type KubeObject, splitApiVersion } from '../../../../model/resource.ts';
import { valueAt } from '../../../../overlay/transform/workload-places.ts';
import type { LabelSelector } from '../../../../repository/fleet.ts';
import { unmetRequirement } from '../../../../schedule/label-selector.ts';
import { type Fault, faultIn, pointerOf } from '../fault.ts';
import type { ObjectRule } from './rule.ts';

const isStringMap = (value: Json | undefined): value is Readonly<Record<string, string>> =>
  isJsonObject(value) && Object.values(value).every((item) => typeof item === 'string');

const isRequirement = (value: Json): boolean =>
  isJsonObject(value) &&
  typeof value.key === 'string' &&
  ['In', 'NotIn', 'Exists', 'DoesNotExist'].includes(value.operator as string) &&
  (value.values === undefined ||
    (Array.isArray(value.values) && value.values.every((item) => typeof item === 'string')));

/** A selector of the right types; others are told as such. */
const readSelector = (object: KubeObject, value: Json | undefined): LabelSelector | undefined => {
  if (!isJsonObject(value)) return undefined;
  if (object.kind === 'ReplicationController') return isStringMap(value) ? { matchLabels: value } : undefined;
  const { matchLabels = {}, matchExpressions = [] } = value;
  const isRead =
    isStringMap(matchLabels) && Array.isArray(matchExpressions) && matchExpressions.every(isRequirement);
  return isRead ? (value as unknown as LabelSelector) : undefined;
};

const selecting: ReadonlySet<string> = new Set([
  'apps/Deployment',
  'apps/ReplicaSet',
  'apps/StatefulSet',
  'apps/DaemonSet',
  '/ReplicationController',
]);

const mismatch = (object: KubeObject, selector: LabelSelector): readonly Fault[] => {
  const path = ['spec', 'template', 'metadata', 'labels'];
  const labels = valueAt(object, path) ?? {};
  if (!isStringMap(labels)) return [];
  const unmet = unmetRequirement(selector, labels);
  if (unmet === undefined) return [];
  const { key } = unmet;
  const selectors = object.kind === 'ReplicationController' ? [] : ['matchLabels'];
  const what = `do not meet the object's own selector: of ${JSON.stringify(key)} they differ`;
  const found = {
    code: 'FieldValue',
    what,
    against: pointerOf(['spec', 'selector', ...selectors, key]),
  } as const;
  const fault = faultIn(object, path, found);
  return [
    Object.hasOwn(labels, key)
      ? { ...fault, pointer: pointerOf([...path, key]) }
      : { ...fault, missing: key },
  ];
};

const isEmpty = (selector: JsonObject): boolean =>
  Object.values(selector).every(
    (part) => (isJsonObject(part) || Array.isArray(part)) && Object.keys(part).length === 0,
  );

/** A workload must select the Pods of its own template: a layer that changes one of the two makes it invalid. */
export const workloadSelector: ObjectRule = (object) => {
  if (!selecting.has(`${splitApiVersion(object.apiVersion).group}/${object.kind}`)) return [];
  const written = valueAt(object, ['spec', 'selector']);
  const selector = readSelector(object, written);
  if (selector === undefined) return [];
  if (isEmpty(selector as unknown as JsonObject) && object.kind !== 'ReplicationController') {
    return [faultIn(object, ['spec', 'selector'], { code: 'FieldValue', what: 'selects nothing' })];
  }
  return mismatch(object, selector);
};
