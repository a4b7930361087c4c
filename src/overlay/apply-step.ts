import { substitute } from '../expression/substitute.ts';
import type { ClusterFacts } from '../model/cluster.ts';
import type { Diagnostic, DiagnosticCode, Severity } from '../model/diagnostic.ts';
import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { asKubeObject, describeResource, gvkOf, idOf, type KubeObject } from '../model/resource.ts';
import type { Touch } from '../model/source.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import type { PatchOutcome } from '../patch/outcome.ts';
import { strategicMerge } from '../patch/strategic-merge.ts';
import type { Edit, RecordEdit } from '../patch/trace.ts';
import type { Target } from '../repository/fleet.ts';
import { kindSchema } from '../schema/schema.ts';
import type { LayerResult } from './layer-result.ts';
import { overrideValue } from './override-value.ts';
import { memberPointer, type Step } from './step.ts';
import { isAbout, matchesTarget, wrongSelector } from './target.ts';

interface Context {
  readonly object: KubeObject;
  readonly step: Step;
  readonly cluster: ClusterFacts;
  readonly record: RecordEdit | undefined;
}

/** What a step came to: the object, a diagnostic, or nothing to do (undefined). */
type StepOutcome = { readonly value: Json } | { readonly diagnostics: readonly Diagnostic[] } | undefined;

const problem = (
  { step, object }: Context,
  code: DiagnosticCode,
  message: string,
  options: { readonly at?: string; readonly severity?: Severity; readonly hint?: string } = {},
): StepOutcome => ({
  diagnostics: [
    {
      code,
      severity: options.severity ?? 'error',
      message,
      resource: idOf(object),
      source: step.document.positions.at(step.pointer + (options.at ?? '')),
      ...(options.hint !== undefined && { hint: options.hint }),
    },
  ],
});

/** The step's value for this cluster. An error names the file, line and cluster, not the object: it is the same for all. */
const forCluster = (
  { step, cluster }: Context,
  value: Json,
  pointer: string,
): { readonly value: Json } | { readonly diagnostics: readonly Diagnostic[] } => {
  if (!step.expressions) return { value };
  const result = substitute(value, cluster, pointer);
  if (result.errors.length === 0) return { value: result.value };
  return {
    diagnostics: result.errors.map((error) => ({
      code: error.code,
      severity: 'error',
      message: `cluster ${cluster.name}: ${error.message}`,
      source: step.document.positions.at(error.pointer),
    })),
  };
};

const ofOutcome = (
  context: Context,
  outcome: PatchOutcome,
  skip: 'error' | 'silent' | 'warn',
): StepOutcome => {
  if (outcome.ok) return { value: outcome.value };
  const what = `${describeResource(idOf(context.object))}: ${outcome.message}`;
  if (outcome.problem !== 'missing') return problem(context, 'PatchFailed', what, { at: outcome.at });
  if (skip === 'silent') return undefined;
  return skip === 'warn'
    ? problem(context, 'PatchSkipped', `skipped: ${what}`, { at: outcome.at, severity: 'warning' })
    : problem(context, 'PatchPathMissing', what, {
        at: outcome.at,
        hint: 'onMissing: skip leaves the patch out there, onMissing: create makes the parents',
      });
};

/** Built-in kinds merge strategically; kinds that we know nothing of, and who asks for it, as JSON merge patch. */
const mergeInto = (context: Context, patch: JsonObject, plain: boolean): StepOutcome => {
  const { object, record } = context;
  const schema = plain ? undefined : kindSchema(gvkOf(object));
  if (schema === undefined) return { value: mergePatch(object, patch, record) };
  return ofOutcome(context, strategicMerge(object, patch, schema.root, record), 'error');
};

const applyPartial = (context: Context, step: Step & { readonly type: 'partial' }): StepOutcome => {
  const found = forCluster(context, step.patch, '');
  if (!('value' in found)) return found;
  const patch = asKubeObject(found.value as JsonObject);
  return isAbout(patch, context.object) ? mergeInto(context, patch, step.merge) : undefined;
};

const applyPatch = (context: Context, step: Step & { readonly type: 'patch' }): StepOutcome => {
  const { object, record } = context;
  const target = forCluster(context, step.target as Json, step.pointer.replace(/patch$/, 'target'));
  if (!('value' in target)) return target;
  const wrong = wrongSelector(target.value as Target);
  if (wrong !== undefined) return problem(context, 'InvalidField', wrong);
  if (!matchesTarget(target.value as Target, object)) return undefined;
  const found = forCluster(context, step.patch, step.pointer);
  if (!('value' in found)) return found;
  if (isJsonObject(found.value)) return mergeInto(context, found.value, false);
  const { onMissing } = step;
  const outcome = jsonPatch(object, found.value, {
    onMissing: onMissing === 'create' ? 'create' : 'error',
    record,
  });
  return ofOutcome(context, outcome, onMissing === 'skip' ? 'silent' : 'error');
};

