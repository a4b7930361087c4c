import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { equalJson } from './equal-json.ts';
import { own } from './list-element.ts';
import { mergeLists } from './merge-lists.ts';
import { type MapMergeType, type MergeType, shapeOf } from './merge-type.ts';

const isEmpty = (value: Json | undefined): boolean => {
  if (Array.isArray(value)) return value.length === 0;
  if (!isJsonObject(value)) return true;
  for (const _ in value) return false;
  return true;
};

/** A leaf is replaced as a whole; an equal one is shared. */
const replaced = (live: Json, applied: Json): Json => (equalJson(live, applied) ? live : applied);

/** Shares `live` when nothing of it changes. */
const mergeMaps = (type: MapMergeType, live: JsonObject, applied: JsonObject): Json | undefined => {
  let out: Record<string, Json> | undefined;
  for (const name in applied) {
    const before = own(live, name);
    const itemType = type.valueOf(name);
    const after = itemType ? mergeValues(itemType, before, applied[name]) : applied[name];
    if (after === before) continue;
    out ??= { ...live };
    if (after === undefined) delete out[name];
    else out[name] = after;
  }
  if (out === undefined) return live;
  return isEmpty(out) ? undefined : out;
};

/**
 * The live value with the applied one over it: granular maps and associative lists item by item, everything else as a whole. An
 * applied null takes the place of a scalar, and leaves a map or a list as it is. Shares what does not change; undefined when nothing
 * is left. The rules are those of structured-merge-diff's typed/merge.go.
 */
export const mergeValues = (
  type: MergeType,
  live: Json | undefined,
  applied: Json | undefined,
): Json | undefined => {
  if (applied === undefined || live === applied) return live;
  if (live === undefined) return applied;
  switch (shapeOf(type, applied)) {
    case 'scalar':
      return applied;
    case 'list': {
      const list = type.list!;
      const before = Array.isArray(live) ? live : undefined;
      const after = Array.isArray(applied) ? applied : undefined;
      if (list.atomic || (isEmpty(before) && isEmpty(after))) return replaced(live, applied);
      return mergeLists(list, { live: before, applied: after, merge: mergeValues });
    }
    default: {
      const map = type.map!;
      const before = isJsonObject(live) ? live : undefined;
      const after = isJsonObject(applied) ? applied : undefined;
      if (map.atomic || (isEmpty(before) && isEmpty(after))) return replaced(live, applied);
      if (before === undefined || after === undefined) return after ?? before;
      return mergeMaps(map, before, after);
    }
  }
};
