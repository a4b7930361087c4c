import type { Finding } from '../../review/validate/finding.ts';
import { jsonText } from '../json-text.ts';
import { countOf, type Report } from './report.ts';

const findingJson = ({ code, severity, message, hint, source, resource, clusters }: Finding): object => ({
  code,
  severity,
  message,
  hint,
  source,
  resource,
  clusters,
});

/**
 * For programs; fields are added and never renamed:
 * `{ commit, subscriptions, clusters, counts: { errors, warnings, notes }, diagnostics: [{ code, severity, message,
 * hint?, source?: { file, line, column }, resource?: { group, kind, namespace, name }, clusters?: [name] }] }`.
 * `commit` is null for the files as they stand; `clusters` of a diagnostic are those that have it, absent where the
 * repository itself does. Notes are always there.
 */
export const reportJson = (report: Report): string => {
  const { findings, commit, subscriptions, clusters } = report;
  const counts = {
    errors: countOf(findings, 'error'),
    warnings: countOf(findings, 'warning'),
    notes: countOf(findings, 'note'),
  };
  const shown = {
    commit: commit === '' ? null : commit,
    subscriptions,
    clusters,
    counts,
    diagnostics: findings.map(findingJson),
  };
  return jsonText(shown);
};
