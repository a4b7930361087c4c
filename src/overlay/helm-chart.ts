import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { gvkOf, type KubeObject } from '../model/resource.ts';
import { member } from '../patch/members.ts';

/** A chart of Clusternet's. Its values stand in spec.values, a field that is ours. */
export const isHelmChart = (object: { readonly apiVersion: string; readonly kind: string }): boolean => {
  const { group, kind } = gvkOf(object);
  return kind === 'HelmChart' && group === 'apps.clusternet.io';
};

export const valuesPointer = '/spec/values';

const specOf = (chart: KubeObject): JsonObject => (isJsonObject(chart.spec) ? chart.spec : {});

export const hasValues = (chart: KubeObject): boolean => isJsonObject(member(specOf(chart), 'values'));

/** The chart's values as the layers so far have left them. */
export const valuesOf = (chart: KubeObject): Json => member(specOf(chart), 'values') ?? {};

export const withValues = (chart: KubeObject, values: Json): KubeObject =>
  values === specOf(chart).values ? chart : { ...chart, spec: { ...specOf(chart), values } };
