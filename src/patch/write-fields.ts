import { isJsonObject, type Json, pointerToken } from '../model/json.ts';
import { keepEqual, MemberChanges, setMember } from './members.ts';
import type { RecordEdit } from './trace.ts';

/** Where a field stands: keys of objects, indices of lists. */
export type FieldPath = readonly (string | number)[];

/** One field that a transformer sets. */
export interface FieldWrite {
  readonly path: FieldPath;
  readonly value: Json;
  /** A JSON Pointer into the transformer: the part that asks for it. */
  readonly from: string;
}

const pointerOf = (path: FieldPath): string => path.map((key) => `/${pointerToken(key)}`).join('');

/** A value below objects that are made for it. */
const nested = (path: FieldPath, value: Json): Json =>
  path.reduceRight<Json>((inner, key) => {
    const object: Record<string, Json> = {};
    setMember(object, String(key), inner);
    return object;
  }, value);

const written = (
  target: Json | undefined,
  write: FieldWrite,
  depth: number,
  record: RecordEdit | undefined,
): Json => {
  const { path, value, from } = write;
  const key = path[depth];
  if (typeof key === 'number' && Array.isArray(target)) {
    const list = target as readonly Json[];
    const item = written(list[key], write, depth + 1, record);
    return Object.is(item, list[key]) ? list : list.with(key, item);
  }
  if (key !== undefined && isJsonObject(target)) {
    const members = new MemberChanges(target);
    members.set(String(key), written(members.get(String(key)), write, depth + 1, record));
    return members.result();
  }
  const after = keepEqual(target, nested(path.slice(depth), value));
  record?.({
    path: pointerOf(path.slice(0, depth)),
    ...(target !== undefined && { before: target }),
    after,
    from,
  });
  return after;
};

/**
 * Sets fields one after the other. Parents that are not there (or are no object) become objects, in one edit with
 * the field; an index must be of an item that is there. What is not on the way to a field is shared, and the target is
 * itself where nothing differs.
 */
export const writeFields = (target: Json, writes: readonly FieldWrite[], record?: RecordEdit): Json =>
  writes.reduce<Json>((current, write) => written(current, write, 0, record), target);
