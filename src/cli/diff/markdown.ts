import { formatDiagnostic } from '../../model/diagnostic.ts';
import { printable } from '../table.ts';
import { type GroupText, groupText } from './group-text.ts';
import { countsText, type DiffReport, noteLines, sideText, withoutEffect } from './summary.ts';

export interface DiffMarkdownOptions {
  readonly context: number;
  /** UTF-8 bytes; a comment on GitHub holds 65,536 characters, one on GitLab a million. */
  readonly maxBytes: number;
}

/** A job finds its own comment by it, and updates that one. */
export const commentMarker = '<!-- headwater diff -->';

const encoder = new TextEncoder();
const bytesOf = (text: string): number => encoder.encode(text).length;

/** Nothing that stands in a repository becomes a link, a mention, a tag or a format. */
const escaped = (text: string): string =>
  printable(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replace(/[\\`*_[\]|#~!$]/g, (mark) => `&#${mark.charCodeAt(0)};`)
    // a zero-width space leaves the name readable, and notifies nobody
    .replaceAll('@', '@&#8203;')
    .replace(/:\/\//g, ':&#8203;//');

/** Longer than any run of backticks inside, so that no content ends it. */
const fenceFor = (text: string): string => {
  const longest = Math.max(2, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return '`'.repeat(longest + 1);
};

const detailsOf = ({ title, notes, lines }: GroupText): string => {
  const body = lines.map(({ mark, text }) => (mark === '@' ? text : `${mark}${text}`)).join('\n');
  const fence = fenceFor(body);
  const said = notes.map((note) => `- ${escaped(note)}`);
  return [
    `<details><summary>${escaped(title)}</summary>`,
    '',
    ...(said.length > 0 ? [...said, ''] : []),
    `${fence}diff`,
    body,
    fence,
    '',
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

const mostLines = 100;

const listOf = (lines: readonly string[]): readonly string[] => {
  const shown = lines.slice(0, mostLines).map((line) => `- ${escaped(line.trim())}`);
  return lines.length > mostLines ? [...shown, `- and ${lines.length - mostLines} more`] : shown;
};

const headOf = (report: DiffReport): string => {
  const { change, base, head, files } = report;
  const idle = withoutEffect(files);
  const problems = change.problems.map(formatDiagnostic);
  const section = (title: string, lines: readonly string[]): readonly string[] =>
    lines.length === 0 ? [] : ['', `**${title}**`, '', ...listOf(lines)];
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

/** A comment for a pull request: summary and table first, then a foldable part a group, as many as fit. */
export const diffMarkdown = (report: DiffReport, { context, maxBytes }: DiffMarkdownOptions): string => {
  const tail = (count: number): string =>
    count === 0
      ? ''
      : `\n${count} more ${count === 1 ? 'group is' : 'groups are'} left out here: run \`headwater diff ${escaped(report.range)}\`.\n`;
  const { groups } = report.change;
  let text = headOf(report);
  let shown = 0;
  const room = maxBytes - bytesOf(tail(groups.length));
  while (bytesOf(text) > room) text = `${[...text].slice(0, Math.floor(text.length * 0.9)).join('')}\n`;
  let used = bytesOf(text);
  for (const group of groups) {
    const part = detailsOf(groupText(group, { nameClusters: report.nameClusters, context }));
    const size = bytesOf(part);
    if (used + size > room) break;
    text += part;
    used += size;
    shown += 1;
  }
  return text + tail(groups.length - shown);
};
