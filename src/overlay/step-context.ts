import { substitute } from '../expression/substitute.ts';
import type { ClusterFacts } from '../model/cluster.ts';
import type { Diagnostic, DiagnosticCode, Severity } from '../model/diagnostic.ts';
import type { Json } from '../model/json.ts';
import { describeResource, idOf, type KubeObject } from '../model/resource.ts';
import type { PatchOutcome } from '../patch/outcome.ts';
import type { RecordEdit } from '../patch/trace.ts';
import type { Step, StepOf } from './step-kind.ts';

/** One step on one object for one cluster. */
export interface Context<One extends Step = Step> {
  readonly object: KubeObject;
  readonly step: One;
  readonly cluster: ClusterFacts;
  readonly record: RecordEdit | undefined;
}
export type ContextOf<Type extends Step['type']> = Context<StepOf<Type>>;

/** A step that went through. */
export interface StepDone {
  readonly value: Json;
  /** Warnings about a part of the step that was left out. */
  readonly diagnostics?: readonly Diagnostic[];
  /** Fields that the step leaves to others, as JSON Pointers. */
  readonly ignoreFields?: readonly string[];
}

/** What a step came to: the object, diagnostics alone, or nothing to do (undefined). */
export type StepOutcome = StepDone | { readonly diagnostics: readonly Diagnostic[] } | undefined;

export interface ProblemOptions {
  /** JSON Pointer below the step's own. */
  readonly at?: string;
  /** JSON Pointer in the document, where the problem is not below the step's own. */
  readonly pointer?: string;
  readonly severity?: Severity;
  readonly hint?: string;
}

/** A diagnostic about the object, at the line of the step. */
export const diagnosticOf = (
  { step, object }: Context,
  code: DiagnosticCode,
  message: string,
  { at = '', pointer = step.pointer, severity = 'error', hint }: ProblemOptions = {},
): Diagnostic => ({
  code,
  severity,
  message,
  resource: idOf(object),
  source: step.document.positions.at(pointer + at),
  ...(hint !== undefined && { hint }),
});

export const problem = (
  context: Context,
  code: DiagnosticCode,
  message: string,
  options?: ProblemOptions,
): { readonly diagnostics: readonly Diagnostic[] } => ({
  diagnostics: [diagnosticOf(context, code, message, options)],
});

/** A value of the step for this cluster. An error names the file, line and cluster, not the object: it is the same for all. */
export const forCluster = <Value>(
  { step, cluster }: Context,
  value: Value,
  pointer: string,
): { readonly value: Value } | { readonly diagnostics: readonly Diagnostic[] } => {
  if (!step.expressions) return { value };
  const result = substitute(value as Json, cluster, pointer);
  if (result.errors.length === 0) return { value: result.value as Value };
  return {
    diagnostics: result.errors.map((error) => ({
      code: error.code,
      severity: 'error',
      message: `cluster ${cluster.name}: ${error.message}`,
      source: step.document.positions.characterAt(error.pointer, error.offset),
    })),
  };
};

/** What a patch came to; `skip` says what a path that the object does not have means. */
export const ofOutcome = (
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
