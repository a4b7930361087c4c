import { maskedValue } from '../../render/mask-secrets.ts';
import type { Finding } from '../../review/validate/finding.ts';
import { printable } from '../table.ts';
import { shownLine } from './mask-line.ts';
import type { Report } from './report.ts';
import { tokenEnd } from './token-end.ts';

/** Columns that are shown of a line: of a longer one those around the offending text. */
const width = 120;
const before = 40;

/** As many columns as the line has: the carets stand below it. */
const eachPrintable = (text: string): string => Array.from(text, printable).join('');

/** Where the carets begin: what was masked away has no column of its own. */
const caretStart = (line: string, column: number): number => {
  const masked = line.indexOf(maskedValue);
  const start = Math.min(column - 1, line.length);
  return masked >= 0 && start > masked ? masked : start;
};

/** The offending line of a finding, and carets under all of the offending text; nothing where the line is not there. */
export const excerpt = (finding: Finding, report: Report): readonly string[] => {
  const { source, code } = finding;
  const lines = source && report.readLines(source.file);
  if (!source || lines?.[source.line - 1] === undefined) return [];
  const isSecret = report.secretFiles.has(source.file);
  const line = shownLine({ lines, line: source.line, code, isSecret, isUnsure: report.isUnsure });
  const start = caretStart(line, source.column);
  const from = start > width - before ? start - before : 0;
  const end = Math.min(tokenEnd(line, start + 1) - 1, from + width);
  const number = String(source.line);
  const gutter = ' '.repeat(number.length);
  return [
    `  ${number} | ${eachPrintable(line.slice(from, from + width))}`,
    `  ${gutter} | ${' '.repeat(start - from)}${'^'.repeat(Math.max(1, end - start))}`,
  ];
};
