import { isJsonObject, type JsonObject, pointerToken } from '../../model/json.ts';
import type { KubeObject } from '../../model/resource.ts';
import { type FieldPath, type FieldWrite, writeFields } from '../../patch/write-fields.ts';
import { type ContextOf, forCluster, problem, type StepOutcome } from '../step-context.ts';
import { selectorPlacesOf } from './selector-places.ts';
import { pathsAt, valueAt, workloadPlaces } from './workload-places.ts';

type PairsContext = ContextOf<'labels' | 'annotations'>;

/** As kustomize has it: labels stand in the claims of a StatefulSet too, annotations do not. */
const templateMaps = ({ object, step }: PairsContext): readonly FieldPath[] => {
  if (!step.templates) return [];
  return (workloadPlaces(object)?.templates ?? [])
    .filter((place) => step.type === 'labels' || !place.includes('[]'))
    .flatMap((place) => pathsAt(object, place))
    .map((path) => [...path, 'metadata', step.type]);
};

const selectorMaps = (object: KubeObject): readonly FieldPath[] =>
  selectorPlacesOf(object).flatMap(({ place, create }) =>
    pathsAt(object, place).filter((path) => create || isJsonObject(valueAt(object, path))),
  );

const writesInto = (maps: readonly FieldPath[], pairs: JsonObject): readonly FieldWrite[] =>
  maps.flatMap((map) =>
    Object.entries(pairs).map(([key, value]) => ({
      path: [...map, key],
      value,
      from: `/${pointerToken(key)}`,
    })),
  );

const plain = new WeakMap<PairsContext['step'], readonly FieldWrite[]>();

const writesOf = (context: PairsContext, pairs: JsonObject): readonly FieldWrite[] => {
  const { object, step } = context;
  const own: FieldPath = ['metadata', step.type];
  if (step.expressions || step.templates || step.selectors) {
    return writesInto(
      [own, ...templateMaps(context), ...(step.selectors ? selectorMaps(object) : [])],
      pairs,
    );
  }
  // most are the same for every object and cluster
  const writes = plain.get(step) ?? writesInto([own], pairs);
  plain.set(step, writes);
  return writes;
};

/** Writes labels or annotations into every map of an object that the step is for. */
export const applyPairs = (context: PairsContext): StepOutcome => {
  const { object, step, record } = context;
  const found = forCluster<JsonObject>(context, step.pairs, step.pointer);
  if (!('value' in found)) return found;
  const pairs = found.value;
  const wrong = Object.keys(pairs).find((key) => typeof pairs[key] !== 'string');
  if (wrong !== undefined) {
    const at = `/${pointerToken(wrong)}`;
    return problem(context, 'ExpressionFailed', `${step.type} are strings: "${wrong}" is none`, { at });
  }
  return { value: writeFields(object, writesOf(context, pairs), record) };
};
