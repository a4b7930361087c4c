import { z } from 'zod';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { ClusternetOverrides, FleetDocument, LabelSelector, OverridePolicy } from '../fleet.ts';
import { problemAt } from '../problem.ts';
import { type Validated, validate } from '../validate.ts';
import {
  clusternetAppsVersion,
  clusternetMetadata,
  feedReference,
  labelSelector,
  priority,
} from './fields.ts';

const override = z.strictObject({
  name: z.string().exactOptional(),
  value: z.string(),
  type: z.enum(['Helm', 'JSONPatch', 'MergePatch', 'FieldJSONPatch', 'FieldMergePatch']),
  overrideChart: z.boolean().exactOptional(),
  fieldPath: z.string().exactOptional(),
  fieldFormat: z.enum(['YAML', 'JSON']).exactOptional(),
});

const spec = {
  overridePolicy: z.enum(['ApplyNow', 'ApplyLater']).exactOptional(),
  overrides: z.array(override).exactOptional(),
  priority: priority.exactOptional(),
  feed: feedReference,
};

const globalization = z.strictObject({
  apiVersion: z.literal(clusternetAppsVersion),
  kind: z.literal('Globalization'),
  metadata: clusternetMetadata,
  spec: z.strictObject({ ...spec, clusterAffinity: labelSelector.exactOptional() }),
});

const localization = z.strictObject({
  apiVersion: z.literal(clusternetAppsVersion),
  kind: z.literal('Localization'),
  metadata: clusternetMetadata,
  spec: z.strictObject(spec),
});

/** A Globalization or Localization, before its folder says what it says. */
export interface ClusternetLayer {
  readonly document: FleetDocument;
  readonly overrides: ClusternetOverrides;
  /** metadata.namespace as written; '' for none. */
  readonly namespace: string;
  readonly priority?: number;
  readonly overridePolicy: OverridePolicy;
  readonly clusterAffinity?: LabelSelector;
}

type Read = z.infer<typeof globalization> | z.infer<typeof localization>;

/** What the schema cannot say: the Field types patch the text of a field, and must name it. */
const entryProblems = (document: FleetDocument, value: Read): readonly Diagnostic[] =>
  (value.spec.overrides ?? []).flatMap(({ type, fieldPath = '' }, index) => {
    if ((type !== 'FieldJSONPatch' && type !== 'FieldMergePatch') || fieldPath.startsWith('/')) return [];
    const message = `an override of type ${type} names its field in fieldPath, such as /data/app.yaml`;
    return [problemAt(document, `/spec/overrides/${index}/fieldPath`, { code: 'InvalidField', message })];
  });

/** Reads Clusternet's override kinds (its page, 1.4). Override texts are not parsed here. */
export const readClusternetOverrides = (
  document: FleetDocument,
  kind: 'Globalization' | 'Localization',
): Validated<ClusternetLayer> => {
  const schema: z.ZodType<Read> = kind === 'Globalization' ? globalization : localization;
  const { value, diagnostics } = validate(document, schema, { unknownFields: 'warning' });
  if (!value) return { diagnostics };
  const { metadata, spec: given } = value;
  const layer: ClusternetLayer = {
    document,
    namespace: metadata.namespace ?? '',
    overridePolicy: given.overridePolicy ?? 'ApplyLater',
    ...(given.priority !== undefined && { priority: given.priority }),
    ...('clusterAffinity' in given && given.clusterAffinity && { clusterAffinity: given.clusterAffinity }),
    overrides: {
      kind,
      name: metadata.name,
      feed: given.feed,
      expressions: metadata.annotations?.['headwater.dev/expressions'] === 'true',
      overrides: (given.overrides ?? []).map((entry, index) => ({
        name: entry.name ?? '',
        type: entry.type,
        value: entry.value,
        overrideChart: entry.overrideChart ?? false,
        fieldPath: entry.fieldPath ?? '',
        // their page calls YAML the default, and their controller fails where it is left out
        fieldFormat: entry.fieldFormat ?? 'YAML',
        pointer: `/spec/overrides/${index}`,
      })),
    },
  };
  return { value: layer, diagnostics: [...diagnostics, ...entryProblems(document, value)] };
};
