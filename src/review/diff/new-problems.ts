import type { Diagnostic } from '../../model/diagnostic.ts';
import type { DiffFilter } from './binding-groups.ts';
import type { Side, Sides } from './side.ts';

/** Lines move when something is put in above: what is wrong, and in which file, tells problems apart. */
const textOf = ({ code, message, source }: Diagnostic): string =>
  `${code}\n${source?.file ?? ''}\n${message}`;

const problemsOf = (
  { fleet, plan }: Side,
  { subscription, cluster }: DiffFilter,
): ReadonlyMap<string, Diagnostic> => {
  const found = new Set([...fleet.diagnostics, ...plan.diagnostics]);
  for (const binding of plan.bindings.values()) {
    if (subscription !== undefined && subscription !== binding.subscription) continue;
    if (cluster !== undefined && cluster !== binding.cluster) continue;
    for (const diagnostic of binding.diagnostics) found.add(diagnostic);
  }
  return new Map(
    [...found]
      .filter(({ severity }) => severity !== 'note')
      .map((diagnostic) => [textOf(diagnostic), diagnostic]),
  );
};

/** Errors and warnings of the newer side that the older one did not have; `told` are left out. */
export const newProblems = (
  { before, after }: Sides,
  filter: DiffFilter,
  told: readonly Diagnostic[],
): readonly Diagnostic[] => {
  const known = problemsOf(before, filter);
  const elsewhere = new Set(told.map(textOf));
  return [...problemsOf(after, filter)]
    .filter(([text]) => !known.has(text) && !elsewhere.has(text))
    .map(([, diagnostic]) => diagnostic);
};
