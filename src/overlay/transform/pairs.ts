import { isJsonObject, type JsonObject, pointerToken } from '../../model/json.ts';
import type { KubeObject } from '../../model/resource.ts';
import { type FieldPath, writeFields } from '../../patch/write-fields.ts';
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

/** Writes labels or annotations into every map of an object that the step is for. */
export const applyPairs = (context: PairsContext): StepOutcome => {
  const { object, step, record } = context;
  const found = forCluster<JsonObject>(context, step.pairs, step.pointer);
  if (!('value' in found)) return found;
  const pairs = Object.entries(found.value);
  const wrong = pairs.find(([, value]) => typeof value !== 'string')?.[0];
  if (wrong !== undefined) {
    const at = `/${pointerToken(wrong)}`;
    return problem(context, 'ExpressionFailed', `${step.type} are strings: "${wrong}" is none`, { at });
  }
  const maps: readonly FieldPath[] = [
    ['metadata', step.type],
    ...templateMaps(context),
    ...(step.selectors ? selectorMaps(object) : []),
  ];
  const writes = maps.flatMap((map) =>
    pairs.map(([key, value]) => ({ path: [...map, key], value, from: `/${pointerToken(key)}` })),
  );
  return { value: writeFields(object, writes, record) };
};
