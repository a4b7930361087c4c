import picocolors from 'picocolors';
import { formatDiagnostic } from '../../model/diagnostic.ts';
import { BoundedOutput } from './bounded-output.ts';
import { type GroupText, groupText } from './group-text.ts';
import { codeText, fenced, plainText } from './markdown-text.ts';
import { countsText, type DiffReport, noteLines, sideText, withoutEffect } from './summary.ts';
import { unified } from './unified.ts';

export interface DiffMarkdownOptions {
  readonly context: number;
  /** UTF-8 bytes; a comment on GitHub holds 65,536 characters, one on GitLab a million. */
  readonly maxBytes: number;
}

/** A job finds its own comment by it, and updates that one. */
export const commentMarker = '<!-- headwater diff -->';

const plainColors = picocolors.createColors(false);

const detailsOf = ({ title, notes, hunks, fields }: GroupText): string => {
  const body = [...hunks.flatMap((hunk) => unified(hunk, plainColors)), ...fields];
  const said = notes.map((note) => `- ${plainText(note)}`);
  return [
    `<details><summary>${plainText(title)}</summary>`,
    '',
    ...(said.length > 0 ? [...said, ''] : []),
    `${fenced(body, 'diff')}`,
    '</details>',
    '',
  ].join('\n');
};

const tableOf = ({ change }: DiffReport): readonly string[] => {
  const { subscriptions, clusters, created, changed, removed, moved, writes } = change.counts;
  return [
    '| Subscriptions | clusters | created | changed | removed | moved | writes |',
    '| ---: | ---: | ---: | ---: | ---: | ---: | ---: |',
    `| ${[subscriptions, clusters, created, changed, removed, moved, writes].join(' | ')} |`,
  ];
};

/** Of each list in the head; fewer where the head alone is too long. */
const mostLines = 100;
const fewestLines = 5;

const listOf = (lines: readonly string[], most: number): readonly string[] => {
  const shown = lines.slice(0, most).map((line) => `- ${plainText(line.trim())}`);
  return lines.length > most ? [...shown, `- and ${lines.length - most} more`] : shown;
};

const headOf = (report: DiffReport, most: number): string => {
  const { change, base, head, files } = report;
  const idle = withoutEffect(files);
  const problems = change.problems.map(formatDiagnostic);
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', `**${title}**`, '', ...listOf(lines, most)];
  return [
    commentMarker,
    `### What this changes on the clusters (${sideText(base)} → ${sideText(head)})`,
    '',
    countsText(change),
    '',
    ...tableOf(report),
    ...section('Errors', problems),
    ...section('Subscriptions and clusters', noteLines(report)),
    ...section('No effect on any cluster', idle),
    '',
    '',
  ].join('\n');
};

const leftOut = (count: number, range: string): string => {
  if (count === 0) return '';
  const what = count === 1 ? 'group of changes is' : 'groups of changes are';
  return `\n${count} more ${what} left out here: run ${codeText(`headwater diff ${range}`)}.\n`;
};

/** A comment for a pull request: summary and table first, then a foldable part a group, as many as fit. */
export const diffMarkdown = (report: DiffReport, { context, maxBytes }: DiffMarkdownOptions): string => {
  const { groups } = report.change;
  const output = new BoundedOutput(maxBytes);
  const reserve = Buffer.byteLength(leftOut(groups.length, report.range));
  const head = headOf(report, mostLines);
  if (!output.add(head, reserve)) output.add(headOf(report, fewestLines), reserve);
  let shown = 0;
  for (const group of groups) {
    const part = detailsOf(groupText(group, { nameClusters: report.nameClusters, context }));
    if (!output.add(part, reserve)) break;
    shown += 1;
  }
  output.add(leftOut(groups.length - shown, report.range));
  return output.toString();
};
