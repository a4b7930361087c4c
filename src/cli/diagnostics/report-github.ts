import type { Severity } from '../../model/diagnostic.ts';
import { type Finding, findingMessage } from '../../review/validate/finding.ts';
import { summaryText } from '../print-diagnostics.ts';
import { printable } from '../table.ts';
import { lineAt, type Report } from './report.ts';
import { tokenEnd } from './token-end.ts';

const commands: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', note: 'notice' };

/** As the runner undoes it: `%` first, then what would end the line. */
const data = (text: string): string =>
  printable(text).replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

/** A property also ends at a comma, and the properties at a colon. */
const property = (text: string): string => data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

const place = (finding: Finding, report: Report): readonly string[] => {
  const { source } = finding;
  if (!source) return [];
  const line = lineAt(report, source);
  const end = line === undefined ? [] : [`endColumn=${tokenEnd(line, source.column)}`];
  return [`file=${property(source.file)}`, `line=${source.line}`, `col=${source.column}`, ...end];
};

const annotation = (finding: Finding, report: Report): string => {
  const properties = [...place(finding, report), `title=${property(finding.code)}`];
  const hint = finding.hint === undefined ? '' : ` (${finding.hint})`;
  return `::${commands[finding.severity]} ${properties.join(',')}::${data(findingMessage(finding) + hint)}\n`;
};

/** Workflow commands of GitHub Actions: each finding becomes an annotation at its line. Then a line of counts. */
export const reportGithub = (report: Report): string =>
  `${report.findings.map((finding) => annotation(finding, report)).join('')}${summaryText(report.findings)}\n`;
