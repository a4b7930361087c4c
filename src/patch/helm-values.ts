import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { keepEqual, MemberChanges } from './members.ts';
import { below, changed, type RecordEdit, type Trace, traceOf } from './trace.ts';

const mergeMembers = (values: JsonObject, layer: JsonObject, trace: Trace | undefined): JsonObject => {
  const result = new MemberChanges(values);
  for (const [key, value] of Object.entries(layer)) {
    const before = result.get(key);
    const here = below(trace, key);
    if (isJsonObject(value) && isJsonObject(before)) {
      result.set(key, mergeMembers(before, value, here));
      continue;
    }
    const after = keepEqual(before, value);
    changed(here, before, after);
    result.set(key, after);
  }
  return result.result();
};

/**
 * Lays one layer of Helm values over others: maps merge, lists and scalars are replaced, the layer wins where one side
 * is a map and the other is not. Unlike Helm's own coalescing (pkg/chartutil/coalesce.go), which Clusternet uses between
 * layers, a null is kept: Helm reads it at the end and removes the chart's default, however many layers name the key.
 */
export const mergeValues = (values: Json, layer: Json, record?: RecordEdit): Json => {
  const trace = traceOf(record);
  if (isJsonObject(values) && isJsonObject(layer)) return mergeMembers(values, layer, trace);
  const after = keepEqual(values, layer);
  changed(trace, values, after);
  return after;
};

/** Every layer of values over the ones before it, the lowest first. */
export const helmValues = (layers: readonly Json[]): Json =>
  layers.reduce<Json>((values, layer) => mergeValues(values, layer), {});
