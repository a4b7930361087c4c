import { compareElements, type PathElement, self } from './path-element.ts';

/**
 * A set of field paths in the shape of FieldsV1 itself, so that nothing is decoded or encoded: a node without members is owned; one
 * with members is owned if `.` is among them. The root is never owned, and empty when it has no members.
 */
export interface FieldSet {
  readonly [element: PathElement]: FieldSet;
}

interface Draft {
  [element: PathElement]: Draft;
}

/** An owned field with nothing owned under it; as a root, the empty set. */
export const leaf: FieldSet = Object.freeze({});

export const isEmptySet = (set: FieldSet): boolean => {
  for (const _ in set) return false;
  return true;
};

/** Whether a node below the root is itself a member. */
export const isOwned = (node: FieldSet): boolean => node[self] !== undefined || isEmptySet(node);

/** The node of these facts; undefined when it would say nothing. */
const nodeOf = (owned: boolean, children: Draft | undefined): FieldSet | undefined => {
  if (children === undefined) return owned ? leaf : undefined;
  return owned ? { [self]: leaf, ...children } : children;
};

const unionNodes = (a: FieldSet, b: FieldSet): FieldSet => {
  if (a === b) return a;
  const out: Draft = {};
  const owned = isOwned(a) || isOwned(b);
  if (owned) out[self] = leaf;
  let children = false;
  for (const element in a) {
    if (element === self) continue;
    children = true;
    const other = b[element];
    out[element] = other === undefined ? a[element]! : unionNodes(a[element]!, other);
  }
  for (const element in b) {
    if (element === self || out[element] !== undefined) continue;
    children = true;
    out[element] = b[element]!;
  }
  return children ? out : leaf;
};

/** Members of either. */
export const union = (a: FieldSet, b: FieldSet): FieldSet => {
  if (a === b || isEmptySet(b)) return a;
  return isEmptySet(a) ? b : unionNodes(a, b);
};

type Rule = (a: FieldSet, b: FieldSet) => FieldSet | undefined;

/** The children of `a` that `rule` leaves of each pair; those that `b` does not have stay when `alone`. */
const childrenOf = (a: FieldSet, b: FieldSet, rule: Rule, alone: boolean): Draft | undefined => {
  let out: Draft | undefined;
  for (const element in a) {
    if (element === self) continue;
    const [mine, other] = [a[element]!, b[element]];
    const left = other === undefined ? (alone ? mine : undefined) : rule(mine, other);
    if (left === undefined) continue;
    out ??= {};
    out[element] = left;
  }
  return out;
};

const differenceOfNodes: Rule = (a, b) =>
  nodeOf(isOwned(a) && !isOwned(b), childrenOf(a, b, differenceOfNodes, true));

const recursiveDifferenceOfNodes: Rule = (a, b) =>
  isOwned(b) ? undefined : nodeOf(isOwned(a), childrenOf(a, b, recursiveDifferenceOfNodes, true));

const intersectionOfNodes: Rule = (a, b) =>
  nodeOf(isOwned(a) && isOwned(b), childrenOf(a, b, intersectionOfNodes, false));

/** Members of `a` that are not members of `b`; what is under a removed parent stays. */
export const difference = (a: FieldSet, b: FieldSet): FieldSet =>
  isEmptySet(a) || isEmptySet(b) ? a : (childrenOf(a, b, differenceOfNodes, true) ?? leaf);

/** Members of `a` that are neither members of `b` nor under one. */
export const recursiveDifference = (a: FieldSet, b: FieldSet): FieldSet =>
  isEmptySet(a) || isEmptySet(b) ? a : (childrenOf(a, b, recursiveDifferenceOfNodes, true) ?? leaf);

/** Members of both. */
export const intersection = (a: FieldSet, b: FieldSet): FieldSet =>
  isEmptySet(a) || isEmptySet(b) ? leaf : (childrenOf(a, b, intersectionOfNodes, false) ?? leaf);

const nodesInclude = (a: FieldSet, b: FieldSet): boolean => {
  if (a === b) return true;
  if (isOwned(b) && !isOwned(a)) return false;
  for (const element in b) {
    if (element === self) continue;
    const other = a[element];
    if (other === undefined || !nodesInclude(other, b[element]!)) return false;
  }
  return true;
};

/** Whether every member of `b` is a member of `a`. */
export const includes = (a: FieldSet, b: FieldSet): boolean => {
  if (a === b || isEmptySet(b)) return true;
  return !isEmptySet(a) && nodesInclude(a, b);
};

export const equalSets = (a: FieldSet, b: FieldSet): boolean => includes(a, b) && includes(b, a);

/** Whether the path is a member. */
export const hasPath = (set: FieldSet, path: readonly PathElement[]): boolean => {
  let node: FieldSet | undefined = set;
  for (const element of path) {
    node = node[element];
    if (node === undefined) return false;
  }
  return path.length > 0 && isOwned(node);
};

/** The set of these paths. */
export const fieldSetOf = (...paths: readonly (readonly PathElement[])[]): FieldSet =>
  paths.reduce<FieldSet>((set, path) => {
    const one = path.reduceRight<FieldSet>((node, element) => ({ [element]: node }), leaf);
    return union(set, one);
  }, leaf);

/** Calls `visit` with each member, in the order in which conflicts are listed: at each depth first the members, then what is under. */
export const eachPath = (
  set: FieldSet,
  visit: (path: readonly PathElement[]) => void,
  prefix: readonly PathElement[] = [],
): void => {
  const elements = Object.keys(set)
    .filter((element) => element !== self)
    .sort(compareElements);
  for (const element of elements) if (isOwned(set[element]!)) visit([...prefix, element]);
  for (const element of elements) eachPath(set[element]!, visit, [...prefix, element]);
};

/** How elements are ordered: by what they are (`compareElements`), or by their texts (`byCodePoint`). */
export type ElementOrder = (a: PathElement, b: PathElement) => number;

const isSorted = (elements: readonly PathElement[], order: ElementOrder): boolean => {
  for (let index = 1; index < elements.length; index += 1) {
    if (order(elements[index - 1]!, elements[index]!) > 0) return false;
  }
  return true;
};

/** The same set with its members in this order. */
export const sortedSet = (set: FieldSet, order: ElementOrder): FieldSet => {
  const elements = Object.keys(set);
  if (elements.length === 0) return leaf;
  const inOrder = isSorted(elements, order);
  let changed = !inOrder;
  const out: Draft = {};
  for (const element of inOrder ? elements : elements.sort(order)) {
    const child = sortedSet(set[element]!, order);
    if (child !== set[element]) changed = true;
    out[element] = child;
  }
  return changed ? out : set;
};
