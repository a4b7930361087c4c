import { z } from 'zod';
import { mentionsExpressionText } from '../../expression/template.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import type { FleetDocument, LabelSelector, Overlay, OverridePolicy } from '../fleet.ts';
import { wrongIgnoredField } from '../ignored-field.ts';
import { problemAt } from '../problem.ts';
import { type Validated, validate } from '../validate.ts';
import { parseDocuments } from '../yaml/documents.ts';
import { labelSelector, ourVersion, stringMap } from './fields.ts';

/** What the API server takes: an int32. */
const maxReplicas = 2_147_483_647;

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
const values = z.custom<JsonObject>(isJsonObject, 'is a mapping of values');

const expression = z.string().refine(mentionsExpressionText, 'takes a whole number, or one expression');

const labels = z.strictObject({
  pairs: stringMap,
  includeTemplates: z.boolean().exactOptional(),
  includeSelectors: z.boolean().exactOptional(),
});

const patch = z.strictObject({
  target: target.exactOptional(),
  patch: json,
  onMissing: z.enum(['error', 'skip', 'create']).exactOptional(),
});

const replicas = z.strictObject({
  name: z.string().min(1),
  namespace: z.string().min(1).exactOptional(),
  count: z.union([z.int().min(0).max(maxReplicas), expression], {
    error: `takes a whole number from 0 to ${maxReplicas}, or one expression`,
  }),
});

const image = z
  .strictObject({
    name: z.string().min(1),
    newName: z.string().min(1).exactOptional(),
    newTag: z.string().min(1).exactOptional(),
    digest: z.string().min(1).exactOptional(),
  })
  .refine(({ newName, newTag, digest }) => (newName ?? newTag ?? digest) !== undefined, {
    error: 'an image changes nothing without a newName, a newTag or a digest',
  });

const schema = z.strictObject({
  apiVersion: z.literal(ourVersion),
  kind: z.literal('Overlay'),
  metadata: z.unknown().optional(),
  feeds: z.array(z.string().min(1)).exactOptional(),
  clusterAffinity: labelSelector.exactOptional(),
  when: z.string().min(1).exactOptional(),
  overridePolicy: z.enum(['ApplyNow', 'ApplyLater']).exactOptional(),
  labels: z.array(labels).exactOptional(),
  annotations: stringMap.exactOptional(),
  commonAnnotations: stringMap.exactOptional(),
  patches: z.array(patch).exactOptional(),
  replicas: z.array(replicas).exactOptional(),
  images: z.array(image).exactOptional(),
  values: z.array(z.strictObject({ target: target.exactOptional(), values })).exactOptional(),
  ignoreFields: z
    .array(z.strictObject({ target: target.exactOptional(), paths: z.array(z.string()).min(1) }))
    .exactOptional(),
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

/** The entries of a list, each with its own pointer. */
const entriesOf = <Entry extends object>(
  field: string,
  entries: readonly Entry[] | undefined,
): readonly (Entry & { readonly pointer: string })[] =>
  (entries ?? []).map((entry, index) => ({ ...entry, pointer: `/${field}/${index}` }));

/** An expression is looked at once it has a value. */
const pathProblems = (document: FleetDocument, entries: Overlay['ignoreFields']): readonly Diagnostic[] =>
  entries.flatMap(({ paths, pointer }) =>
    paths.flatMap((path, index) => {
      const message = mentionsExpressionText(path) ? undefined : wrongIgnoredField(path);
      if (message === undefined) return [];
      return [problemAt(document, `${pointer}/paths/${index}`, { code: 'InvalidField', message })];
    }),
  );

const overlayOf = (document: FleetDocument, value: Read): Validated<Overlay> => {
  const diagnostics: Diagnostic[] = [];
  const patches = entriesOf('patches', value.patches).map((entry) => {
    const { patch, problem } = readPatch(document, entry.patch, `${entry.pointer}/patch`);
    if (problem) diagnostics.push(problem);
    const { target = {}, onMissing = 'error', pointer } = entry;
    return { target, patch, onMissing, pointer };
  });
  const overlay: Overlay = {
    patches,
    labels: entriesOf('labels', value.labels).map((entry) => ({
      includeTemplates: false,
      includeSelectors: false,
      ...entry,
    })),
    annotations: value.annotations ?? {},
    commonAnnotations: value.commonAnnotations ?? {},
    replicas: entriesOf('replicas', value.replicas),
    images: entriesOf('images', value.images),
    values: entriesOf('values', value.values).map((entry) => ({ target: {}, ...entry })),
    ignoreFields: entriesOf('ignoreFields', value.ignoreFields).map((entry) => ({ target: {}, ...entry })),
  };
  return { value: overlay, diagnostics: [...diagnostics, ...pathProblems(document, overlay.ignoreFields)] };
};

/** Reads an overlay.yaml. */
export const readOverlay = (document: FleetDocument): Validated<ReadOverlay> => {
  const { value, diagnostics } = validate(document, schema);
  if (!value) return { diagnostics };
  const { feeds, clusterAffinity, when } = value;
  const overlay = overlayOf(document, value);
  return {
    value: {
      document,
      overlay: overlay.value!,
      overridePolicy: value.overridePolicy ?? 'ApplyNow',
      ...(feeds && { feeds }),
      ...(clusterAffinity && { clusterAffinity }),
      ...(when !== undefined && { when }),
    },
    diagnostics: [...diagnostics, ...overlay.diagnostics],
  };
};
