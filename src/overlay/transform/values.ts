import type { JsonObject } from '../../model/json.ts';
import { mergeValues } from '../../patch/helm-values.ts';
import { isHelmChart } from '../helm-chart.ts';
import { type ContextOf, forCluster, type StepOutcome } from '../step-context.ts';
import { forTarget } from './for-target.ts';

/** Lays values over those of a HelmChart; nothing for any other kind. */
export const applyValues = (context: ContextOf<'values'>): StepOutcome => {
  const { object, step, record } = context;
  if (!isHelmChart(object)) return undefined;
  return forTarget(context, () => {
    const found = forCluster<JsonObject>(context, step.values, `${step.pointer}/values`);
    if (!('value' in found)) return found;
    const layer = { spec: { values: found.value } };
    const value = mergeValues(
      object,
      layer,
      record && ((edit) => record({ ...edit, from: edit.from.slice('/spec'.length) })),
    );
    return { value };
  });
};
