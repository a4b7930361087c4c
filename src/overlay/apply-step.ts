import type { ClusterFacts } from '../model/cluster.ts';
import { isJsonObject, type Json } from '../model/json.ts';
import { describeResource, idOf, type KubeObject } from '../model/resource.ts';
import type { Touch } from '../model/source.ts';
import type { Edit } from '../patch/trace.ts';
import { applyOverride } from './apply-override.ts';
import { applyPartial, applyPatch } from './apply-patch.ts';
import type { LayerResult } from './layer-result.ts';
import { type Context, problem, type StepOutcome } from './step-context.ts';
import type { Step } from './step-kind.ts';
import { applyIgnoreFields } from './transform/ignore-fields.ts';
import { applyImage } from './transform/images.ts';
import { applyPairs } from './transform/pairs.ts';
import { applyReplicas } from './transform/replicas.ts';
import { applyValues } from './transform/values.ts';

const run = (context: Context): StepOutcome => {
  const { step } = context;
  switch (step.type) {
    case 'partial':
      return applyPartial({ ...context, step });
    case 'patch':
      return applyPatch({ ...context, step });
    case 'labels':
    case 'annotations':
      return applyPairs({ ...context, step });
    case 'replicas':
      return applyReplicas({ ...context, step });
    case 'image':
      return applyImage({ ...context, step });
    case 'values':
      return applyValues({ ...context, step });
    case 'ignoreFields':
      return applyIgnoreFields({ ...context, step });
    case 'clusternet':
      return applyOverride({ ...context, step });
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

/** The operations of a JSON patch say beside the value what becomes of it. */
const valuePointer = (step: Step, from: string): string =>
  step.type === 'patch' && Array.isArray(step.patch) ? `${step.pointer}${from}/value` : step.pointer + from;

const touchOf = (step: Step, { path, before, after, from, origin }: Edit): Touch => ({
  path,
  ...(before !== undefined && { before }),
  ...(after !== undefined && { after }),
  ...(origin !== undefined && { origin }),
  ...(step.type === 'ignoreFields' && { leaves: true }),
  source: step.document.positions.at(step.pointer + from),
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
  if (!('value' in outcome)) return { object, diagnostics: outcome.diagnostics };
  const { value, diagnostics = [], ignoreFields } = outcome;
  if (!sameIdentity(object, value)) {
    const message = `${describeResource(idOf(object))}: a layer may not change apiVersion, kind, name or namespace`;
    return { object, diagnostics: problem(context, 'IdentityChanged', message).diagnostics };
  }
  if (record) for (const edit of edits.filter(isChange)) record(touchOf(step, edit));
  return { object: value, diagnostics, ...(ignoreFields && { ignoreFields }) };
};
