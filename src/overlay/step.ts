import { mentionsExpression } from '../expression/substitute.ts';
import { byCodePoint, type Json, type JsonObject, pointerToken } from '../model/json.ts';
import type { KubeObject } from '../model/resource.ts';
import type {
  ClusternetOverrides,
  ClusternetOverrideType,
  FleetDocument,
  Layer,
  LayerContent,
  Target,
} from '../repository/fleet.ts';
import { isAbout, isReferenced, matchesIdentity } from './target.ts';

interface StepBase {
  readonly document: FleetDocument;
  /** JSON Pointer of the patch inside the document. */
  readonly pointer: string;
  /** Whether it holds `${{ }}`, so that it is another patch for each cluster. */
  readonly expressions: boolean;
}

/** One thing that a layer does to an object, in the order in which it is done. */
export type Step = StepBase &
  (
    | {
        readonly type: 'partial';
        readonly object: KubeObject;
        readonly patch: JsonObject;
        readonly merge: boolean;
      }
    | {
        readonly type: 'patch';
        readonly target: Target;
        readonly patch: Json;
        readonly onMissing: 'error' | 'skip' | 'create';
      }
    | { readonly type: 'labels' | 'annotations'; readonly pairs: JsonObject }
    | {
        readonly type: 'clusternet';
        readonly overrides: ClusternetOverrides;
        readonly override: ClusternetOverrides['overrides'][number];
        readonly kind: ClusternetOverrideType;
      }
  );

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

const clusternetSteps = (content: Extract<LayerContent, { type: 'clusternet' }>): readonly Step[] =>
  content.overrides.overrides.map((override) => ({
    type: 'clusternet',
    document: content.document,
    pointer: `${override.pointer}/value`,
    expressions: content.overrides.expressions && mentionsExpression(override.value),
    overrides: content.overrides,
    override,
    kind: override.type,
  }));

const overlaySteps = (content: Extract<LayerContent, { type: 'overlay' }>): readonly Step[] => {
  const { document, overlay } = content;
  const patches = overlay.patches.map(
    ({ target, patch, onMissing, pointer }): Step => ({
      type: 'patch',
      document,
      pointer: `${pointer}/patch`,
      expressions: mentionsExpression(patch) || mentionsExpression(target as Json),
      target,
      patch,
      onMissing,
    }),
  );
  const labels = overlay.labels.map(
    ({ pairs, pointer }): Step => ({
      type: 'labels',
      document,
      pointer: `${pointer}/pairs`,
      expressions: mentionsExpression(pairs),
      pairs,
    }),
  );
  const annotations: Step = {
    type: 'annotations',
    document,
    pointer: '/annotations',
    expressions: mentionsExpression(overlay.annotations),
    pairs: overlay.annotations,
  };
  return [...patches, ...labels, ...(Object.keys(overlay.annotations).length > 0 ? [annotations] : [])];
};

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
    ...contents.flatMap((content) => (content.type === 'overlay' ? overlaySteps(content) : [])),
  ];
};

const known = new WeakMap<Layer, readonly Step[]>();

/** What a layer does, in order; made once a layer. */
export const stepsOf = (layer: Layer): readonly Step[] => {
  const steps = known.get(layer) ?? buildSteps(layer);
  known.set(layer, steps);
  return steps;
};

/** Whether a step may be for this object: what it is fits; what it carries is asked when the step is applied. */
export const mayReach = (step: Step, object: KubeObject): boolean => {
  switch (step.type) {
    case 'partial': {
      const { name, namespace = '' } = step.object.metadata;
      return step.expressions && mentionsExpression([name, namespace])
        ? step.object.kind === object.kind
        : isAbout(step.object, object);
    }
    case 'patch':
      return mentionsExpression(step.target as Json) || matchesIdentity(step.target, object);
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

export const memberPointer = (pointer: string, key: string): string => `${pointer}/${pointerToken(key)}`;
