import { isJsonObject, type Json, type JsonObject } from '../model/json.ts';

/** A member that the object itself has: an inherited name (`toString`) is not there. */
export const member = (object: JsonObject, key: string): Json | undefined =>
  Object.hasOwn(object, key) ? object[key] : undefined;

/** Plain assignment to `__proto__` would set the prototype instead of a member. */
export const setMember = (object: Record<string, Json>, key: string, value: Json): void => {
  if (key === '__proto__') {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
    return;
  }
  object[key] = value;
};

/** Collects changes of one object's members and copies the object only when there is one. */
export class MemberChanges {
  readonly #original: JsonObject;
  #copy: Record<string, Json> | undefined;

  constructor(original: JsonObject) {
    this.#original = original;
  }

  get(key: string): Json | undefined {
    return member(this.#copy ?? this.#original, key);
  }

  set(key: string, value: Json): void {
    if (Object.is(this.get(key), value)) return;
    this.#copy ??= { ...this.#original };
    setMember(this.#copy, key, value);
  }

  remove(key: string): void {
    if (this.get(key) === undefined) return;
    this.#copy ??= { ...this.#original };
    delete this.#copy[key];
  }

  keys(): readonly string[] {
    return Object.keys(this.#copy ?? this.#original);
  }

  /** The original itself when nothing changed. */
  result(): JsonObject {
    return this.#copy ?? this.#original;
  }
}

export const jsonEqual = (a: Json, b: Json): boolean => {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, i) => jsonEqual(item, b[i] as Json));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && jsonEqual(a[key] as Json, b[key] as Json))
  );
};

/** The value that stands there already, when the new one equals it: what did not change keeps its identity. */
export const keepEqual = (before: Json | undefined, after: Json): Json =>
  before !== undefined && jsonEqual(before, after) ? before : after;
