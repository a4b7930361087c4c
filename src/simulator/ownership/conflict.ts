import { byCodePoint } from '../../model/json.ts';
import { ApiError } from '../api-error.ts';
import { eachPath, type FieldSet } from './field-set.ts';
import { type ManagedEntry, managerKey, showManager } from './managed-entry.ts';
import { showElement } from './path-element.ts';

/** Fields of one manager that an apply would change. */
export interface Conflict {
  readonly owner: ManagedEntry;
  readonly fields: FieldSet;
}

const pathsOf = (fields: FieldSet): readonly string[] => {
  const paths: string[] = [];
  eachPath(fields, (path) => paths.push(path.map(showElement).join('')));
  return paths;
};

/** The 409 of an apply without force, its managers sorted. */
export const conflictError = (conflicts: readonly Conflict[]): ApiError => {
  const sorted = conflicts.toSorted((a, b) => byCodePoint(managerKey(a.owner), managerKey(b.owner)));
  const groups = sorted.map(({ owner, fields }) => ({ name: showManager(owner), paths: pathsOf(fields) }));
  const causes = groups.flatMap(({ name, paths }) =>
    paths.map((field) => ({ reason: 'FieldManagerConflict', message: `conflict with ${name}`, field })),
  );
  const message =
    causes.length === 1
      ? `Apply failed with 1 conflict: ${causes[0]!.message}: ${causes[0]!.field}`
      : `Apply failed with ${causes.length} conflicts: ${groups
          .map(({ name, paths }) =>
            [`conflicts with ${name}:`, ...paths.map((path) => `- ${path}`)].join('\n'),
          )
          .join('\n')}`;
  return new ApiError(409, 'Conflict', message, { causes });
};
