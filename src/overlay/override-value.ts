import type { Json } from '../model/json.ts';
import type { ClusternetOverride } from '../repository/fleet.ts';
import { parseDocuments } from '../repository/yaml/documents.ts';

export type ParsedText = { readonly value: Json } | { readonly wrong: string };

/** One document of YAML or JSON, as kubectl reads it, or why it is none. */
export const parseYamlText = (text: string): ParsedText => {
  const { documents, diagnostics } = parseDocuments(text, { file: '' });
  const [problem] = diagnostics;
  if (problem) {
    const { line = 1, column = 1 } = problem.source ?? {};
    return { wrong: `line ${line}, column ${column} of the text: ${problem.message}` };
  }
  const [document, second] = documents;
  if (document && !second) return { value: document.value };
  return { wrong: second ? 'the text holds more than one document' : 'the text holds nothing' };
};

const parsed = new WeakMap<ClusternetOverride, ParsedText>();

/** The value of a Clusternet override, which is YAML or JSON as text. Read once. */
export const overrideValue = (override: ClusternetOverride): ParsedText => {
  const known = parsed.get(override) ?? parseYamlText(override.value);
  parsed.set(override, known);
  return known;
};
