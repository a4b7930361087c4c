import { gvkOf, type KubeObject } from '../../model/resource.ts';
import { kindWords } from './kind-names.ts';

/** `deploy/front`, `Deployment.apps/front`, `deployments.v1.apps/front`, taken apart. */
export interface ResourceName {
  /** In small letters. */
  readonly word: string;
  /** What stands behind the word's first dot: a group, or a version and a group; '' where nothing does. */
  readonly group: string;
  readonly name: string;
}

/** Reads a resource as kubectl takes it; undefined where it is not `kind/name`. */
export const parseResourceName = (text: string): ResourceName | undefined => {
  const [, word, group, name] = /^([^./]+)(?:\.([^/]+))?\/([^/]+)$/.exec(text) ?? [];
  if (word === undefined || name === undefined) return undefined;
  return { word: word.toLowerCase(), group: group ?? '', name };
};

/** Whether an object is of the kind that was named. */
export const isOfKind = (
  { word, group }: ResourceName,
  object: KubeObject,
  custom: ReadonlyMap<string, readonly string[]>,
): boolean => {
  const gvk = gvkOf(object);
  const groups = ['', gvk.group, `${gvk.version}.${gvk.group}`];
  return kindWords(object, custom).has(word) && groups.includes(group);
};

/** As it is typed: `deployment/front`. */
export const shortResource = (object: KubeObject): string =>
  `${object.kind.toLowerCase()}/${object.metadata.name}`;
