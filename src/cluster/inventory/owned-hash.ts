import { hash } from 'node:crypto';
import { isJsonObject } from '../../model/json.ts';
import type { ObjectMeta } from '../object-meta.ts';
import { applyEntryOf } from './live-metadata.ts';
import { marks } from './marks.ts';

/**
 * What tells whether the fields that we own still are as we applied them: a hash over fieldsV1, time and
 * apiVersion of our own Apply entry, and over our digest annotation. Another writer that changes or removes a
 * field of ours takes it out of the entry; an apply under our own manager's name with the same fields moves
 * `time`, and within the same second still the annotation. '' where we have no entry.
 */
export const ownedHash = (metadata: ObjectMeta, manager: string): string => restHash(metadata, manager, []);

/** The same, as if our entry did not have the fields at these JSON Pointers. */
export const restHash = (metadata: ObjectMeta, manager: string, pointers: readonly string[]): string => {
  const entry = applyEntryOf(metadata, manager);
  if (entry === undefined) return '';
  const mark = metadata.annotations?.[marks.digest] ?? '';
  const fields = pointers.reduce<unknown>(
    (set, pointer) => withoutField(set, pointer.split('/').slice(1)),
    entry.fieldsV1 ?? null,
  );
  const text = JSON.stringify([fields ?? null, entry.time ?? '', entry.apiVersion ?? '', mark]);
  // 132 bits are plenty against chance, and this is kept for every object of every cluster
  return hash('sha256', text, 'base64url').slice(0, 22);
};

/** A node of fieldsV1 without one field, and without parents that had nothing else; undefined where nothing is left. */
const withoutField = (set: unknown, tokens: readonly string[]): unknown => {
  const [token, ...rest] = tokens;
  if (token === undefined) return undefined;
  const name = `f:${token.replaceAll('~1', '/').replaceAll('~0', '~')}`;
  if (!isJsonObject(set) || !Object.hasOwn(set, name)) return set;
  const inner = withoutField(set[name], rest);
  const members = Object.entries(set).flatMap(([key, value]) => {
    if (key !== name) return [[key, value] as const];
    return inner === undefined ? [] : [[key, inner] as const];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
};
