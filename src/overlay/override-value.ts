import type { Json } from '../model/json.ts';
import type { ClusternetOverrides } from '../repository/fleet.ts';
import { parseDocuments } from '../repository/yaml/documents.ts';

type Override = ClusternetOverrides['overrides'][number];

const parsed = new WeakMap<Override, { readonly value: Json | undefined }>();

const parse = (text: string): Json | undefined => {
  const { documents, diagnostics } = parseDocuments(text, { file: '' });
  return diagnostics.length === 0 && documents.length === 1 ? documents[0]?.value : undefined;
};

/** The value of a Clusternet override, which is YAML or JSON as text; undefined where it is not one document. Read once. */
export const overrideValue = (override: Override): Json | undefined => {
  const known = parsed.get(override) ?? { value: parse(override.value) };
  parsed.set(override, known);
  return known.value;
};
