import { structuredPatch } from 'diff';
import type { Json } from '../../model/json.ts';
import type { KubeObject } from '../../model/resource.ts';
import { forReading } from '../../render/render-yaml.ts';
import { writeYaml } from '../../repository/yaml/write-yaml.ts';
import type { ObjectChange } from '../../review/diff/object-change.ts';
import { printable } from '../table.ts';

/** A line of a unified diff. */
export interface DiffLine {
  readonly mark: ' ' | '+' | '-' | '@';
  readonly text: string;
}

/** Lines that may differ before two texts are told as wholly different: a bound of time. */
const maxEdits = 5_000;

const yamlOf = (object: KubeObject | undefined): string =>
  object === undefined ? '' : writeYaml(forReading(object as Json));

const linesOf = (text: string, mark: '+' | '-'): readonly DiffLine[] =>
  text
    .split('\n')
    .slice(0, -1)
    .map((line) => ({ mark, text: printable(line) }));

/** Two versions of an object as YAML, line by line, with so many unchanged lines around each change. */
export const objectLines = (
  { before, after }: Pick<ObjectChange, 'before' | 'after'>,
  context: number,
): readonly DiffLine[] => {
  const [old, now] = [yamlOf(before), yamlOf(after)];
  if (!before || !after) return [...linesOf(old, '-'), ...linesOf(now, '+')];
  const patch = structuredPatch('', '', old, now, '', '', { context, maxEditLength: maxEdits });
  if (patch === undefined) return [...linesOf(old, '-'), ...linesOf(now, '+')];
  return patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
    { mark: '@' as const, text: `@@ -${oldStart},${oldLines} +${newStart},${newLines} @@` },
    ...lines.map((line) => ({ mark: line[0] as ' ' | '+' | '-', text: printable(line.slice(1)) })),
  ]);
};
