import type { ParsedText } from '../yaml/documents.ts';
import type { FileContents } from './file-contents.ts';

/** What is known of one blob. */
export interface KnownBlob {
  readonly parsed: ParsedText;
  /** By the path that it was read at: the same document is the same object from commit to commit. */
  readonly reads: Map<string, FileContents>;
}

/** Parsed files by the id of their blob, kept from one commit to the next; made by the caller, one a repository. */
export interface LoadMemo {
  get(oid: string): KnownBlob | undefined;
  set(oid: string, parsed: ParsedText, bytes: number): KnownBlob;
}

/** The text is kept for its positions, and its values weigh some five times as much. */
const weightOf = (bytes: number): number => 512 + 6 * bytes;

/** A memo that forgets what was used longest ago once it weighs more than `maxBytes` (an estimate, of memory). */
export const createLoadMemo = (options: { readonly maxBytes: number }): LoadMemo => {
  const entries = new Map<string, { readonly blob: KnownBlob; readonly weight: number }>();
  let total = 0;
  const dropOldest = (): void => {
    for (const [oldest, entry] of entries) {
      if (total <= options.maxBytes) return;
      entries.delete(oldest);
      total -= entry.weight;
    }
  };
  return {
    get: (oid) => {
      const found = entries.get(oid);
      if (!found) return undefined;
      entries.delete(oid);
      entries.set(oid, found);
      return found.blob;
    },
    set: (oid, parsed, bytes) => {
      const weight = weightOf(bytes);
      total += weight - (entries.get(oid)?.weight ?? 0);
      entries.delete(oid);
      const blob = { parsed, reads: new Map() };
      entries.set(oid, { blob, weight });
      dropOldest();
      return blob;
    },
  };
};
