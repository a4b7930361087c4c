import { formatDiagnostic } from '../../model/diagnostic.ts';
import { type AlikeChange, foldAlike } from '../../review/diff/alike-changes.ts';
import type { FleetChange, ObjectChange } from '../../review/diff/fleet-change.ts';
import { printable } from '../table.ts';
import type { Compared } from './diff-json.ts';
import { type Block, fitBlocks } from './fit-blocks.ts';
import { type HunkTextOptions, hunkLines } from './hunk-text.ts';
import { yamlHunks } from './line-diff.ts';
import { type SubscriptionSection, subscriptionSections } from './sections.ts';
import {
  alikeTexts,
  headLines,
  idleFilesText,
  objectKindText,
  objectNotes,
  objectSigns,
  objectText,
  plural,
  renderText,
  settingTexts,
  subscriptionNotes,
} from './words.ts';

export interface DiffTextOptions extends HunkTextOptions, Compared {
  /** Unchanged lines around a change. */
  readonly context: number;
  /** UTF-8; absent: no bound. */
  readonly maxBytes?: number;
}

/** For the line that counts what has no room. */
const reserved = 60;

const text = (lines: readonly string[]): string => lines.map((line) => `${line}\n`).join('');
const indented = (lines: readonly string[], by: string): readonly string[] => lines.map((line) => by + line);

const objectBlock = (change: ObjectChange, options: DiffTextOptions): Block => {
  const { colors, context } = options;
  const title = `  ${objectSigns[change.kind]} ${colors.bold(objectText(change))}  ${objectKindText(change)}`;
  const full = (): string => {
    const notes = indented(objectNotes(change), '      ').map(colors.dim);
    const hunks = yamlHunks(change.before, change.after, context).flatMap((hunk) => hunkLines(hunk, options));
    return text([title, ...notes, ...indented(hunks, '    ')]);
  };
  return { full, short: text([title]), changes: 1 };
};

const alikeBlock = (change: AlikeChange, { colors }: DiffTextOptions): Block => {
  const { title, notes, changes } = alikeTexts(change);
  const head = text(['', colors.bold(title)]);
  const body = [...indented(notes, '  ').map(colors.dim), ...indented(changes, '  ~ ')];
  return { full: () => head + text(body), short: head, changes: change.objects.length };
};

const sectionBlocks = (section: SubscriptionSection, options: DiffTextOptions): readonly Block[] => {
  const { colors } = options;
  const { key, change, renders, objects } = section;
  const notes = [
    ...(change ? indented(subscriptionNotes(change), '  ') : []),
    ...renders.flatMap((render) => [
      colors.red(`  ${renderText(render)}`),
      ...render.diagnostics.map((diagnostic) => `    ${printable(formatDiagnostic(diagnostic))}`),
    ]),
  ];
  const head = text(['', colors.bold(printable(key)), ...notes]);
  return [
    { full: () => head, short: head, changes: 0 },
    ...objects.map((object) => objectBlock(object, options)),
  ];
};

const settingsBlock = ({ settings }: FleetChange): readonly Block[] => {
  const full = (): string => text(['', ...settings.flatMap(settingTexts)]);
  return settings.length === 0
    ? []
    : [{ full, short: text(['', plural(settings.length, 'setting')]), changes: settings.length }];
};

const problemsBlock = ({ problems }: FleetChange): readonly Block[] => {
  const lines = problems.map((problem) => `  ${printable(formatDiagnostic(problem))}`);
  if (lines.length === 0) return [];
  return [
    {
      full: () => text(['', 'new problems', ...lines]),
      short: text(['', plural(lines.length, 'new problem')]),
      changes: 0,
    },
  ];
};

const filesBlock = ({ files }: FleetChange): readonly Block[] => {
  const line = idleFilesText(files);
  return line === '' ? [] : [{ full: () => text(['', line]), short: '', changes: 0 }];
};

/** A change of a fleet for a terminal: a summary, then each Subscription with its objects, then the rest. */
export const diffText = (change: FleetChange, options: DiffTextOptions): string => {
  const head = text(headLines(change, options));
  const { alike, rest } = foldAlike(change.objects);
  const blocks = [
    ...settingsBlock(change),
    ...problemsBlock(change),
    ...alike.map((one) => alikeBlock(one, options)),
    ...subscriptionSections(change, rest).flatMap((section) => sectionBlocks(section, options)),
    ...filesBlock(change),
  ];
  const room = (options.maxBytes ?? Number.POSITIVE_INFINITY) - Buffer.byteLength(head) - reserved;
  const { text: told, missing } = fitBlocks(blocks, room);
  return (
    head + told + (missing === 0 ? '' : text(['', `${plural(missing, 'change')} not shown: --max-bytes`]))
  );
};
