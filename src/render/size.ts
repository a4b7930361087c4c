import type { Json } from '../model/json.ts';

const known = new WeakMap<object, number>();

/** Bytes of memory, roughly; answered once for each part, because clusters share most of them. */
export const sizeOf = (value: Json): number => {
  if (typeof value === 'string') return 16 + value.length;
  if (typeof value !== 'object' || value === null) return 8;
  const found = known.get(value);
  if (found !== undefined) return found;
  let size = 48;
  for (const [key, item] of Object.entries(value)) size += key.length + sizeOf(item as Json);
  known.set(value, size);
  return size;
};
