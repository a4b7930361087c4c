import { formatDiagnostic } from '../../model/diagnostic.ts';
import { type Finding, findingMessage } from '../../review/validate/finding.ts';
import { type Colors, severityColour, summaryText } from '../print-diagnostics.ts';
import { printable } from '../table.ts';
import { excerpt } from './excerpt.ts';
import type { Report } from './report.ts';

const findingLine = (finding: Finding): string =>
  printable(formatDiagnostic({ ...finding, message: findingMessage(finding) }));

const totals = ({ findings, subscriptions, clusters }: Report): string =>
  `${subscriptions} Subscriptions, ${clusters} clusters: ${summaryText(findings)}\n`;

/** A line a finding, as compilers print them, then the counts: what a log or another program reads. */
export const reportText = (report: Report): string =>
  `${report.findings.map((finding) => `${findingLine(finding)}\n`).join('')}${totals(report)}`;

/** The same for a person at a terminal: file by file, each finding with its line and carets under what is wrong. */
export const reportForTerminal = (report: Report, colors: Colors): string => {
  const files = Map.groupBy(report.findings, ({ source }) => source?.file ?? '');
  const parts = [...files.values()].map((findings) =>
    findings
      .flatMap((finding) => {
        const colour = severityColour(finding.severity, colors);
        const lines = excerpt(finding, report);
        return [colour(findingLine(finding)), ...lines.slice(0, 1), ...lines.slice(1).map(colour)];
      })
      .map((line) => `${line}\n`)
      .join(''),
  );
  return [...parts, totals(report)].join('\n');
};
