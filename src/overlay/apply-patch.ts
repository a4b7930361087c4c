import { isJsonObject, type JsonObject } from '../model/json.ts';
import { asKubeObject, gvkOf } from '../model/resource.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { strategicMerge } from '../patch/strategic-merge.ts';
import { kindSchema } from '../schema/schema.ts';
import { type Context, type ContextOf, forCluster, ofOutcome, type StepOutcome } from './step-context.ts';
import { isAbout } from './target.ts';
import { forTarget } from './transform/for-target.ts';

/** Built-in kinds merge strategically; kinds that we know nothing of, and who asks for it, as JSON merge patch. */
const mergeInto = (context: Context, patch: JsonObject, plain: boolean): StepOutcome => {
  const { object, record } = context;
  const schema = plain ? undefined : kindSchema(gvkOf(object));
  if (schema === undefined) return { value: mergePatch(object, patch, record) };
  return ofOutcome(context, strategicMerge(object, patch, schema.root, record), 'error');
};

export const applyPartial = (context: ContextOf<'partial'>): StepOutcome => {
  const { step, object } = context;
  const found = forCluster(context, step.patch, '');
  if (!('value' in found)) return found;
  const patch = asKubeObject(found.value);
  return isAbout(patch, object) ? mergeInto(context, patch, step.merge) : undefined;
};

export const applyPatch = (context: ContextOf<'patch'>): StepOutcome =>
  forTarget(context, () => {
    const { object, step, record } = context;
    const found = forCluster(context, step.patch, step.pointer);
    if (!('value' in found)) return found;
    if (isJsonObject(found.value)) return mergeInto(context, found.value, false);
    const { onMissing } = step;
    const outcome = jsonPatch(object, found.value, {
      onMissing: onMissing === 'create' ? 'create' : 'error',
      record,
    });
    return ofOutcome(context, outcome, onMissing === 'skip' ? 'silent' : 'error');
  });
