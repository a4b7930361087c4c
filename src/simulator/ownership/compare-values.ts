import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { compareLists } from './compare-lists.ts';
import { equalJson } from './equal-json.ts';
import { type FieldSet, recursiveDifference } from './field-set.ts';
import { FieldSetDraft } from './field-set-draft.ts';
import { own } from './list-element.ts';
import { type ListMergeType, type MapMergeType, type MergeType, type Shape, shapeOf } from './merge-type.ts';
import { fieldElement, type PathElement } from './path-element.ts';

/** Which fields two objects differ in. */
export interface Comparison {
  readonly added: FieldSet;
  readonly modified: FieldSet;
  readonly removed: FieldSet;
}

const isEmpty = (value: JsonObject | readonly Json[] | undefined): boolean => {
  if (value === undefined) return true;
  for (const _ in value) return false;
  return true;
};

class Walk {
  readonly added = new FieldSetDraft();
  readonly modified = new FieldSetDraft();
  readonly removed = new FieldSetDraft();
  readonly #path: PathElement[] = [];

  compare(type: MergeType, before: Json | undefined, after: Json | undefined): void {
    if (before === after) return;
    const [was, is] = [shapeOf(type, before), shapeOf(type, after)];
    if (before !== undefined && after !== undefined && was !== is) this.#as(was, type, before, after);
    const isLeaf = this.#as(after === undefined ? was : is, type, before, after);
    if (isLeaf) return;
    if (before === undefined) this.added.add(this.#path);
    else if (after === undefined) this.removed.add(this.#path);
  }

  /** Compares as one shape; whether that is a leaf. */
  #as(shape: Shape, type: MergeType, before: Json | undefined, after: Json | undefined): boolean {
    if (shape === 'scalar') return this.#leaf(before, after);
    if (shape === 'list') {
      const was = Array.isArray(before) ? before : undefined;
      const is = Array.isArray(after) ? after : undefined;
      if (type.list!.atomic || (isEmpty(was) && isEmpty(is))) return this.#leaf(before, after);
      this.#lists(type.list!, was ?? [], is ?? []);
    } else {
      const was = isJsonObject(before) ? before : undefined;
      const is = isJsonObject(after) ? after : undefined;
      if (type.map!.atomic || (isEmpty(was) && isEmpty(is))) return this.#leaf(before, after);
      this.#maps(type.map!, was ?? {}, is ?? {});
    }
    return false;
  }

  #leaf(before: Json | undefined, after: Json | undefined): true {
    if (before === undefined) this.added.add(this.#path);
    else if (after === undefined) this.removed.add(this.#path);
    else if (!equalJson(before, after)) this.modified.add(this.#path);
    return true;
  }

  #maps(type: MapMergeType, before: JsonObject, after: JsonObject): void {
    for (const name in before) this.#member(type, name, before[name], own(after, name));
    for (const name in after) {
      if (!Object.hasOwn(before, name)) this.#member(type, name, undefined, after[name]);
    }
  }

  #member(type: MapMergeType, name: string, before: Json | undefined, after: Json | undefined): void {
    if (before === after) return;
    const itemType = type.valueOf(name);
    if (itemType === undefined) return;
    this.#under(fieldElement(name), () => this.compare(itemType, before, after));
  }

  #lists(type: ListMergeType, before: readonly Json[], after: readonly Json[]): void {
    compareLists(
      type,
      { before, after },
      {
        compare: (element, was, is) => this.#under(element, () => this.compare(type.items, was, is)),
        modified: (element) => this.#under(element, () => this.modified.add(this.#path)),
        added: (element) => this.#under(element, () => this.added.add(this.#path)),
        removed: (element) => this.#under(element, () => this.removed.add(this.#path)),
      },
    );
  }

  #under(element: PathElement, visit: () => void): void {
    this.#path.push(element);
    visit();
    this.#path.pop();
  }
}

/** The fields in which `after` differs from `before`, at any depth. Shared parts cost nothing. Throws ListItemError. */
export const compareValues = (type: MergeType, before: Json, after: Json): Comparison => {
  const walk = new Walk();
  walk.compare(type, before, after);
  return { added: walk.added.set(), modified: walk.modified.set(), removed: walk.removed.set() };
};

/** The comparison without the fields that a write cannot change. */
export const withoutFields = (comparison: Comparison, reset: FieldSet): Comparison => ({
  added: recursiveDifference(comparison.added, reset),
  modified: recursiveDifference(comparison.modified, reset),
  removed: recursiveDifference(comparison.removed, reset),
});
