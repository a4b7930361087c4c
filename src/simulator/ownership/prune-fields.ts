import type { Json } from '../../model/json.ts';
import { difference, type FieldSet, includes, intersection, isEmptySet, union } from './field-set.ts';
import type { Managed } from './managed-entry.ts';
import type { MergeType } from './merge-type.ts';
import { withNamedFields } from './named-fields.ts';
import { ownedFields } from './owned-fields.ts';
import { removeItems } from './remove-items.ts';

export interface Pruning {
  readonly type: MergeType;
  readonly merged: Json;
  /** Everyone's fields, the applier's new ones among them. */
  readonly managed: Managed;
  /** What the applier owned before. */
  readonly last: FieldSet;
  /** What it owns now. */
  readonly owned: FieldSet;
}

const remove = (type: MergeType, value: Json, fields: FieldSet): Json =>
  isEmptySet(fields) ? value : (removeItems(type, value, fields) ?? null);

/**
 * The merged object without what its applier applied last time, does not apply now, and nobody else owns. Three steps, as in
 * structured-merge-diff's `prune`: take everything away that it owned; add back what anyone owns, with all that is in it; add back
 * what dangles, that is, was never the applier's.
 */
export const pruneFields = ({ type, merged, managed, last, owned }: Pruning): Json => {
  // nothing that was owned is missing now: all would be added back
  if (includes(owned, last)) return merged;
  const named = (fields: FieldSet): FieldSet => withNamedFields(fields, type);
  const fieldsOf = (value: Json): FieldSet => named(ownedFields(type, value));
  const mergedFields = fieldsOf(merged);
  const without = remove(type, merged, named(last));
  let everyone: FieldSet = {};
  for (const entry of managed.values()) everyone = union(everyone, entry.fields);
  const unowned = difference(mergedFields, union(fieldsOf(without), named(everyone)));
  const withOwned = remove(type, merged, unowned);
  const gone = intersection(difference(mergedFields, fieldsOf(withOwned)), named(last));
  return remove(type, merged, gone);
};
