import { hash } from 'node:crypto';
import type { ObjectMeta } from '../object-meta.ts';
import { applyEntryOf } from './live-metadata.ts';
import { marks } from './marks.ts';

/**
 * What tells whether the fields that we own still are as we applied them: a hash over fieldsV1, time and
 * apiVersion of our own Apply entry, and over our digest annotation. Another writer that changes or removes a
 * field of ours takes it out of the entry; an apply under our own manager's name with the same fields moves
 * `time`, and within the same second still the annotation. '' where we have no entry.
 */
export const ownedHash = (metadata: ObjectMeta, manager: string): string => {
  const entry = applyEntryOf(metadata, manager);
  if (entry === undefined) return '';
  const mark = metadata.annotations?.[marks.digest] ?? '';
  const text = JSON.stringify([entry.fieldsV1 ?? null, entry.time ?? '', entry.apiVersion ?? '', mark]);
  // 132 bits are plenty against chance, and this is kept for every object of every cluster
  return hash('sha256', text, 'base64url').slice(0, 22);
};
