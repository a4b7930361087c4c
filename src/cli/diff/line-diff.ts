import { structuredPatch } from 'diff/lib/patch/create.js';
import type { KubeObject } from '../../model/resource.ts';
import { forReading } from '../../render/render-yaml.ts';
import { writeYaml } from '../../repository/yaml/write-yaml.ts';
import { printable } from '../table.ts';

export interface DiffLine {
  readonly sign: ' ' | '+' | '-';
  readonly text: string;
}

export interface Hunk {
  /** The keys above its first change, as `spec.template.spec`; '' at the top. */
  readonly at: string;
  readonly lines: readonly DiffLine[];
}

/** Lines that may differ before two texts are shown one after the other instead. */
const mostEdits = 2_000;
/** Of one object that is shown as a whole. */
const mostLines = 5_000;

/** Marks that turn the direction of writing make a reviewer read another text than a cluster gets. */
const turning = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

const visible = (text: string): string =>
  printable(text).replace(turning, (mark) => `\\u${mark.charCodeAt(0).toString(16).padStart(4, '0')}`);

const yamlOf = (object: KubeObject | undefined): string => (object ? writeYaml(forReading(object)) : '');

const linesOf = (text: string): readonly string[] => (text === '' ? [] : text.trimEnd().split('\n'));

const indentOf = (line: string): number => line.search(/[^ -]|$/);

const keyOf = (line: string): string => {
  const [, key = ''] = /^[ -]*([^:]+):/.exec(line) ?? [];
  return key;
};

/** The keys that a line stands below. */
const keysAbove = (lines: readonly string[], index: number): string => {
  const keys: string[] = [];
  let indent = indentOf(lines[index] ?? '');
  for (let at = index - 1; at >= 0 && indent > 0; at -= 1) {
    const line = lines[at] as string;
    if (line.trim() === '' || indentOf(line) >= indent) continue;
    indent = indentOf(line);
    keys.unshift(keyOf(line));
  }
  return visible(keys.filter((key) => key !== '').join('.'));
};

const signed = (sign: DiffLine['sign'], lines: readonly string[]): readonly DiffLine[] =>
  lines.map((text) => ({ sign, text: visible(text) }));

/** Everything goes, everything comes; also for what is not there on one side. */
const whole = (before: readonly string[], after: readonly string[]): readonly Hunk[] => {
  const lines = [...signed('-', before), ...signed('+', after)];
  const more = lines.length - mostLines;
  const rest: readonly DiffLine[] = more > 0 ? [{ sign: ' ', text: `… and ${more} more lines` }] : [];
  return [{ at: '', lines: [...lines.slice(0, mostLines), ...rest] }];
};

interface Patch {
  readonly oldStart: number;
  readonly newStart: number;
  readonly lines: readonly string[];
}

/** The keys above the first line that is not as it was. */
const placeOf = (
  { oldStart, newStart, lines }: Patch,
  before: readonly string[],
  after: readonly string[],
): string => {
  const first = lines.findIndex((line) => !line.startsWith(' '));
  return lines[first]?.startsWith('-') === true
    ? keysAbove(before, oldStart - 1 + first)
    : keysAbove(after, newStart - 1 + first);
};

const hunkOf = (patch: Patch, before: readonly string[], after: readonly string[]): Hunk => ({
  at: placeOf(patch, before, after),
  lines: patch.lines
    .filter((line) => !line.startsWith('\\'))
    .map((line) => ({ sign: line[0] as DiffLine['sign'], text: visible(line.slice(1)) })),
});

/** The lines of YAML in which two states of an object differ, with so many unchanged lines around them. */
export const yamlHunks = (
  before: KubeObject | undefined,
  after: KubeObject | undefined,
  context: number,
): readonly Hunk[] => {
  const [old, now] = [yamlOf(before), yamlOf(after)];
  if (old === now) return [];
  const [oldLines, nowLines] = [linesOf(old), linesOf(now)];
  if (!before || !after) return whole(oldLines, nowLines);
  const options = { context, maxEditLength: mostEdits };
  const patch = structuredPatch('', '', old, now, undefined, undefined, options);
  return patch ? patch.hunks.map((hunk) => hunkOf(hunk, oldLines, nowLines)) : whole(oldLines, nowLines);
};
