import { writeYaml } from '../../repository/yaml/write-yaml.ts';
import type { FieldExplanation, SkippedLayer } from '../../review/explain/explanation.ts';
import type { Colors } from '../print-diagnostics.ts';
import { printable } from '../table.ts';
import { type HistoryOptions, historyRows, skippedRows } from './history-rows.ts';

export interface FieldTextOptions extends HistoryOptions {
  readonly colors: Colors;
}

/** The value as YAML, so that text that looks like a number is told from one. */
const valueText = ({ value }: FieldExplanation): string =>
  value === undefined ? 'removed' : writeYaml(value).trimEnd().split('\n').map(printable).join('\n');

/** One field: its value, then who wrote it, lowest to highest, then the layers that were skipped. */
export const fieldText = (
  field: FieldExplanation,
  skipped: readonly SkippedLayer[],
  options: FieldTextOptions,
): string => {
  const { colors } = options;
  const history = historyRows(field.touches, options).map((row) =>
    row.startsWith('>') ? colors.bold(row) : row,
  );
  const left = skippedRows(skipped).map((row) => colors.dim(row));
  return [valueText(field), ...history, ...(left.length > 0 ? ['', ...left] : [])]
    .map((line) => `${line}\n`)
    .join('');
};
