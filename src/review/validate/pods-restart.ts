import { mentionsExpression } from '../../expression/substitute.ts';
import type { Diagnostic, Severity } from '../../model/diagnostic.ts';
import { isJsonObject, type Json, pointerToken } from '../../model/json.ts';
import { describeResource, idOf, type KubeObject, splitApiVersion } from '../../model/resource.ts';
import { placedObject } from '../../overlay/placed-object.ts';
import { mayReach, type Step, stepsOf } from '../../overlay/step.ts';
import { member } from '../../patch/members.ts';
import type { Fleet, Layer } from '../../repository/fleet.ts';
import type { Check } from './check.ts';

/** Kinds whose controllers replace the Pods that run when their template (`/spec/template`) is another one. */
const rolling: ReadonlySet<string> = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet']);

const isRolling = ({ apiVersion, kind }: KubeObject): boolean =>
  rolling.has(`${splitApiVersion(apiVersion).group}/${kind}`);

/** One place of a layer that writes into Pod templates. */
interface Place {
  readonly pointer: string;
  readonly severity: Severity;
  readonly message: string;
  readonly hint?: string;
}

const pairPlace = (step: Step & { readonly type: 'labels' | 'annotations' }): readonly Place[] => {
  if (!step.templates) return [];
  if (step.selectors) {
    const pointer = step.pointer.replace(/pairs$/, 'includeSelectors');
    const message =
      'a change of these labels restarts Pods, and selectors of workloads that run cannot change';
    return [{ pointer, severity: 'warning', message, hint: 'includeTemplates leaves selectors alone' }];
  }
  if (step.type === 'labels') {
    const pointer = step.pointer.replace(/pairs$/, 'includeTemplates');
    return [{ pointer, severity: 'note', message: 'a change of these labels restarts Pods' }];
  }
  const message = 'commonAnnotations stand in Pod templates too: a change of them restarts Pods';
  const hint = 'annotations stand in the metadata of objects alone';
  return [{ pointer: step.pointer, severity: 'warning', message, hint }];
};

const expressionsIn = (value: Json | undefined, pointer: string): readonly string[] => {
  if (value === undefined || !mentionsExpression(value)) return [];
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) => expressionsIn(item, `${pointer}/${index}`));
  }
  if (!isJsonObject(value)) return [pointer];
  return Object.entries(value).flatMap(([key, item]) =>
    expressionsIn(item, `${pointer}/${pointerToken(key)}`),
  );
};

/** Expressions of a patch, written as an object, below `/spec/template`. */
const inTemplate = (patch: Json, pointer: string): readonly string[] => {
  const spec = isJsonObject(patch) ? member(patch, 'spec') : undefined;
  const template = isJsonObject(spec) ? member(spec, 'template') : undefined;
  return expressionsIn(template, `${pointer}/spec/template`);
};

/** Expressions of a JSON patch's operations on `/spec/template`. */
const inOperations = (operations: readonly Json[], pointer: string): readonly string[] =>
  operations.flatMap((operation, index) => {
    const path = isJsonObject(operation) ? operation.path : undefined;
    if (!isJsonObject(operation) || typeof path !== 'string') return [];
    return /^\/spec\/template(?:\/|$)/.test(path)
      ? expressionsIn(member(operation, 'value'), `${pointer}/${index}/value`)
      : [];
  });

const expressionPlaces = (step: Step & { readonly type: 'partial' | 'patch' }): readonly Place[] => {
  if (!step.expressions) return [];
  const pointers = Array.isArray(step.patch)
    ? inOperations(step.patch, step.pointer)
    : inTemplate(step.patch, step.pointer);
  const message = 'this stands in a Pod template: when the cluster gives another value, Pods restart';
  return pointers.map((pointer) => ({ pointer, severity: 'note', message }));
};

const placesOf = (step: Step): readonly Place[] => {
  switch (step.type) {
    case 'labels':
    case 'annotations':
      return pairPlace(step);
    case 'partial':
    case 'patch':
      return expressionPlaces(step);
    // what these write is what a rollout is for
    case 'replicas':
    case 'image':
    case 'values':
    case 'ignoreFields':
    case 'clusternet':
      return [];
    default:
      return step satisfies never;
  }
};

const among = (objects: readonly KubeObject[]): string => {
  const first = describeResource(idOf(objects[0]!));
  return objects.length === 1 ? first : `${first} and ${objects.length - 1} more`;
};

const inLayer = (fleet: Fleet, layer: Layer): readonly Diagnostic[] =>
  stepsOf(layer).flatMap((step) => {
    const places = placesOf(step);
    if (places.length === 0) return [];
    const reached = fleet.resources
      .filter(({ feed }) => !layer.feeds || layer.feeds.includes(feed))
      .map(placedObject)
      .filter((object) => isRolling(object) && mayReach(step, object));
    if (reached.length === 0) return [];
    return places.map(
      ({ pointer, severity, message, hint }): Diagnostic => ({
        code: 'PodsRestart',
        severity,
        message: `${among(reached)}: ${message}`,
        source: step.document.positions.at(pointer),
        ...(hint !== undefined && { hint }),
      }),
    );
  });

/**
 * What writes into Pod templates, so that a change of it restarts Pods: a warning where its author may not know it, a
 * note where it was asked for.
 */
export const podsRestart: Check = {
  name: 'layers that restart Pods',
  run: ({ fleet }) => fleet.layers.flatMap((layer) => inLayer(fleet, layer)),
};
