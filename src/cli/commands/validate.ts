import picocolors from 'picocolors';
import { isError } from '../../model/diagnostic.ts';
import type { Finding } from '../../review/validate/finding.ts';
import { fleetChecks } from '../../review/validate/fleet-checks.ts';
import { kindChecks } from '../../review/validate/kinds/kind-checks.ts';
import { reviewFleet } from '../../review/validate/review-fleet.ts';
import { secretFiles } from '../../review/validate/secret-files.ts';
import { unreadFiles } from '../../review/validate/unread-files.ts';
import type { Report } from '../diagnostics/report.ts';
import { reportGithub } from '../diagnostics/report-github.ts';
import { reportJson } from '../diagnostics/report-json.ts';
import { reportSarif } from '../diagnostics/report-sarif.ts';
import { reportForTerminal, reportText } from '../diagnostics/report-text.ts';
import { exitCodes } from '../exit-codes.ts';
import type { Terminal, ValidateFlags } from '../program.ts';
import { readFleet } from '../read-fleet.ts';
import { packageVersion } from '../version.ts';

/** A warning is an error under --strict, in every output. */
const judged = (finding: Finding, strict: boolean): Finding =>
  strict && finding.severity === 'warning' ? { ...finding, severity: 'error' } : finding;

const withoutNotes = (report: Report): Report => ({
  ...report,
  findings: report.findings.filter(({ severity }) => severity !== 'note'),
});

const print = (given: Report, { output, verbose }: ValidateFlags, terminal: Terminal): string => {
  const report = verbose ? given : withoutNotes(given);
  switch (output) {
    case 'text':
      return (terminal.isTTY ?? terminal.colors)
        ? reportForTerminal(report, picocolors.createColors(terminal.colors))
        : reportText(report);
    case 'github':
      return reportGithub(report);
    // programs choose for themselves
    case 'json':
      return reportJson(given);
    case 'sarif':
      return reportSarif(given, packageVersion());
    default:
      return output satisfies never;
  }
};

/** Exit 0 without errors, 1 with (under --strict: or with warnings), 2 when the repository could not be read. */
export const validate = async (path: string, flags: ValidateFlags, terminal: Terminal): Promise<number> => {
  const { tree, fleet, plan, readLines } = await readFleet(path, flags.revision);
  const checks = [...kindChecks, ...fleetChecks, unreadFiles(tree)];
  const findings = reviewFleet({ fleet, plan }, checks).map((finding) => judged(finding, flags.strict));
  const report: Report = {
    findings,
    commit: fleet.commit,
    subscriptions: fleet.subscriptions.length,
    clusters: fleet.clusters.length,
    readLines,
    secretFiles: secretFiles(fleet),
    isUnsure: fleet.brokenFiles.size > 0,
  };
  terminal.out(print(report, flags, terminal));
  return findings.some(isError) ? exitCodes.different : exitCodes.ok;
};
