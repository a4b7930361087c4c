import type { Json } from '../model/json.ts';
import { yamlLimits } from '../repository/yaml/limits.ts';
import { writeYaml } from '../repository/yaml/write-yaml.ts';
import { type ParsedText, parseYamlText } from './override-value.ts';

export type FieldFormat = 'YAML' | 'JSON';

/** How deep a JSON text nests; brackets inside strings count too, which only makes the bound stricter. */
const depthOf = (text: string): number => {
  let depth = 0;
  let deepest = 0;
  for (const { 0: bracket } of text.matchAll(/[[\]{}]/g)) {
    depth += bracket === '[' || bracket === '{' ? 1 : -1;
    deepest = Math.max(deepest, depth);
  }
  return deepest;
};

/** ECMAScript's source text access, which TypeScript's library does not list yet. */
interface SourceContext {
  readonly source?: string;
}
const rawNumber = (JSON as unknown as { readonly rawJSON: (text: string) => unknown }).rawJSON;

/** A whole number that a double would round stays a bigint between the reader and the writer of this file. */
const exactNumber = (_key: string, value: unknown, context?: SourceContext): unknown => {
  const source = context?.source;
  if (typeof value !== 'number' || Number.isSafeInteger(value) || !/^-?\d+$/.test(source ?? '')) return value;
  return BigInt(source as string);
};

const parseJsonText = (text: string): ParsedText => {
  if (text.length > yamlLimits.maxTextLength) return { wrong: 'the text is larger than 4 Mi characters' };
  if (depthOf(text) > yamlLimits.maxDepth)
    return { wrong: `the text nests deeper than ${yamlLimits.maxDepth}` };
  try {
    return { value: JSON.parse(text, exactNumber) as Json };
  } catch {
    return { wrong: 'the text is no JSON' };
  }
};

/** What the text of a field says. Whole numbers of a JSON text that a double would round are bigints in it. */
export const parseFieldText = (text: string, format: FieldFormat): ParsedText =>
  format === 'JSON' ? parseJsonText(text) : parseYamlText(text);

/** At most so many characters are printed of a value: keys, texts, and four spaces a level for each member. */
const printedLength = (value: Json, depth: number, limit: number): number => {
  if (typeof value === 'string') return value.length;
  if (typeof value !== 'object' || value === null) return 20;
  let length = 0;
  for (const [key, item] of Object.entries(value)) {
    length += 4 * depth + key.length + 4 + printedLength(item as Json, depth + 1, limit - length);
    if (length > limit) break;
  }
  return length;
};

/**
 * The text again: JSON with four spaces, as Clusternet writes it; YAML without the comments that it had. undefined where
 * it would be far larger than any object can be: indentation makes much of little.
 */
export const writeFieldText = (value: Json, format: FieldFormat): string | undefined => {
  const { maxTextLength: limit } = yamlLimits;
  if (printedLength(value, 1, limit) > limit) return undefined;
  if (format === 'YAML') return writeYaml(value);
  const exact = (_key: string, item: unknown): unknown =>
    typeof item === 'bigint' ? rawNumber(String(item)) : item;
  return JSON.stringify(value, exact, 4);
};
