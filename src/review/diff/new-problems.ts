import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Survey } from './binding-groups.ts';
import type { Side, Sides } from './side.ts';

/** Lines move when something is put in above: what is wrong, and in which file, tells problems apart. */
const textOf = ({ code, message, source }: Diagnostic): string =>
  `${code}\n${source?.file ?? ''}\n${message}`;

const problemsOf = (
  { fleet, plan }: Side,
  ofBindings: ReadonlySet<Diagnostic>,
): ReadonlyMap<string, Diagnostic> =>
  new Map(
    [...fleet.diagnostics, ...plan.diagnostics, ...ofBindings]
      .filter(({ severity }) => severity !== 'note')
      .map((diagnostic) => [textOf(diagnostic), diagnostic]),
  );

/** Errors and warnings of the newer side that the older one did not have; `told` are left out. */
export const newProblems = (
  { before, after }: Sides,
  { diagnosticsBefore, diagnosticsAfter }: Survey,
  told: readonly Diagnostic[],
): readonly Diagnostic[] => {
  const known = problemsOf(before, diagnosticsBefore);
  const elsewhere = new Set(told.map(textOf));
  return [...problemsOf(after, diagnosticsAfter)]
    .filter(([text]) => !known.has(text) && !elsewhere.has(text))
    .map(([, diagnostic]) => diagnostic);
};
