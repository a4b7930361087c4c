/** Any JSON value. An integer beyond 2^53 is a bigint only inside the YAML reader; it never leaves it unrefused. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export interface JsonObject {
  readonly [key: string]: Json;
}

export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Strings sorted by code point: the one order that no locale changes. */
export const byCodePoint = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** One reference token of a JSON Pointer (RFC 6901 section 3): `~` and `/` escaped. */
export const pointerToken = (key: string | number): string =>
  String(key).replaceAll('~', '~0').replaceAll('/', '~1');
