import { type DiagnosticCode, diagnosticCodes } from '../../model/diagnostic.ts';
import type { Source } from '../../model/source.ts';
import { type Finding, findingMessage } from '../../review/validate/finding.ts';
import { jsonText } from '../json-text.ts';
import { lineAt, type Report } from './report.ts';
import { tokenEnd } from './token-end.ts';

const schema = 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json';

/** GitHub refuses a run with more. */
const maxResults = 25_000;

const ruleCodes = Object.keys(diagnosticCodes) as readonly DiagnosticCode[];

const rule = (code: DiagnosticCode): object => {
  const text = diagnosticCodes[code];
  return { id: code, name: code, shortDescription: { text }, fullDescription: { text }, help: { text } };
};

/** RFC 3986, as SARIF asks of a uri: a path of a repository may hold spaces and `#`. */
const uriOf = (file: string): string =>
  file
    .split('/')
    .map((segment) => encodeURIComponent(segment))
    .join('/');

/** Code scanning takes no result without a place; what has none is told at the file of the fleet. */
const nowhere: Source = { file: 'fleet.yaml', line: 1, column: 1 };

const location = (source: Source, report: Report): object => {
  const line = lineAt(report, source);
  const end = line === undefined ? {} : { endColumn: tokenEnd(line, source.column) };
  return {
    physicalLocation: {
      artifactLocation: { uri: uriOf(source.file) },
      region: { startLine: source.line, startColumn: source.column, ...end },
    },
  };
};

const result = (finding: Finding, report: Report): object => {
  const { code, severity, source = nowhere, hint, clusters } = finding;
  return {
    ruleId: code,
    ruleIndex: ruleCodes.indexOf(code),
    level: severity,
    message: { text: hint === undefined ? findingMessage(finding) : `${findingMessage(finding)} (${hint})` },
    locations: [location(source, report)],
    ...(clusters && { properties: { clusters } }),
  };
};

const severities = ['error', 'warning', 'note'] as const;

/** The worst first where not all can be told. */
const bounded = (findings: readonly Finding[]): readonly Finding[] =>
  findings.length <= maxResults
    ? findings
    : severities
        .flatMap((severity) => findings.filter((finding) => finding.severity === severity))
        .slice(0, maxResults);

/** SARIF 2.1.0 with what GitHub's code scanning asks for: a rule a code, paths relative to the repository. */
export const reportSarif = (report: Report, version: string): string => {
  const run = {
    tool: { driver: { name: 'headwater', version, rules: ruleCodes.map(rule) } },
    columnKind: 'utf16CodeUnits',
    results: bounded(report.findings).map((finding) => result(finding, report)),
  };
  return jsonText({ $schema: schema, version: '2.1.0', runs: [run] });
};
