import type { JsonObject } from '../../../model/json.ts';
import { objectAt } from '../defaults/missing.ts';
import { sameJson } from './same-json.ts';

/** Where the field spec.templateGeneration of old versions is kept since apps/v1. */
const annotation = 'deprecated.daemonset.template.generation';

const annotated = (object: JsonObject, value: string): JsonObject => {
  const metadata = objectAt(object, 'metadata');
  const annotations = objectAt(metadata, 'annotations');
  if (annotations[annotation] === value) return object;
  return {
    ...object,
    metadata: { ...metadata, annotations: { ...annotations, [annotation]: value } },
  };
};

const generationOf = (object: JsonObject): number => {
  const value = objectAt(objectAt(object, 'metadata'), 'annotations')[annotation];
  const count = typeof value === 'string' ? Number.parseInt(value, 10) : 0;
  return Number.isNaN(count) ? 0 : count;
};

export const daemonSetCreate = (object: JsonObject): JsonObject =>
  annotated(object, String(Math.max(1, generationOf(object))));

export const daemonSetUpdate = (next: JsonObject, live: JsonObject): JsonObject => {
  const moved = !sameJson(objectAt(next, 'spec').template, objectAt(live, 'spec').template);
  return annotated(next, String(generationOf(live) + (moved ? 1 : 0)));
};
