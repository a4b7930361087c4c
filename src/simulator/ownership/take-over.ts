import type { Comparison } from './compare-values.ts';
import type { Conflict } from './conflict.ts';
import { difference, type FieldSet, intersection, isEmptySet, union } from './field-set.ts';
import { type Managed, withFields } from './managed-entry.ts';

/** The fields of the others that the change touches. */
export const conflictsOf = (managed: Managed, changed: FieldSet, writer: string): readonly Conflict[] => {
  if (isEmptySet(changed)) return [];
  const conflicts: Conflict[] = [];
  for (const [key, owner] of managed) {
    if (key === writer) continue;
    const fields = intersection(owner.fields, changed);
    if (!isEmptySet(fields)) conflicts.push({ owner, fields });
  }
  return conflicts;
};

/** Takes what was changed and what was removed from the others; an owner of nothing is dropped, the writer too. */
export const takeOver = (managed: Managed, comparison: Comparison, writer: string): void => {
  const lost = union(union(comparison.modified, comparison.added), comparison.removed);
  for (const [key, owner] of managed) {
    const isLoser = key !== writer && !isEmptySet(intersection(owner.fields, lost));
    const fields = isLoser ? difference(owner.fields, lost) : owner.fields;
    if (isEmptySet(fields)) managed.delete(key);
    else if (isLoser) managed.set(key, withFields(owner, fields));
  }
};
