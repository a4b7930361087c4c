import type { ParsedText } from '../yaml/documents.ts';

/** Parsed files by the id of their blob, kept from one commit to the next; made by the caller, one a repository. */
export interface LoadMemo {
  get(oid: string): ParsedText | undefined;
  set(oid: string, parsed: ParsedText, bytes: number): void;
}

/** The text is kept for its positions, and its values weigh some five times as much. */
const weightOf = (bytes: number): number => 512 + 6 * bytes;

/** A memo that forgets what was used longest ago once it weighs more than `maxBytes` (an estimate, of memory). */
export const createLoadMemo = (options: { readonly maxBytes: number }): LoadMemo => {
  const entries = new Map<string, { readonly parsed: ParsedText; readonly weight: number }>();
  let total = 0;
  return {
    get: (oid) => {
      const found = entries.get(oid);
      if (!found) return undefined;
      entries.delete(oid);
      entries.set(oid, found);
      return found.parsed;
    },
    set: (oid, parsed, bytes) => {
      const weight = weightOf(bytes);
      total += weight - (entries.get(oid)?.weight ?? 0);
      entries.delete(oid);
      entries.set(oid, { parsed, weight });
      for (const [oldest, entry] of entries) {
        if (total <= options.maxBytes) return;
        entries.delete(oldest);
        total -= entry.weight;
      }
    },
  };
};
