import type { Diagnostic } from '../model/diagnostic.ts';
import { type Draft, report } from './draft.ts';
import type { FleetDocument } from './fleet.ts';
import { problemAt } from './problem.ts';

/** Reports each name that stands twice, on both sides: neither file can be trusted. */
export const reportDuplicates = <T extends { readonly document: FleetDocument }>(
  draft: Draft,
  items: readonly T[],
  nameOf: (item: T) => string,
): ReadonlyMap<T, Diagnostic> => {
  const problems = new Map<T, Diagnostic>();
  for (const [name, alike] of Map.groupBy(items, nameOf)) {
    if (alike.length === 1) continue;
    for (const [index, item] of alike.entries()) {
      const { file, source } = alike[index === 0 ? 1 : 0]!.document;
      const message = `${String(item.document.value.kind)} ${name} stands in ${file}:${source.line} too`;
      problems.set(item, problemAt(item.document, '/metadata/name', { code: 'DuplicateName', message }));
    }
  }
  report(draft, [...problems.values()]);
  return problems;
};

/** The first of each name, in order. */
export const firstOfEach = <T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] => {
  const seen = new Set<string>();
  return items.filter((item) => {
    const name = nameOf(item);
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
};
