import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { Source } from '../../model/source.ts';
import { forReading } from '../../render/render-yaml.ts';
import { writeYaml } from '../../repository/yaml/write-yaml.ts';
import { winnerSource } from './explain-field.ts';
import type { Explanation } from './explanation.ts';
import { currentValue, type FieldNode } from './field-node.ts';
import { maskedValueOf } from './mask-field.ts';
import type { FoundField } from './object-fields.ts';
import type { FinishNote, Writer } from './written-touch.ts';

/** One line of an object's YAML, and who wrote the field that stands in it. */
export interface AnnotatedLine {
  readonly text: string;
  /** Absent inside a text of several lines. */
  readonly writer?: Writer;
  readonly source?: Source;
  readonly note?: FinishNote;
}

const by = (text: string, node: FieldNode | undefined): AnnotatedLine => {
  const winner = node && winnerSource(node);
  if (winner === undefined) return { text };
  const { writer, source, note } = winner;
  return { text, writer, ...(source && { source }), ...(note && { note }) };
};

/** YAML without the newline at its end: more of them may belong to a text. */
const yamlOf = (value: Json): string => writeYaml(value).slice(0, -1);

const isEmpty = (value: Json): boolean =>
  typeof value !== 'object' || value === null || Object.keys(value).length === 0;

const indented = (lines: readonly AnnotatedLine[], first: string, rest: string): readonly AnnotatedLine[] =>
  lines.map((line, index) => ({
    ...line,
    text: line.text === '' ? '' : `${index === 0 ? first : rest}${line.text}`,
  }));

/** YAML of what has no lines of its own inside, one entry of a map or a list. */
const leafLines = (
  value: JsonObject | readonly Json[],
  node: FieldNode | undefined,
): readonly AnnotatedLine[] => {
  const [first = '', ...rest] = yamlOf(value).split('\n');
  return [by(first, node), ...rest.map((text) => ({ text }))];
};

const memberLines = (key: string, value: Json, node: FieldNode | undefined): readonly AnnotatedLine[] => {
  const entry = (held: Json): JsonObject => Object.fromEntries([[key, held]]);
  if (isEmpty(value)) return leafLines(entry(value), node);
  const head = yamlOf(entry({})).replace(/ \{\}$/, '');
  return [by(head, node), ...indented(linesOf(value, node), '  ', '  ')];
};

const itemLines = (value: Json, node: FieldNode | undefined): readonly AnnotatedLine[] => {
  if (isEmpty(value)) return leafLines([value], node);
  return indented(linesOf(value, node), '- ', '  ');
};

/** Block YAML, the very text that `writeYaml` gives, line by line with the nodes beside it. */
const linesOf = (value: Json, node: FieldNode | undefined): readonly AnnotatedLine[] => {
  if (Array.isArray(value)) {
    return value.flatMap((item: Json, index) => itemLines(item, node?.items[index]));
  }
  if (!isJsonObject(value) || isEmpty(value)) return [by(yamlOf(value), node)];
  return Object.entries(value).flatMap(([key, item]) => memberLines(key, item, node?.members.get(key)));
};

export interface AnnotatedOptions {
  /** Show what Secrets hold. */
  readonly reveal?: boolean;
}

/** A field that is there, or the whole object, as YAML of which each line knows who wrote it. */
export const annotatedLines = (
  explanation: Explanation,
  field: FoundField,
  { reveal = false }: AnnotatedOptions = {},
): readonly AnnotatedLine[] => {
  const value = reveal ? currentValue(field.node) : maskedValueOf(explanation, field);
  return linesOf(forReading(value), field.node);
};
