import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';
import { keepEqual, MemberChanges } from './members.ts';
import { below, changed, type RecordEdit, type Trace, traceOf } from './trace.ts';

/** What a patch leaves where nothing stood: its nulls remove nothing there and are gone (RFC 7386, section 2). */
const withoutNulls = (patch: Json): Json => {
  if (!isJsonObject(patch)) return patch;
  const members = Object.entries(patch);
  const kept = members
    .filter(([, value]) => value !== null)
    .map(([key, value]) => [key, withoutNulls(value)] as const);
  return kept.length === members.length && kept.every(([key, value]) => value === patch[key])
    ? patch
    : Object.fromEntries(kept);
};

const mergeMembers = (target: JsonObject, patch: JsonObject, trace: Trace | undefined): JsonObject => {
  const result = new MemberChanges(target);
  for (const [key, value] of Object.entries(patch)) {
    const before = result.get(key);
    const here = below(trace, key);
    if (value === null) {
      if (before !== undefined) changed(here, before, undefined);
      result.remove(key);
    } else if (isJsonObject(value) && isJsonObject(before)) {
      result.set(key, mergeMembers(before, value, here));
    } else {
      const after = keepEqual(before, withoutNulls(value));
      changed(here, before, after);
      result.set(key, after);
    }
  }
  return result.result();
};

/**
 * JSON merge patch (RFC 7386): null removes, objects merge, everything else (lists too) is replaced. Never changes
 * its arguments; what the patch does not name is shared with the target. Cannot fail.
 */
export const mergePatch = (target: Json, patch: Json, record?: RecordEdit): Json => {
  const trace = traceOf(record);
  if (isJsonObject(target) && isJsonObject(patch)) return mergeMembers(target, patch, trace);
  const after = keepEqual(target, withoutNulls(patch));
  changed(trace, target, after);
  return after;
};
