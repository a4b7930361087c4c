import { type FieldSet, leaf } from './field-set.ts';
import { type PathElement, self } from './path-element.ts';

interface Node {
  [element: PathElement]: Node;
}

/** A field set in the making: paths are added one by one, parents not included. */
export class FieldSetDraft {
  #root: Node | undefined;

  /** The root alone has no owner: the empty path adds nothing. */
  add(path: readonly PathElement[]): void {
    if (path.length === 0) return;
    this.#root ??= {};
    let node = this.#root;
    let fresh = false;
    path.forEach((element, depth) => {
      const known = node[element];
      fresh = known === undefined;
      const child = known ?? {};
      node[element] = child;
      // an empty node is owned: what comes under it must not take that away
      if (!fresh && depth < path.length - 1 && isEmpty(child)) child[self] = {};
      node = child;
    });
    if (!fresh && !isEmpty(node)) node[self] = {};
  }

  set(): FieldSet {
    return this.#root ?? leaf;
  }
}

const isEmpty = (node: Node): boolean => {
  for (const _ in node) return false;
  return true;
};
