import { byCodePoint, isJsonObject, type Json, type JsonObject } from './json.ts';

/** A value with the keys of every object in one order. */
export interface Ordered {
  readonly value: Json;
  /** Whether JSON.stringify writes the keys of all its parts by code point. */
  readonly plain: boolean;
  /** Bytes of memory, roughly, that it adds to what was ordered before: what it shares is not counted again. */
  readonly bytes: number;
  /** Lists and objects in it. */
  readonly parts: number;
}

const known = new WeakMap<object, Ordered>();
/** What is smaller is walked sooner than it is looked up. */
const partsToRemember = 4;

/** JavaScript keeps keys that are whole numbers first and ascending, wherever they were put. */
const isIndex = (key: string): boolean => {
  const first = key.charCodeAt(0);
  return first >= 48 && first <= 57 && /^(?:0|[1-9]\d{0,9})$/.test(key);
};

const inOrder = (keys: readonly string[]): boolean => {
  for (let index = 1; index < keys.length; index += 1) {
    if (byCodePoint(keys[index - 1] as string, keys[index] as string) > 0) return false;
  }
  return true;
};

const sizeOf = (value: Json): number => (typeof value === 'string' ? 16 + value.length : 8);

const orderList = (list: readonly Json[]): Ordered => {
  let [plain, bytes, parts] = [true, 32, 1];
  let changed: Json[] | undefined;
  for (let index = 0; index < list.length; index += 1) {
    const item = list[index] as Json;
    bytes += sizeOf(item);
    if (typeof item !== 'object' || item === null) continue;
    const ordered = order(item);
    plain &&= ordered.plain;
    bytes += ordered.bytes;
    parts += ordered.parts;
    if (ordered.value === item) continue;
    changed ??= [...list];
    changed[index] = ordered.value;
  }
  return { value: changed ?? list, plain, bytes, parts };
};

/** Own members, defined: plain assignment to `__proto__` would set the prototype. */
const rebuilt = (map: JsonObject, keys: readonly string[], changed: ReadonlyMap<string, Json> | undefined) =>
  Object.fromEntries(keys.map((key) => [key, changed?.get(key) ?? (map[key] as Json)]));

const orderMap = (map: JsonObject): Ordered => {
  const keys = Object.keys(map);
  let [plain, bytes, parts] = [true, 40, 1];
  let changed: Map<string, Json> | undefined;
  for (const key of keys) {
    const member = map[key] as Json;
    bytes += key.length + sizeOf(member);
    if (isIndex(key)) plain = false;
    if (typeof member !== 'object' || member === null) continue;
    const ordered = order(member);
    plain &&= ordered.plain;
    bytes += ordered.bytes;
    parts += ordered.parts;
    if (ordered.value === member) continue;
    changed ??= new Map();
    changed.set(key, ordered.value);
  }
  const sorted = inOrder(keys);
  if (sorted && changed === undefined) return { value: map, plain, bytes, parts };
  return { value: rebuilt(map, sorted ? keys : keys.toSorted(byCodePoint), changed), plain, bytes, parts };
};

const order = (value: JsonObject | readonly Json[]): Ordered => {
  const found = known.get(value);
  if (found) return found;
  const ordered = orderKeys(value);
  if (ordered.parts < partsToRemember) return ordered;
  const remembered = { ...ordered, bytes: 0 };
  known.set(value, remembered);
  if (ordered.value !== value) known.set(ordered.value as object, remembered);
  return ordered;
};

/**
 * Orders the keys of a value: equal values become equal bytes, whatever order their files were written in. Large parts
 * are ordered once, so that what clusters share stays shared.
 */
export const orderKeys = (value: JsonObject | readonly Json[]): Ordered =>
  isJsonObject(value) ? orderMap(value) : orderList(value);
