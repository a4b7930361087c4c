import { gvkOf, type KubeObject } from '../model/resource.ts';
import type { FeedReference, Target } from '../repository/fleet.ts';
import { selectorMatches } from '../schedule/label-selector.ts';
import { parseSelector } from '../schedule/text-selector.ts';
import { matchesGlob } from './glob.ts';

const namespaceOf = (object: KubeObject): string => object.metadata.namespace ?? '';

/** A namespaced object that states no namespace is in `default` (as with kubectl). */
export const sameNamespace = (a: string, b: string): boolean =>
  a === b || (a || 'default') === (b || 'default');

/** Whether a partial manifest is about this object: group, kind, namespace and name; a version is no identity. */
export const isAbout = (partial: KubeObject, object: KubeObject): boolean =>
  partial.kind === object.kind &&
  partial.metadata.name === object.metadata.name &&
  gvkOf(partial).group === gvkOf(object).group &&
  sameNamespace(namespaceOf(partial), namespaceOf(object));

/** Whether Clusternet's reference names this object: an empty namespace is any. */
export const isReferenced = (reference: FeedReference, object: KubeObject): boolean =>
  reference.apiVersion === object.apiVersion &&
  reference.kind === object.kind &&
  reference.name === object.metadata.name &&
  (!reference.namespace || sameNamespace(reference.namespace, namespaceOf(object)));

/** The part of a target that no layer can change: what an object is, not what it carries. */
export const matchesIdentity = (target: Target, object: KubeObject): boolean => {
  const { group, version, kind } = gvkOf(object);
  const pairs: readonly (readonly [string | undefined, string])[] = [
    [target.group, group],
    [target.version, version],
    [target.kind, kind],
    [target.name, object.metadata.name],
    [target.namespace, namespaceOf(object)],
  ];
  return pairs.every(([pattern, text]) => pattern === undefined || matchesGlob(pattern, text));
};

type Labels = Readonly<Record<string, string>>;

const meets = (text: string | undefined, labels: Labels | undefined): boolean => {
  if (text === undefined) return true;
  const { selector } = parseSelector(text);
  return selector !== undefined && selectorMatches(selector, labels ?? {});
};

export interface WrongSelector {
  readonly field: 'labelSelector' | 'annotationSelector';
  readonly message: string;
}

/** Which selector of a target is none, and why; undefined where all are good. */
export const wrongSelector = (target: Target): WrongSelector | undefined => {
  for (const field of ['labelSelector', 'annotationSelector'] as const) {
    const text = target[field];
    const message = text === undefined ? undefined : parseSelector(text).error;
    if (message !== undefined) return { field, message };
  }
  return undefined;
};

/** Whether a patch is for this object as the layers before have left it; `{}` is every object. */
export const matchesTarget = (target: Target, object: KubeObject): boolean =>
  matchesIdentity(target, object) &&
  meets(target.labelSelector, object.metadata.labels) &&
  meets(target.annotationSelector, object.metadata.annotations);
