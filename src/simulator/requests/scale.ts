import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { ScalePaths } from '../resource-type.ts';
import { metadataOf } from './object-meta.ts';
import { internalError } from './refusals.ts';

/** `.spec.replicas` → its steps. */
export const steps = (path: string): readonly string[] => path.replace(/^\./, '').split('.');

export const valueAt = (object: JsonObject, path: readonly string[]): Json | undefined => {
  let value: Json | undefined = object;
  for (const step of path) value = isJsonObject(value) ? value[step] : undefined;
  return value;
};

/** The object with a value at a path; what does not stand on the way is shared. */
export const withValue = (object: JsonObject, path: readonly string[], value: Json): JsonObject => {
  const [step = '', ...rest] = path;
  const child = object[step];
  if (rest.length === 0) return { ...object, [step]: value };
  return { ...object, [step]: withValue(isJsonObject(child) ? child : {}, rest, value) };
};

/** `a=b,c in (d,e)`: a label selector as text, sorted by key. */
const selectorText = (selector: Json | undefined): string => {
  if (typeof selector === 'string') return selector;
  if (!isJsonObject(selector)) return '';
  const labels = isJsonObject(selector.matchLabels) ? selector.matchLabels : {};
  const expressions = (selector.matchExpressions ?? []) as readonly JsonObject[];
  const parts = [
    ...Object.entries(labels).map(([key, value]) => ({ key, text: `${key}=${String(value)}` })),
    ...expressions.map((expression) => {
      const key = String(expression.key);
      const values = [...((expression.values ?? []) as readonly string[])].sort().join(',');
      switch (expression.operator) {
        case 'Exists':
          return { key, text: key };
        case 'DoesNotExist':
          return { key, text: `!${key}` };
        default:
          return { key, text: `${key} ${String(expression.operator).toLowerCase()} (${values})` };
      }
    }),
  ];
  return parts
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ text }) => text)
    .join(',');
};

const kept = ['name', 'namespace', 'uid', 'resourceVersion', 'creationTimestamp'] as const;

/** The `autoscaling/v1` Scale of an object. */
export const scaleOf = (object: JsonObject, paths: ScalePaths, custom: boolean): JsonObject => {
  const metadata = metadataOf(object);
  const replicas = valueAt(object, steps(paths.specReplicasPath));
  // a ReplicationController selects by a plain map
  const own = valueAt(object, ['spec', 'selector']);
  const labels = isJsonObject(own) && !own.matchLabels && !own.matchExpressions ? { matchLabels: own } : own;
  const selector = selectorText(
    custom
      ? paths.labelSelectorPath === undefined
        ? ''
        : valueAt(object, steps(paths.labelSelectorPath))
      : labels,
  );
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: Object.fromEntries(
      kept.flatMap((field) => (metadata[field] === undefined ? [] : [[field, metadata[field]]])),
    ),
    spec: typeof replicas === 'number' && replicas !== 0 ? { replicas } : {},
    status: {
      replicas: (valueAt(object, steps(paths.statusReplicasPath)) as number | undefined) ?? 0,
      ...(selector !== '' && { selector }),
    },
  };
};

/** The Scale of a GET. Throws a 500 for a custom object that has no replicas. */
export const readScale = (object: JsonObject, paths: ScalePaths, custom: boolean): JsonObject => {
  if (custom && valueAt(object, steps(paths.specReplicasPath)) === undefined) {
    throw internalError(`the spec replicas field ${JSON.stringify(paths.specReplicasPath)} does not exist`);
  }
  return scaleOf(object, paths, custom);
};

/** The object without a value at a path. */
export const withoutValue = (object: JsonObject, path: readonly string[]): JsonObject => {
  const [step = '', ...rest] = path;
  const child = object[step];
  if (rest.length > 0) {
    return isJsonObject(child) ? { ...object, [step]: withoutValue(child, rest) } : object;
  }
  const { [step]: _gone, ...kept } = object;
  return kept;
};
