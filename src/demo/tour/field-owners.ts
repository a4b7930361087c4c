import type { JsonObject } from '../../model/json.ts';
import type { KubeObject } from '../../model/resource.ts';

interface ManagedEntry {
  readonly manager: string;
  readonly subresource?: string;
  readonly fieldsV1?: JsonObject;
}

/** Dotted paths of the leaves of a fieldsV1 document, items of lists by their keys. */
const leaves = (fields: JsonObject, path: string): readonly string[] =>
  Object.entries(fields).flatMap(([key, below]) => {
    if (key === '.') return [];
    const here = key.startsWith('f:') ? `${path}.${key.slice(2)}` : `${path}[${key.slice(2)}]`;
    const deeper = leaves(below as JsonObject, here);
    return deeper.length > 0 ? deeper : [here];
  });

const entriesOf = (object: KubeObject): readonly ManagedEntry[] =>
  (object.metadata.managedFields ?? []) as unknown as readonly ManagedEntry[];

/** What a manager owns of an object, as the API server keeps it, without what it owns by a subresource. */
export const fieldsOwnedBy = (object: KubeObject, manager: string): readonly string[] =>
  entriesOf(object)
    .filter((entry) => entry.manager === manager && entry.subresource === undefined)
    .flatMap((entry) => leaves(entry.fieldsV1 ?? {}, ''));

/** Who owns a field, as `fieldsOwnedBy` writes it. */
export const ownersOf = (object: KubeObject, field: string): readonly string[] => [
  ...new Set(
    entriesOf(object)
      .map(({ manager }) => manager)
      .filter((manager) => fieldsOwnedBy(object, manager).includes(field)),
  ),
];
