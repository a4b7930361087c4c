import type { ChangeGroup } from '../../review/diff/group-changes.ts';
import type { DiffReport } from './summary.ts';

/**
 * The report for programs: `base` and `head` (40 hex digits, '' for the files as they stand), `counts`, `subscriptions`,
 * `clusters`, `bindings`, `moves`, `pending`, `problems` (diagnostics), `files`, and `groups`: `verb`, `fields` and
 * `treatment` (an edit script of JSON Pointers: `before` absent = inserted, `after` absent = removed), `members`
 * (`subscription`, `id`, `clusters`), `variants`, and one member's `before` and `after`. No Secret's values.
 */
export const diffJson = ({ base, head, change, files }: DiffReport): string => {
  const { groups, ...rest } = change;
  const groupJson = ({ sample, ...group }: ChangeGroup) => ({
    ...group,
    sample: { clusters: sample.clusters, before: sample.before ?? null, after: sample.after ?? null },
  });
  return `${JSON.stringify({ base, head, ...rest, files, groups: groups.map(groupJson) }, null, 2)}\n`;
};
