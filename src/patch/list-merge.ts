import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import type { SchemaNode } from '../schema/schema.ts';
import { hasDirective } from './directive.ts';
import { identityOf } from './list-order.ts';
import { PatchRefused } from './outcome.ts';
import type { Trace } from './trace.ts';

/** A list under merge: what the schema and the patch say of it. */
export interface ListMerge {
  /** False: the patch's list replaces the other. */
  readonly merge: boolean;
  /** '' where the schema names none: scalars merge as a set. */
  readonly mergeKey: string;
  /** Of the list. */
  readonly schema: SchemaNode | undefined;
  /** `$setElementOrder`'s list, where the patch has one. */
  readonly order: Json | undefined;
  /** JSON Pointer of the list inside the patch. */
  readonly at: string;
  readonly trace: Trace | undefined;
  readonly mergeItem: (
    item: JsonObject,
    patch: JsonObject,
    trace: Trace | undefined,
    at: string,
  ) => JsonObject;
}

type Refuse = (message: string, at: string) => never;
/** Ends the walk; written out, so that the compiler knows it. */
export const refuse: Refuse = (message, at) => {
  throw new PatchRefused('malformed', message, at);
};

/** kube-apiserver breaks off where it would have to compare one of these. */
export const isContainer = (value: Json): boolean => typeof value === 'object' && value !== null;

/** Whether the items are maps; refuses lists of several types. */
export const isKeyed = (
  list: readonly Json[],
  items: readonly Json[],
  { mergeKey, at }: ListMerge,
): boolean => {
  const all = [...list, ...items];
  if (all.some((item) => item === null || Array.isArray(item))) {
    refuse('a merged list may hold neither null nor lists', at);
  }
  const keyed = all.some(isJsonObject);
  if (keyed && !all.every(isJsonObject)) refuse('the items of a merged list must be of one type', at);
  if (keyed && mergeKey === '') refuse('nothing says by which key the items of this list merge', at);
  return keyed;
};

/** Each item that the patch writes must stand in `$setElementOrder`, in the same order. */
export const checkOrder = (
  items: readonly Json[],
  order: readonly Json[],
  { mergeKey, at }: ListMerge,
): void => {
  if (mergeKey !== '' && order.some((item) => identityOf(item, mergeKey) === undefined)) {
    refuse(`an item of $setElementOrder has no "${mergeKey}"`, at);
  }
  if (order.length === 0) return;
  let next = 0;
  const written = items.filter((item) => !hasDirective(item));
  for (const item of order) {
    if (next < written.length && identityOf(written[next]!, mergeKey) === identityOf(item, mergeKey))
      next += 1;
  }
  if (next < written.length) refuse('the order of the items is not that of $setElementOrder', at);
};
