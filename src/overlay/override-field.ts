import { isJsonObject, type Json } from '../model/json.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { pointerTokens } from '../patch/pointer.ts';
import type { RecordEdit } from '../patch/trace.ts';
import { writeFields } from '../patch/write-fields.ts';
import { fieldAt } from './field-at.ts';
import { parseFieldText, writeFieldText } from './field-text.ts';
import { type ContextOf, ofOutcome, problem, type StepOutcome } from './step-context.ts';

const isPointer = (path: string): boolean => path.startsWith('/') && !/~(?![01])/.test(path);

const isMerge = ({ step }: ContextOf<'clusternet'>): boolean => step.override.type === 'FieldMergePatch';

const patchText = (context: ContextOf<'clusternet'>, value: Json, patch: Json): StepOutcome => {
  if (!isMerge(context)) return ofOutcome(context, jsonPatch(value, patch, { replaceAdds: true }), 'warn');
  return isJsonObject(patch)
    ? { value: mergePatch(value, patch) }
    : problem(context, 'PatchFailed', 'a FieldMergePatch must be an object');
};

/**
 * Patches the YAML or JSON that a string field of a document holds, and writes the text back. `fieldPath` is a JSON
 * Pointer, so that a key with a slash in it can be named. A text that the patch does not change stays as it is written.
 */
export const overrideField = (
  context: ContextOf<'clusternet'>,
  { document, patch, record }: { document: Json; patch: Json; record: RecordEdit | undefined },
): StepOutcome => {
  const { fieldPath, fieldFormat, pointer: entry } = context.step.override;
  const pointer = `${entry}/fieldPath`;
  const failed = (message: string): StepOutcome => problem(context, 'PatchFailed', message, { pointer });
  if (!isPointer(fieldPath)) return failed(`"${fieldPath}" is no JSON Pointer`);
  const field = fieldAt(document, pointerTokens(fieldPath, ''));
  if (!field) return failed(`there is no field ${fieldPath}`);
  const { path, value: text } = field;
  if (typeof text !== 'string') return failed(`the field ${fieldPath} is no text`);
  if (text.trim() === '') {
    const message = `skipped: the text of ${fieldPath} is empty`;
    return problem(context, 'PatchSkipped', message, { pointer, severity: 'warning' });
  }
  const read = parseFieldText(text, fieldFormat);
  if ('wrong' in read) return failed(`${fieldPath} as ${fieldFormat}: ${read.wrong}`);
  if (isMerge(context) && !isJsonObject(read.value)) return failed(`the text of ${fieldPath} is no mapping`);
  const patched = patchText(context, read.value, patch);
  if (!patched || !('value' in patched)) return patched;
  const after = patched.value === read.value ? text : writeFieldText(patched.value, fieldFormat);
  if (after === undefined) return failed(`the text of ${fieldPath} would be too large`);
  return { value: writeFields(document, [{ path, value: after, from: '' }], record) };
};
