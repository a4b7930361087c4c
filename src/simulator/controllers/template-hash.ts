import { byCodePoint, isJsonObject, type Json } from '../../model/json.ts';

const letters = 'bcdfghjklmnpqrstvwxz2456789';

const stable = (value: Json): string => {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(stable).join(',')}]`;
  if (!isJsonObject(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort(byCodePoint);
  return `{${keys.map((key) => `${key}:${stable(value[key]!)}`).join(',')}}`;
};

/** A short name for a value: FNV-1a in the letters that Kubernetes' own generated names use. Not the real server's hash. */
export const hashName = (value: Json): string => {
  let hash = 0x811c9dc5;
  const text = stable(value);
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193) >>> 0;
  }
  const digits = String(hash).padStart(10, '0');
  return [...digits].map((digit) => letters[digit.charCodeAt(0) % letters.length]).join('');
};
