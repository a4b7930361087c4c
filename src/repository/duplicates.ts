import type { Diagnostic } from '../model/diagnostic.ts';
import { type Draft, report } from './draft.ts';
import type { FleetDocument } from './fleet.ts';
import { problemAt } from './problem.ts';

/** Keeps the first of each name; both files of a name that stands twice are broken, for neither can be trusted. */
export const withoutDuplicates = <T extends { readonly document: FleetDocument }>(
  draft: Draft,
  items: readonly T[],
  nameOf: (item: T) => string,
): readonly T[] => {
  const first = new Map<string, T>();
  for (const item of items) {
    const name = nameOf(item);
    const earlier = first.get(name);
    if (!earlier) {
      first.set(name, item);
      continue;
    }
    const duplicate = (document: FleetDocument, other: FleetDocument): Diagnostic =>
      problemAt(document, '/metadata/name', {
        code: 'DuplicateName',
        message: `${String(document.value.kind)} ${name} stands in ${other.file}:${other.source.line} too`,
      });
    report(draft, [duplicate(item.document, earlier.document), duplicate(earlier.document, item.document)]);
  }
  return [...first.values()];
};
