import { mentionsExpression } from '../expression/substitute.ts';
import { byCodePoint, type Json, type JsonObject } from '../model/json.ts';
import type { KubeObject } from '../model/resource.ts';
import type { Layer, LayerContent } from '../repository/fleet.ts';
import { overlaySteps } from './overlay-steps.ts';
import type { Step } from './step-kind.ts';
import { isAbout, isReferenced, matchesIdentity } from './target.ts';
import { mayHoldImages } from './transform/images.ts';
import { countsReplicas } from './transform/replicas.ts';

export type { Step } from './step-kind.ts';

const patchAnnotation = 'headwater.dev/patch';

/** How a partial manifest wants to be merged is said to us and never reaches a cluster. */
const withoutPatchAnnotation = (object: KubeObject): JsonObject => {
  const { annotations, ...metadata } = object.metadata;
  if (annotations === undefined || !Object.hasOwn(annotations, patchAnnotation)) return object;
  const { [patchAnnotation]: _ours, ...kept } = annotations;
  return {
    ...object,
    metadata: Object.keys(kept).length > 0 ? { ...metadata, annotations: kept } : metadata,
  };
};

const partialStep = (content: Extract<LayerContent, { type: 'partial' }>): Step => ({
  type: 'partial',
  document: content.document,
  pointer: '',
  expressions: mentionsExpression(content.object),
  object: content.object,
  patch: withoutPatchAnnotation(content.object),
  merge: content.merge,
});

/** A blank value says nothing, and Clusternet leaves it out too. */
const clusternetSteps = (content: Extract<LayerContent, { type: 'clusternet' }>): readonly Step[] =>
  content.overrides.overrides
    .filter(({ value }) => value.trim() !== '')
    .map((override) => ({
      type: 'clusternet',
      document: content.document,
      pointer: `${override.pointer}/value`,
      expressions: content.overrides.expressions && mentionsExpression(override.value),
      overrides: content.overrides,
      override,
    }));

/** Documents by path and position, then what overlay.yaml says, whatever order they were written or read in. */
const buildSteps = (layer: Layer): readonly Step[] => {
  const contents = [...layer.contents].sort(
    (a, b) => byCodePoint(a.document.file, b.document.file) || a.document.index - b.document.index,
  );
  return [
    ...contents.flatMap((content) => {
      if (content.type === 'partial') return [partialStep(content)];
      return content.type === 'clusternet' ? clusternetSteps(content) : [];
    }),
    ...contents.flatMap((content) =>
      content.type === 'overlay' ? overlaySteps(content.document, content.overlay) : [],
    ),
  ];
};

const known = new WeakMap<Layer, readonly Step[]>();

/** What a layer does, in order; made once a layer. */
export const stepsOf = (layer: Layer): readonly Step[] => {
  const steps = known.get(layer) ?? buildSteps(layer);
  known.set(layer, steps);
  return steps;
};

/** What of a step differs by cluster and says which objects it is for. */
export const lookedFor = (step: Step): Json => {
  switch (step.type) {
    case 'partial': {
      const { name, namespace = '' } = step.object.metadata;
      return [name, namespace];
    }
    case 'patch':
    case 'values':
    case 'ignoreFields':
      return step.target as Json;
    case 'replicas':
      return [step.replicas.name, step.replicas.namespace ?? ''];
    case 'image':
      return step.image.name;
    case 'labels':
    case 'annotations':
    case 'clusternet':
      return null;
    default: {
      const never: never = step;
      throw new Error(`unhandled step ${JSON.stringify(never)}`);
    }
  }
};

/** Whether a step may be for this object: what it is fits; what it carries is asked when the step is applied. */
export const mayReach = (step: Step, object: KubeObject): boolean => {
  const byCluster = step.expressions && mentionsExpression(lookedFor(step));
  switch (step.type) {
    case 'partial':
      return byCluster ? step.object.kind === object.kind : isAbout(step.object, object);
    case 'patch':
    case 'values':
    case 'ignoreFields':
      return byCluster || matchesIdentity(step.target, object);
    case 'replicas':
      return countsReplicas(byCluster ? undefined : step.replicas, object);
    case 'image':
      return mayHoldImages(object);
    case 'labels':
    case 'annotations':
      return true;
    case 'clusternet':
      return isReferenced(step.overrides.feed, object);
    default: {
      const never: never = step;
      throw new Error(`unhandled step ${JSON.stringify(never)}`);
    }
  }
};
