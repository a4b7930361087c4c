import type { Diagnostic } from '../../model/diagnostic.ts';
import { describeResource, type ResourceId } from '../../model/resource.ts';
import type { PruneGuards } from '../engine.ts';

/** A member that is not in the pin. */
export interface Candidate {
  readonly id: ResourceId;
  readonly key: string;
  readonly pruneDisabled: boolean;
}

export interface Guarded<C extends Candidate> {
  readonly deletable: readonly C[];
  readonly kept: readonly C[];
  readonly diagnostics: readonly Diagnostic[];
}

const mostNamed = 10;

const names = (candidates: readonly Candidate[]): string => {
  const shown = candidates.slice(0, mostNamed).map(({ id }) => describeResource(id));
  const more = candidates.length - shown.length;
  return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
};

const needsApproval = (why: string, candidates: readonly Candidate[]): Diagnostic => {
  const [first] = candidates;
  return {
    code: 'PruneNeedsApproval',
    severity: 'warning',
    message: `${why}: ${names(candidates)}`,
    ...(first && candidates.length === 1 && { resource: first.id }),
  };
};

/** `protect` names kinds, as `Kind` or as `Kind.group`. */
const isProtected = ({ kind, group }: ResourceId, protect: readonly string[]): boolean =>
  protect.includes(kind) || protect.includes(`${kind}.${group}`);

/**
 * What of a prune set may go without a person: nothing protected, and nothing at all where it is more than
 * `maxDeletes` (then something is likely wrong with the source). Objects annotated `prune: disabled` stay.
 */
export const guard = <C extends Candidate>(
  candidates: readonly C[],
  { maxDeletes, protect }: PruneGuards,
): Guarded<C> => {
  const disabled = candidates.filter(({ pruneDisabled }) => pruneDisabled);
  const rest = candidates.filter(({ pruneDisabled }) => !pruneDisabled);
  const guarded = rest.filter(({ id }) => isProtected(id, protect));
  const open = rest.filter(({ id }) => !isProtected(id, protect));
  const tooMany = open.length > maxDeletes;
  const diagnostics = [
    ...(guarded.length > 0 ? [needsApproval('protected kinds are kept', guarded)] : []),
    ...(tooMany
      ? [needsApproval(`${open.length} deletes, more than ${maxDeletes} need an approval`, open)]
      : []),
  ];
  const deletable = tooMany ? [] : open;
  return { deletable, kept: [...disabled, ...guarded, ...(tooMany ? open : [])], diagnostics };
};
