import { pointerTokens } from '../../patch/pointer.ts';
import { type FieldWrite, writeFields } from '../../patch/write-fields.ts';
import { wrongIgnoredField } from '../../repository/ignored-field.ts';
import { fieldAt } from '../field-at.ts';
import { type ContextOf, forCluster, problem, type StepOutcome } from '../step-context.ts';
import { forTarget } from './for-target.ts';

/** Fields that a cluster leaves to others. The value stays: it is what a new object starts with. */
export const applyIgnoreFields = (context: ContextOf<'ignoreFields'>): StepOutcome =>
  forTarget(context, () => {
    const { object, step, record } = context;
    const found = forCluster(context, step.paths, `${step.pointer}/paths`);
    if (!('value' in found)) return found;
    const writes: FieldWrite[] = [];
    for (const [index, path] of found.value.entries()) {
      const from = `/paths/${index}`;
      const wrong = typeof path === 'string' ? wrongIgnoredField(path) : 'a path is a text';
      if (wrong !== undefined) return problem(context, 'InvalidField', wrong, { at: from });
      const field = fieldAt(object, pointerTokens(path, from));
      if (field) writes.push({ ...field, from });
    }
    return { value: writeFields(object, writes, record), ignoreFields: found.value };
  });
