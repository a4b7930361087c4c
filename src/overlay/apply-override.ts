import { mergePatch } from '../patch/merge-patch.ts';
import { isHelmChart } from './helm-chart.ts';
import { overrideChart, overrideValues } from './override-chart.ts';
import { overrideDocument } from './override-document.ts';
import { overrideValue } from './override-value.ts';
import { type ContextOf, forCluster, problem, type StepOutcome } from './step-context.ts';

/** One Clusternet override: on a resource, on a chart's values, or on the chart itself. */
export const applyOverride = (context: ContextOf<'clusternet'>): StepOutcome => {
  const { object, step, record } = context;
  const written = overrideValue(step.override);
  if ('wrong' in written) return problem(context, 'PatchFailed', written.wrong);
  const found = forCluster(context, written.value, step.pointer);
  if (!('value' in found)) return found;
  const patch = found.value;
  if (isHelmChart(object)) {
    return step.override.overrideChart ? overrideChart(context, patch) : overrideValues(context, patch);
  }
  return overrideDocument(context, { document: object, patch, merge: mergePatch, record });
};
