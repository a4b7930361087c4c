import { isJsonObject, type Json } from '../model/json.ts';
import type { KubeObject } from '../model/resource.ts';

const encoder = new TextEncoder();

/** UTF-8, then base64 as RFC 4648 section 4. */
export const base64 = (text: string): string => {
  const bytes = encoder.encode(text);
  let binary = '';
  // in pieces: one call may take only so many arguments
  for (let at = 0; at < bytes.length; at += 8_192) {
    binary += String.fromCharCode(...bytes.subarray(at, at + 8_192));
  }
  return btoa(binary);
};

export const isSecret = (object: KubeObject): boolean =>
  object.apiVersion === 'v1' && object.kind === 'Secret';

/**
 * `stringData` as `data`, which wins over what `data` has under the same key, as in the API server. Done after the
 * last layer: a Secret that is applied with `stringData` owns that field, and no change of `data` would be seen.
 * Answers the key whose value is not a string, where there is one.
 */
export const withSecretData = (
  object: KubeObject,
): { readonly object: KubeObject } | { readonly wrong: string } => {
  const { stringData, ...rest } = object;
  if (!isSecret(object) || stringData === undefined) return { object };
  if (stringData !== null && !isJsonObject(stringData)) return { wrong: '' };
  const converted: (readonly [string, Json])[] = [];
  for (const [key, value] of Object.entries(stringData ?? {})) {
    if (value !== null && typeof value !== 'string') return { wrong: key };
    converted.push([key, base64(value ?? '')]);
  }
  const data = isJsonObject(object.data) ? Object.entries(object.data) : [];
  const merged = Object.fromEntries([...data, ...converted]);
  const kept = rest as unknown as KubeObject;
  return { object: Object.keys(merged).length === 0 ? kept : { ...kept, data: merged } };
};
