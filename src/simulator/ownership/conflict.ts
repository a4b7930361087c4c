import { byCodePoint } from '../../model/json.ts';
import { ApiError } from '../api-error.ts';
import { eachPath, type FieldSet, fieldSetOf } from './field-set.ts';
import { type ManagedEntry, managerKey, showManager } from './managed-entry.ts';
import { showElement } from './path-element.ts';

/** Fields of one manager that an apply would change. */
export interface Conflict {
  readonly owner: ManagedEntry;
  readonly fields: FieldSet;
}

const scaleReplicas = fieldSetOf(['f:spec', 'f:replicas']);

const pathsOf = (fields: FieldSet): readonly string[] => {
  const paths: string[] = [];
  eachPath(fields, (path) => paths.push(path.map(showElement).join('')));
  return paths;
};

/** An owner as it is seen through `/scale`, where everybody writes a Scale. */
const ofScale = ({ owner }: Conflict): Conflict => ({
  owner: { ...owner, apiVersion: 'autoscaling/v1' },
  fields: scaleReplicas,
});

/** The 409 of an apply without force, its managers sorted. */
export const conflictError = (conflicts: readonly Conflict[], byScale = false): ApiError => {
  const seen = byScale ? conflicts.map(ofScale) : conflicts;
  const sorted = seen.toSorted((a, b) => byCodePoint(managerKey(a.owner), managerKey(b.owner)));
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
