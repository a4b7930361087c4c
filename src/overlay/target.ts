import { gvkOf, type KubeObject } from '../model/resource.ts';
import type { FeedReference, Target } from '../repository/fleet.ts';
import { matchesGlob } from './glob.ts';
import { matchesSelectorText } from './selector-text.ts';

const namespaceOf = (object: KubeObject): string => object.metadata.namespace ?? '';

/** A namespaced object that states no namespace is in `default` (as with kubectl). */
const sameNamespace = (a: string, b: string): boolean => a === b || (a || 'default') === (b || 'default');

/** Whether a partial manifest is about this object: group, kind, namespace and name; a version is no identity. */
export const isAbout = (partial: KubeObject, object: KubeObject): boolean =>
  partial.kind === object.kind &&
  partial.metadata.name === object.metadata.name &&
  gvkOf(partial).group === gvkOf(object).group &&
  sameNamespace(namespaceOf(partial), namespaceOf(object));

/** Whether Clusternet's reference names this object; an empty namespace matches any. */
export const isReferenced = (reference: FeedReference, object: KubeObject): boolean =>
  reference.kind === object.kind &&
  reference.name === object.metadata.name &&
  gvkOf(reference).group === gvkOf(object).group &&
  (!reference.namespace || sameNamespace(reference.namespace, namespaceOf(object)));

/** The part of a target that no layer can change: what an object is, not what it carries. */
export const matchesIdentity = (target: Target, object: KubeObject): boolean => {
  const { group, version, kind } = gvkOf(object);
  const pairs: readonly (readonly [string | undefined, string])[] = [
    [target.group, group],
    [target.version, version],
    [target.kind, kind],
    [target.name, object.metadata.name],
    [target.namespace, namespaceOf(object) || 'default'],
  ];
  return pairs.every(([pattern, text]) => pattern === undefined || matchesGlob(pattern, text));
};

/** Whether a patch is for this object as the layers before have left it; `{}` is every object. */
export const matchesTarget = (target: Target, object: KubeObject): boolean =>
  matchesIdentity(target, object) &&
  (target.labelSelector === undefined || matchesSelectorText(target.labelSelector, object.metadata.labels)) &&
  (target.annotationSelector === undefined ||
    matchesSelectorText(target.annotationSelector, object.metadata.annotations));
