import type { Target } from '../../repository/fleet.ts';
import { type ContextOf, forCluster, problem, type StepOutcome } from '../step-context.ts';
import { matchesTarget, wrongSelector } from '../target.ts';

/** Does what a step with a target does, where the object is one that the target names for this cluster. */
export const forTarget = (
  context: ContextOf<'patch' | 'values' | 'ignoreFields'>,
  apply: () => StepOutcome,
): StepOutcome => {
  const { step, object } = context;
  const pointer = `${step.pointer.replace(/\/patch$/, '')}/target`;
  const target = forCluster<Target>(context, step.target, pointer);
  if (!('value' in target)) return target;
  const wrong = wrongSelector(target.value);
  if (wrong) return problem(context, 'InvalidField', wrong.message, { pointer: `${pointer}/${wrong.field}` });
  return matchesTarget(target.value, object) ? apply() : undefined;
};
