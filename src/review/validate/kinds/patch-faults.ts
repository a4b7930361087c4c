import { mentionsExpressionText } from '../../../expression/template.ts';
import { isJsonObject, type Json } from '../../../model/json.ts';
import { type GroupVersionKind, gvkOf, type KubeObject } from '../../../model/resource.ts';
import type { Source } from '../../../model/source.ts';
import { overrideValue } from '../../../overlay/override-value.ts';
import { placedObject } from '../../../overlay/placed-object.ts';
import { mayReach, type Step, stepsOf } from '../../../overlay/step.ts';
import { member } from '../../../patch/members.ts';
import type { Fleet, Layer } from '../../../repository/fleet.ts';
import { kindSchema } from '../../../schema/schema.ts';
import { type CheckOptions, checkValue, type Wholeness } from './check-value.ts';
import type { Fault } from './fault.ts';
import { type CustomKinds, rootOf } from './known-kinds.ts';
import { patchPositions, sourceOf } from './patch-positions.ts';
import { type Place, pathAt, rootPlace } from './place.ts';
import { pointedPlace } from './pointed-place.ts';
import { kindFaults } from './served-kind.ts';

/** A fault of a patch, and where it is written. */
export interface PatchFault {
  readonly fault: Fault;
  readonly source: Source;
}

const placeOf = (gvk: GroupVersionKind, custom: CustomKinds): Place | undefined => {
  const node = rootOf(gvk, custom);
  return node && rootPlace(gvk, node);
};

/** `/spec/replicas` of an operation, where it is known before an expression has its value. */
const pathOf = (operation: Json): readonly string[] | undefined => {
  const path = isJsonObject(operation) ? member(operation, 'path') : undefined;
  if (typeof path !== 'string' || mentionsExpressionText(path) || !path.startsWith('/')) return undefined;
  return path
    .slice(1)
    .split('/')
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));
};

const operationFaults = (root: Place, operation: Json, expressions: boolean): readonly Fault[] => {
  const tokens = pathOf(operation);
  if (tokens === undefined || !isJsonObject(operation)) return [];
  const { op, value } = operation;
  if ((op !== 'add' && op !== 'replace') || value === undefined) return [];
  const pointed = pointedPlace(root, tokens);
  if ('faults' in pointed)
    return pointed.faults.map((fault) => ({ ...fault, pointer: '/path', isPath: true }));
  const { gvk, node } = pointed.place;
  const place: Place = { gvk, node, from: { pointer: '/value', path: pathAt(pointed.place) } };
  return checkValue(place, value, { as: 'written', expressions });
};

/** Built-in kinds merge strategically, unless a partial manifest wants otherwise. */
const mergeOf = ({ gvk }: Place, merge: boolean): Wholeness =>
  merge || kindSchema(gvk) === undefined ? 'merge' : 'strategic';

const patchFaults = (root: Place, patch: Json, options: CheckOptions): readonly Fault[] => {
  if (!Array.isArray(patch)) return checkValue(root, patch, options);
  return patch.flatMap((operation: Json, index) =>
    operationFaults(root, operation, options.expressions).map((fault) => ({
      ...fault,
      pointer: `/${index}${fault.pointer}`,
    })),
  );
};

/** Objects by feed and kind: a layer asks only those that it may be for. */
class Objects {
  readonly #objects: readonly { readonly feed: string; readonly object: KubeObject }[];

  constructor({ resources }: Fleet) {
    this.#objects = resources.map((resource) => ({ feed: resource.feed, object: placedObject(resource) }));
  }

  /** The kinds of the objects that a step may reach. */
  kindsReached(step: Step, { feeds }: Layer): readonly GroupVersionKind[] {
    const found = new Map<string, GroupVersionKind>();
    for (const { feed, object } of this.#objects) {
      const key = `${object.apiVersion} ${object.kind}`;
      if (found.has(key) || (feeds && !feeds.includes(feed)) || !mayReach(step, object)) continue;
      found.set(key, gvkOf(object));
    }
    return [...found.values()];
  }
}

const partialFaults = (step: Step & { readonly type: 'partial' }, custom: CustomKinds): readonly Fault[] => {
  const root = placeOf(gvkOf(step.object), custom);
  const options = root && { as: mergeOf(root, step.merge), expressions: true };
  return [
    ...kindFaults(step.object, custom),
    ...(root && options ? patchFaults(root, step.patch, options) : []),
  ];
};

const overrideFaults = (
  step: Step & { readonly type: 'clusternet' },
  custom: CustomKinds,
): readonly Fault[] => {
  const { type } = step.override;
  const root = placeOf(gvkOf(step.overrides.feed), custom);
  const written = overrideValue(step.override);
  if (root === undefined || 'wrong' in written || (type !== 'MergePatch' && type !== 'JSONPatch')) return [];
  return patchFaults(root, written.value, { as: 'merge', expressions: step.expressions });
};

class PatchReview {
  readonly #objects: Objects;
  readonly #custom: CustomKinds;

  constructor(fleet: Fleet, custom: CustomKinds) {
    this.#objects = new Objects(fleet);
    this.#custom = custom;
  }

  #faults(step: Step, layer: Layer): readonly Fault[] {
    switch (step.type) {
      case 'partial':
        return partialFaults(step, this.#custom);
      case 'clusternet':
        return overrideFaults(step, this.#custom);
      case 'patch':
        return this.#objects
          .kindsReached(step, layer)
          .flatMap((gvk) => placeOf(gvk, this.#custom) ?? [])
          .flatMap((root) => patchFaults(root, step.patch, { as: mergeOf(root, false), expressions: true }));
      // transformers write what their own schema lets through; the rendered object is asked for the rest
      case 'labels':
      case 'annotations':
      case 'replicas':
      case 'image':
      case 'values':
      case 'ignoreFields':
        return [];
      default: {
        const never: never = step;
        throw new Error(`unhandled step ${JSON.stringify(never)}`);
      }
    }
  }

  of(layer: Layer): readonly PatchFault[] {
    return stepsOf(layer).flatMap((step) => {
      const faults = this.#faults(step, layer);
      if (faults.length === 0) return [];
      const positions = patchPositions(step);
      return faults.map((fault) => ({ fault, source: sourceOf(fault, positions) }));
    });
  }
}

/** What is wrong with the patches of a fleet's layers as they are written, whatever cluster has them. */
export const writtenPatchFaults = (fleet: Fleet, custom: CustomKinds): readonly PatchFault[] => {
  const review = new PatchReview(fleet, custom);
  return fleet.layers.flatMap((layer) => review.of(layer));
};