const applyPairs = (
  context: Context,
  step: Step & { readonly type: 'labels' | 'annotations' },
): StepOutcome => {
  const found = forCluster(context, step.pairs, step.pointer);
  if (!('value' in found)) return found;
  const pairs = found.value as JsonObject;
  const wrong = Object.keys(pairs).find((key) => typeof pairs[key] !== 'string');
  if (wrong !== undefined) {
    const at = memberPointer('', wrong);
    return problem(context, 'ExpressionFailed', `${step.type} are strings: "${wrong}" is none`, { at });
  }
  return { value: mergePatch(context.object, { metadata: { [step.type]: pairs } }, context.record) };
};

const applyOverride = (context: Context, step: Step & { readonly type: 'clusternet' }): StepOutcome => {
  const { object, record } = context;
  if (step.kind !== 'MergePatch' && step.kind !== 'JSONPatch') {
    return problem(context, 'NotYetSupported', `overrides of type ${step.kind} are not supported yet`);
  }
  const written = overrideValue(step.override);
  if (written === undefined) return problem(context, 'PatchFailed', 'the value is neither YAML nor JSON');
  const found = forCluster(context, written, step.pointer);
  if (!('value' in found)) return found;
  if (step.kind === 'MergePatch') {
    return isJsonObject(found.value)
      ? { value: mergePatch(object, found.value, record) }
      : problem(context, 'PatchFailed', 'a MergePatch must be an object');
  }
  return ofOutcome(context, jsonPatch(object, found.value, { replaceAdds: true, record }), 'warn');
};

const run = (context: Context): StepOutcome => {
  const { step } = context;
  switch (step.type) {
    case 'partial':
      return applyPartial(context, step);
    case 'patch':
      return applyPatch(context, step);
    case 'labels':
    case 'annotations':
      return applyPairs(context, step);
    case 'clusternet':
      return applyOverride(context, step);
    default: {
      const never: never = step;
      throw new Error(`unhandled step ${JSON.stringify(never)}`);
    }
  }
};

const sameIdentity = (before: KubeObject, after: Json): after is KubeObject =>
  isJsonObject(after) &&
  after.apiVersion === before.apiVersion &&
  after.kind === before.kind &&
  isJsonObject(after.metadata) &&
  after.metadata.name === before.metadata.name &&
  // a partial manifest may spell out the namespace that an object without one is in
  (after.metadata.namespace ?? 'default') === (before.metadata.namespace ?? 'default');

const identity: ReadonlySet<string> = new Set([
  '/apiVersion',
  '/kind',
  '/metadata/name',
  '/metadata/namespace',
]);

/** A partial manifest repeats whom it is about; that sets nothing. */
const isChange = ({ path, before, after }: Edit): boolean => !identity.has(path) || before !== after;

/** The line of the patch that asks for an edit. Pairs are written elsewhere than where they end up. */
const sourcePointer = (step: Step, from: string): string =>
  step.type === 'labels' || step.type === 'annotations'
    ? step.pointer + from.slice(`/metadata/${step.type}`.length)
    : step.pointer + from;

/** The operations of a JSON patch say beside the value what becomes of it. */
const valuePointer = (step: Step, from: string): string =>
  step.type === 'patch' && Array.isArray(step.patch)
    ? `${step.pointer}${from}/value`
    : sourcePointer(step, from);

const touchOf = (step: Step, { path, before, after, from, origin }: Edit): Touch => ({
  path,
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
  ...(origin !== undefined && { origin }),
  source: step.document.positions.at(sourcePointer(step, from)),
  sourceOf: (below) => step.document.positions.at(valuePointer(step, from) + below),
});

/** One step of a layer. What it changes is reported only where it went through. */
export const applyStep = (
  object: KubeObject,
  step: Step,
  cluster: ClusterFacts,
  record?: (touch: Touch) => void,
): LayerResult => {
  const edits: Edit[] = [];
  const context: Context = {
    object,
    step,
    cluster,
    record: record && ((edit) => edits.push(edit)),
  };
  const outcome = run(context);
  if (outcome === undefined) return { object, diagnostics: [] };
  if ('diagnostics' in outcome) return { object, diagnostics: outcome.diagnostics };
  if (!sameIdentity(object, outcome.value)) {
    const refused = problem(
      context,
      'IdentityChanged',
      `${describeResource(idOf(object))}: a layer may not change apiVersion, kind, name or namespace`,
    );
    return { object, diagnostics: refused && 'diagnostics' in refused ? refused.diagnostics : [] };
  }
  if (record) for (const edit of edits.filter(isChange)) record(touchOf(step, edit));
  return { object: outcome.value, diagnostics: [] };
};
