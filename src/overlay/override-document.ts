import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import type { RecordEdit } from '../patch/trace.ts';
import { overrideField } from './override-field.ts';
import { type ContextOf, ofOutcome, problem, type StepOutcome } from './step-context.ts';

export type Merge = (document: Json, patch: JsonObject, record: RecordEdit | undefined) => Json;

/** What a Clusternet override is laid over: a resource, a chart, or the values of a chart. */
export interface OverriddenDocument {
  readonly document: Json;
  readonly patch: Json;
  readonly merge: Merge;
  readonly record: RecordEdit | undefined;
}

/** One Clusternet override on one document, by its type. */
export const overrideDocument = (
  context: ContextOf<'clusternet'>,
  { document, patch, merge, record }: OverriddenDocument,
): StepOutcome => {
  const { type } = context.step.override;
  switch (type) {
    case 'Helm':
    case 'MergePatch':
      return isJsonObject(patch)
        ? { value: merge(document, patch, record) }
        : problem(context, 'PatchFailed', `an override of type ${type} must be an object`);
    case 'JSONPatch':
      return ofOutcome(context, jsonPatch(document, patch, { replaceAdds: true, record }), 'warn');
    case 'FieldJSONPatch':
    case 'FieldMergePatch':
      return overrideField(context, { document, patch, record });
    default: {
      const never: never = type;
      throw new Error(`unhandled override ${never}`);
    }
  }
};
