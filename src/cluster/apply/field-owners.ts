import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import { applyEntryOf } from '../inventory/live-metadata.ts';
import type { ObjectMeta } from '../object-meta.ts';

/** A node of `fieldsV1` (structured-merge-diff, fieldpath): `f:` names, `k:` keyed items, `v:` items of sets, `.` itself. */
type FieldSet = JsonObject;

/** Who owns one place of an object: we, and each other manager. */
export interface FieldOwners {
  readonly ours: FieldSet | undefined;
  readonly others: readonly FieldSet[];
}

const asSet = (value: unknown): FieldSet | undefined => (isJsonObject(value) ? value : undefined);

const child = (set: FieldSet | undefined, name: string): FieldSet | undefined =>
  set !== undefined && Object.hasOwn(set, name) ? asSet(set[name]) : undefined;

/** The owners of a whole object, as its managedFields tell. */
export const ownersOf = (metadata: ObjectMeta, manager: string): FieldOwners => {
  const entry = applyEntryOf(metadata, manager);
  const others = (metadata.managedFields ?? []).filter((other) => other !== entry);
  return {
    ours: asSet(entry?.fieldsV1),
    others: others.map(({ fieldsV1 }) => asSet(fieldsV1)).filter((set) => set !== undefined),
  };
};

export const below = ({ ours, others }: FieldOwners, name: string): FieldOwners => ({
  ours: child(ours, name),
  others: others.map((set) => child(set, name)).filter((set) => set !== undefined),
});

/** Whether another manager owns the place as one whole. */
export const isOthers = ({ others }: FieldOwners): boolean =>
  others.some((set) => Object.keys(set).length === 0);

/** Names of fields below a place that we own. */
export const ourFields = ({ ours = {} }: FieldOwners): readonly string[] =>
  Object.keys(ours)
    .filter((name) => name.startsWith('f:'))
    .map((name) => name.slice(2));

/** The `k:` and `v:` names of the items below a place, whoever owns them. */
const itemNames = ({ ours, others }: FieldOwners): readonly string[] =>
  [...(ours ? [ours] : []), ...others].flatMap((set) =>
    Object.keys(set).filter((name) => name.startsWith('k:') || name.startsWith('v:')),
  );

const parsed = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

const isNamed = (name: string, item: Json): boolean => {
  const wanted = parsed(name.slice(2));
  if (name.startsWith('v:')) return wanted === item;
  if (!isJsonObject(wanted) || !isJsonObject(item)) return false;
  return Object.entries(wanted).every(([key, value]) => Object.hasOwn(item, key) && item[key] === value);
};

/** How fieldsV1 names an item of a list; undefined where nobody owns it by a name of its own. */
export const itemName = (owners: FieldOwners, item: Json): string | undefined =>
  itemNames(owners).find((name) => isNamed(name, item));

export const itemNamed = (list: Json | undefined, name: string): Json | undefined =>
  Array.isArray(list) ? (list as readonly Json[]).find((item) => isNamed(name, item)) : undefined;

/** Names of the items of a list that we own. */
export const ourItems = (owners: FieldOwners): readonly string[] =>
  itemNames({ ours: owners.ours, others: [] });

/** Whether the items of a list have owners of their own. */
export const hasItems = (owners: FieldOwners): boolean => itemNames(owners).length > 0;
