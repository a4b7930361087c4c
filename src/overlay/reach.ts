import { mentionsExpression } from '../expression/substitute.ts';
import type { KubeObject } from '../model/resource.ts';
import type { FeedResource, Layer } from '../repository/fleet.ts';
import { placedObject } from './placed-object.ts';
import { mayReach, type Step, stepsOf } from './step.ts';

const nameKey = (kind: string, name: string): string => `${kind}/${name}`;

/** Kind and name of the one object that a step is about; undefined where it may be about others. */
const subjectOf = (step: Step): string | undefined => {
  switch (step.type) {
    case 'partial': {
      const { kind, metadata } = step.object;
      return mentionsExpression(metadata.name) ? undefined : nameKey(kind, metadata.name);
    }
    case 'clusternet':
      return nameKey(step.overrides.feed.kind, step.overrides.feed.name);
    default:
      return undefined;
  }
};

const subjects = new WeakMap<Layer, ReadonlySet<string> | 'any'>();

/** What a layer is about, where each of its steps names it: a thousand Localizations are not asked one by one. */
const subjectsOf = (layer: Layer): ReadonlySet<string> | 'any' => {
  const known = subjects.get(layer);
  if (known !== undefined) return known;
  const names = stepsOf(layer).map(subjectOf);
  const result = names.includes(undefined) ? 'any' : new Set(names as readonly string[]);
  subjects.set(layer, result);
  return result;
};

const namesObject = (layer: Layer, { kind, metadata }: KubeObject): boolean => {
  const names = subjectsOf(layer);
  return names === 'any' || names.has(nameKey(kind, metadata.name));
};

/** Whether a layer may have something to say about a resource: for its feed, and for what it is. */
export const reaches = (layer: Layer, resource: FeedResource): boolean => {
  if (layer.feeds && !layer.feeds.includes(resource.feed)) return false;
  const object = placedObject(resource);
  return namesObject(layer, object) && stepsOf(layer).some((step) => mayReach(step, object));
};

/** The layers that have something to say about one resource: the others cannot change it. */
export const reachingLayers = (layers: readonly Layer[], resource: FeedResource): readonly Layer[] =>
  layers.filter((layer) => reaches(layer, resource));
