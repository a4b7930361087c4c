import { canonicalJson } from '../../model/digest.ts';
import type { Json } from '../../model/json.ts';

/**
 * One field that is otherwise than before. Changes are told in an order in which they can be carried out one after the
 * other, as RFC 6902 does: each path is that of the object as the changes before it left it, a path into a list
 * without `before` inserts there, one without `after` takes out.
 */
export interface FieldChange {
  /** JSON Pointer. */
  readonly path: string;
  /** The same as people read it, and as `explain` takes it: `spec.template.spec.containers[name=front].image`. */
  readonly field: string;
  /** Absent: the field was not there. */
  readonly before?: Json;
  /** Absent: the field is gone. */
  readonly after?: Json;
}

/** Equal texts, equal changes, wherever in a list an item with a name stands. */
export const changesText = (changes: readonly FieldChange[]): string =>
  canonicalJson(changes.map(({ path: _place, ...change }) => change) as unknown as Json);

/** Equal texts, the same fields, whatever they change to. */
export const shapeText = (changes: readonly FieldChange[]): string =>
  changes
    .map(
      ({ field, before, after }) => `${field}${before === undefined ? '+' : after === undefined ? '-' : '~'}`,
    )
    .join('\n');
