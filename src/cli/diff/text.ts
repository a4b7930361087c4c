import { type Colors, diagnosticsText } from '../print-diagnostics.ts';
import { clip } from '../table.ts';
import { type GroupText, groupText } from './group-text.ts';
import { sideBySide } from './side-by-side.ts';
import { countsText, type DiffReport, noteLines, sideText, withoutEffect } from './summary.ts';
import { unified } from './unified.ts';

export interface DiffTextOptions {
  readonly colors: Colors;
  readonly context: number;
  /** Characters a line; present: old and new beside each other. */
  readonly sideBySide?: number | undefined;
}

const marks = { created: '+', changed: '~', removed: '-', treated: '~' } as const;

const fieldText = (text: string, colors: Colors): string => {
  if (text.startsWith('+')) return colors.green(text);
  return text.startsWith('-') ? colors.red(text) : text;
};

const bodyOf = ({ hunks, fields }: GroupText, options: DiffTextOptions): readonly string[] => {
  const { colors, sideBySide: width } = options;
  const lines = hunks.flatMap((hunk) =>
    width === undefined ? unified(hunk, colors) : sideBySide(hunk, width - 2, colors),
  );
  return [...lines, ...fields.map((field) => fieldText(field, colors))];
};

/** The summary first, then what is to be said of Subscriptions and clusters, then each group of objects. */
export const diffText = (report: DiffReport, options: DiffTextOptions): string => {
  const { change, base, head, files } = report;
  const { colors } = options;
  const groups = change.groups.flatMap((group) => {
    const shown = groupText(group, { nameClusters: report.nameClusters, context: options.context });
    return [
      '',
      colors.bold(`${marks[shown.verb]} ${shown.title}`),
      ...shown.notes.map((note) => colors.dim(`  ${note}`)),
      ...bodyOf(shown, options).map((line) => `  ${line}`),
    ];
  });
  const idle = withoutEffect(files);
  const lines = [
    `${sideText(base)} → ${sideText(head)}`,
    countsText(change),
    ...noteLines(report),
    ...(idle.length > 0 ? [colors.dim(clip(`no effect on any cluster: ${idle.join(', ')}`, 2_000))] : []),
    ...groups,
  ];
  const problems = diagnosticsText(change.problems, { colors });
  return `${lines.join('\n')}\n${problems === '' ? '' : `\n${problems}`}`;
};
