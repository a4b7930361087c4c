import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { mergeValues } from '../patch/helm-values.ts';
import { jsonEqual, member } from '../patch/members.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { hasValues, valuesOf, valuesPointer, withValues } from './helm-chart.ts';
import { overrideDocument } from './override-document.ts';
import { type ContextOf, diagnosticOf, problem, type StepOutcome } from './step-context.ts';

type ChartContext = ContextOf<'clusternet'>;

/** What makes a chart this chart, and where it goes: no override changes it, in Clusternet neither. */
const guarded = ['chart', 'targetNamespace'];

const changesValuesAsWhole = ({ step }: ChartContext): boolean =>
  step.override.type === 'Helm' || step.override.type === 'MergePatch';

/**
 * An override of a chart's values. Helm and MergePatch both keep a null, which removes the chart's default at the end;
 * Clusternet's own layers lose it where a layer below names the key.
 */
export const overrideValues = (context: ChartContext, patch: Json): StepOutcome => {
  const { object, record } = context;
  if (changesValuesAsWhole(context)) {
    const from = (edit: string): string => edit.slice(valuesPointer.length);
    return overrideDocument(context, {
      document: object,
      patch,
      merge: (chart, values) =>
        mergeValues(
          chart,
          { spec: { values } },
          record && ((edit) => record({ ...edit, from: from(edit.from) })),
        ),
      record,
    });
  }
  if (!hasValues(object)) {
    const message = 'skipped: no layer below has given the chart a value';
    return problem(context, 'PatchSkipped', message, { severity: 'warning' });
  }
  const outcome = overrideDocument(context, {
    document: valuesOf(object),
    patch,
    merge: mergeValues,
    record: record && ((edit) => record({ ...edit, path: valuesPointer + edit.path })),
  });
  return outcome && 'value' in outcome ? { ...outcome, value: withValues(object, outcome.value) } : outcome;
};

const specOf = (value: Json): JsonObject => {
  const spec = isJsonObject(value) ? member(value, 'spec') : undefined;
  return isJsonObject(spec) ? spec : {};
};

/** The patch without what is guarded, and which of that it had. */
const unguarded = (patch: Json): { readonly patch: Json; readonly left: readonly string[] } => {
  const left = guarded.filter((field) => Object.hasOwn(specOf(patch), field));
  if (left.length === 0 || !isJsonObject(patch)) return { patch, left: [] };
  const spec = Object.fromEntries(Object.entries(specOf(patch)).filter(([field]) => !left.includes(field)));
  return { patch: { ...patch, spec }, left };
};

/** A HelmChart's name names the release in Clusternet, and the object here. */
const renames = ({ object }: ChartContext, after: Json): boolean =>
  isJsonObject(after) && isJsonObject(after.metadata) && after.metadata.name !== object.metadata.name;

/** An override of the chart itself, of whatever type: repository, version, flags, labels. */
export const overrideChart = (context: ChartContext, written: Json): StepOutcome => {
  const { object, record } = context;
  const { patch, left } = changesValuesAsWhole(context) ? unguarded(written) : { patch: written, left: [] };
  const outcome = overrideDocument(context, { document: object, patch, merge: mergePatch, record });
  if (!outcome || !('value' in outcome)) return outcome;
  if (renames(context, outcome.value)) {
    return problem(context, 'NotYetSupported', 'another release name for one cluster is not supported yet');
  }
  const changed = guarded.filter(
    (field) => !jsonEqual(specOf(outcome.value)[field] ?? null, specOf(object)[field] ?? null),
  );
  const skipped = (fields: readonly string[]) =>
    diagnosticOf(
      context,
      'PatchSkipped',
      `skipped: ${fields.join(' and ')} of a chart cannot be overridden`,
      {
        severity: 'warning',
      },
    );
  if (changed.length > 0) return { diagnostics: [skipped(changed)] };
  return left.length > 0 ? { ...outcome, diagnostics: [skipped(left)] } : outcome;
};
