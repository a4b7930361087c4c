import { formatDiagnostic } from '../../model/diagnostic.ts';
import { type AlikeChange, foldAlike } from '../../review/diff/alike-changes.ts';
import { countObjects } from '../../review/diff/count-objects.ts';
import type { FleetChange, ObjectChange } from '../../review/diff/fleet-change.ts';
import { printable } from '../table.ts';
import type { Compared } from './diff-json.ts';
import { type Block, fitBlocks } from './fit-blocks.ts';
import { unifiedLines } from './hunk-text.ts';
import { yamlHunks } from './line-diff.ts';
import { cellCode, code, fenced, htmlCode } from './markdown-text.ts';
import { plainColors } from './plain-colors.ts';
import { type SubscriptionSection, subscriptionSections } from './sections.ts';
import {
  alikeTexts,
  headLines,
  idleFilesText,
  objectKindText,
  objectNotes,
  objectText,
  plural,
  renderText,
  settingTexts,
  subscriptionNotes,
} from './words.ts';

/** By this line a CI job finds its own comment, to write the next one over it. */
export const commentMarker = '<!-- headwater diff -->';

/** GitHub takes 65,536 characters, and what a job puts around it needs room too. */
const defaultMaxBytes = 60_000;
/** For what stands after the changes. */
const reserved = 2_000;
const mostRows = 50;
const mostLines = 30;

export interface DiffMarkdownOptions extends Compared {
  readonly context: number;
  readonly maxBytes?: number | undefined;
}

const some = (lines: readonly string[], most: number): readonly string[] =>
  lines.length <= most ? lines : [...lines.slice(0, most), `… and ${lines.length - most} more`];

const row = ({ key, objects, change, renders }: SubscriptionSection): string => {
  const count = (kind: ObjectChange['kind']): number => countObjects(objects, kind);
  const sets = [...objects, ...renders].map(({ clusters }) => clusters.names);
  const clusters = new Set([...sets, change?.gains?.names ?? [], change?.loses?.names ?? []].flat()).size;
  const counts = [clusters, count('created'), count('changed'), count('removed'), count('moved')];
  return `| ${cellCode(key)} | ${counts.join(' | ')} |`;
};

const table = (sections: readonly SubscriptionSection[]): string => {
  if (sections.length === 0) return '';
  const rows = sections.slice(0, mostRows).map(row);
  const more =
    sections.length > mostRows ? `\n… and ${plural(sections.length - mostRows, 'Subscription')} more\n` : '';
  return `\n| Subscription | clusters | created | changed | removed | moved |\n| --- | ---: | ---: | ---: | ---: | ---: |\n${rows.join('\n')}\n${more}`;
};

const details = (title: string, body: string): string =>
  `\n<details><summary>${title}</summary>\n\n${body}\n</details>\n`;

const objectBlock = (change: ObjectChange, context: number): Block => {
  const [name, kind] = [objectText(change), objectKindText(change)];
  const full = (): string => {
    const hunks = yamlHunks(change.before, change.after, context);
    const lines = hunks.flatMap((hunk) => unifiedLines(hunk, plainColors));
    const notes = objectNotes(change).map((note) => `- ${code(note)}\n`);
    const body = `${notes.join('')}\n${lines.length === 0 ? '' : fenced('diff', lines)}`;
    return details(`${htmlCode(name)} ${htmlCode(kind)}`, body);
  };
  return {
    full,
    short: `\n${code(`${name} ${kind}`)}: not shown\n`,
    changes: 1,
  };
};

const alikeBlock = (change: AlikeChange): Block => {
  const { title, notes, changes } = alikeTexts(change);
  const full = (): string => {
    const list = notes.map((note) => `- ${code(note)}\n`).join('');
    return details(htmlCode(title), `${list}\n${fenced('', some(changes, mostLines))}`);
  };
  return { full, short: `\n${code(title)}: not shown\n`, changes: change.objects.length };
};

/** Lines under a title, as code. */
const listBlock = (title: string, lines: readonly string[]): readonly Block[] => {
  if (lines.length === 0) return [];
  const full = (): string => `\n${title}\n\n${fenced('', some(lines, mostLines))}`;
  return [{ full, short: `\n${title}: ${plural(lines.length, 'line')} not shown\n`, changes: 0 }];
};

const notesBlock = ({ key, change, renders }: SubscriptionSection): readonly Block[] => {
  const notes = [
    ...(change ? subscriptionNotes(change) : []),
    ...renders.flatMap((render) => [
      renderText(render),
      ...render.diagnostics.map((diagnostic) => `  ${printable(formatDiagnostic(diagnostic))}`),
    ]),
  ];
  return listBlock(code(key), notes);
};

const missingText = (missing: number, { range }: Compared): string =>
  missing === 0
    ? ''
    : `\n**${plural(missing, 'change')} not shown**: there is no more room in a comment. ${code(`headwater diff ${range}`)} shows everything.\n`;

/**
 * A change of a fleet as a pull request's comment. What stands in the repository stands here in code alone, so that no
 * name mentions a person, links anywhere or ends its block.
 */
export const diffMarkdown = (change: FleetChange, options: DiffMarkdownOptions): string => {
  const { context, maxBytes = defaultMaxBytes } = options;
  const { alike, rest } = foldAlike(change.objects);
  const sections = subscriptionSections(change, change.objects);
  const [what = '', summary = ''] = headLines(change, options);
  const head = `${commentMarker}\n### What changes on the clusters\n\n**${summary}** (${code(what)})\n${table(sections)}`;
  const idle = idleFilesText(change.files);
  const tail = idle === '' ? '' : `\n${code(idle)}\n`;
  const blocks = [
    ...listBlock('Settings', change.settings.flatMap(settingTexts)),
    ...listBlock(
      'New problems',
      change.problems.map((problem) => printable(formatDiagnostic(problem))),
    ),
    ...sections.flatMap(notesBlock),
    ...alike.map(alikeBlock),
    ...rest.map((object) => objectBlock(object, context)),
  ];
  const room = maxBytes - Buffer.byteLength(head) - Math.max(reserved, Buffer.byteLength(tail));
  const { text, missing } = fitBlocks(blocks, room);
  return `${head}${text}${missingText(missing, options)}${tail}`;
};
