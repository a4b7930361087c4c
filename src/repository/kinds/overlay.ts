import { z } from 'zod';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { isJsonObject, type Json } from '../../model/json.ts';
import type { FleetDocument, LabelSelector, Overlay, OverridePolicy } from '../fleet.ts';
import { problemAt } from '../problem.ts';
import { type Validated, validate } from '../validate.ts';
import { parseDocuments } from '../yaml/documents.ts';
import { labelSelector, ourVersion, stringMap } from './fields.ts';

const target = z.strictObject({
  group: z.string().exactOptional(),
  version: z.string().exactOptional(),
  kind: z.string().exactOptional(),
  name: z.string().exactOptional(),
  namespace: z.string().exactOptional(),
  labelSelector: z.string().exactOptional(),
  annotationSelector: z.string().exactOptional(),
});

const json = z.custom<Json>((value) => value !== undefined && value !== null, 'is missing');

const schema = z.strictObject({
  apiVersion: z.literal(ourVersion),
  kind: z.literal('Overlay'),
  metadata: z.unknown().optional(),
  feeds: z.array(z.string().min(1)).exactOptional(),
  clusterAffinity: labelSelector.exactOptional(),
  when: z.string().min(1).exactOptional(),
  overridePolicy: z.enum(['ApplyNow', 'ApplyLater']).exactOptional(),
  labels: z
    .array(
      z.strictObject({
        pairs: stringMap,
        includeTemplates: z.boolean().exactOptional(),
        includeSelectors: z.boolean().exactOptional(),
      }),
    )
    .exactOptional(),
  annotations: stringMap.exactOptional(),
  patches: z
    .array(
      z.strictObject({
        target: target.exactOptional(),
        patch: json,
        onMissing: z.enum(['error', 'skip', 'create']).exactOptional(),
      }),
    )
    .exactOptional(),
  replicas: z.unknown().optional(),
  images: z.unknown().optional(),
  values: z.unknown().optional(),
  ignoreFields: z.unknown().optional(),
  commonAnnotations: z.unknown().optional(),
});
type Read = z.infer<typeof schema>;

/** An overlay.yaml: what it selects governs its whole folder, the rest is one content of the layer. */
export interface ReadOverlay {
  readonly document: FleetDocument;
  readonly overlay: Overlay;
  readonly feeds?: readonly string[];
  readonly clusterAffinity?: LabelSelector;
  readonly when?: string;
  readonly overridePolicy: OverridePolicy;
}

const later = ['replicas', 'images', 'values', 'ignoreFields', 'commonAnnotations'] as const;

const refused = (document: FleetDocument, value: Read): readonly Diagnostic[] => {
  const refuse = (pointer: string, name: string): Diagnostic =>
    problemAt(document, pointer, { code: 'NotYetSupported', message: `${name} is not supported yet` });
  const labels = (value.labels ?? []).flatMap((entry, index) =>
    (['includeTemplates', 'includeSelectors'] as const)
      .filter((field) => entry[field])
      .map((field) => refuse(`/labels/${index}/${field}`, `labels.${field}`)),
  );
  const fields = later.filter((field) => value[field] !== undefined);
  return [...fields.map((field) => refuse(`/${field}`, field)), ...labels];
};

interface ReadPatch {
  readonly patch: Json;
  readonly problem?: Diagnostic;
}

/** A patch may be written as text of YAML; what is wrong in the text is reported at the field. */
const readPatch = (document: FleetDocument, patch: Json, pointer: string): ReadPatch => {
  const invalid = (message: string): ReadPatch => ({
    patch: {},
    problem: problemAt(document, pointer, { code: 'InvalidField', message }),
  });
  let value = patch;
  if (typeof patch === 'string') {
    const { documents, diagnostics } = parseDocuments(patch, { file: document.file });
    const [problem] = diagnostics;
    if (problem) {
      const { line, column } = problem.source!;
      const message = `the patch's own text, line ${line}, column ${column}: ${problem.message}`;
      return { patch: {}, problem: problemAt(document, pointer, { code: problem.code, message }) };
    }
    if (documents.length !== 1) return invalid('a patch is one document');
    value = documents[0]!.value;
  }
  const isPatch = Array.isArray(value) || isJsonObject(value);
  return isPatch ? { patch: value } : invalid('a patch is a mapping, or a list of JSON patch operations');
};

/** Reads an overlay.yaml. Words of later releases are known and refused, each where it stands. */
export const readOverlay = (document: FleetDocument): Validated<ReadOverlay> => {
  const { value, diagnostics } = validate(document, schema);
  if (!value) return { diagnostics };
  const problems: Diagnostic[] = [...diagnostics, ...refused(document, value)];
  const patches = (value.patches ?? []).map((entry, index) => {
    const pointer = `/patches/${index}`;
    const { patch, problem } = readPatch(document, entry.patch, `${pointer}/patch`);
    if (problem) problems.push(problem);
    return { target: entry.target ?? {}, patch, onMissing: entry.onMissing ?? 'error', pointer };
  });
  const { feeds, clusterAffinity, when } = value;
  const overlay: Overlay = {
    labels: (value.labels ?? []).map((entry, index) => ({
      pairs: entry.pairs,
      includeTemplates: entry.includeTemplates ?? false,
      includeSelectors: entry.includeSelectors ?? false,
      pointer: `/labels/${index}`,
    })),
    annotations: value.annotations ?? {},
    patches,
  };
  return {
    value: {
      document,
      overlay,
      overridePolicy: value.overridePolicy ?? 'ApplyNow',
      ...(feeds && { feeds }),
      ...(clusterAffinity && { clusterAffinity }),
      ...(when !== undefined && { when }),
    },
    diagnostics: problems,
  };
};
