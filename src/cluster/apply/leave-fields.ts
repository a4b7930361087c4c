import { isJsonObject, type Json, type JsonObject } from '../../model/json.ts';
import {
  below,
  type FieldOwners,
  hasItems,
  isOthers,
  itemName,
  itemNamed,
  ourFields,
  ourItems,
} from './field-owners.ts';

/** One place of an object: what we would send, what stands there, who owns it. */
interface Place {
  readonly wanted: Json | undefined;
  readonly live: Json | undefined;
  readonly owners: FieldOwners;
}

const member = (value: Json | undefined, name: string): Json | undefined =>
  isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;

const leaveMap = ({ wanted, live, owners }: Place): Json | undefined => {
  const declared = isJsonObject(wanted) ? Object.keys(wanted) : [];
  const names = new Set([...declared, ...ourFields(owners)]);
  const members = [...names].flatMap((name) => {
    const place = {
      wanted: member(wanted, name),
      live: member(live, name),
      owners: below(owners, `f:${name}`),
    };
    const value = leave(place);
    return value === undefined ? [] : [[name, value] as const];
  });
  return members.length === 0 && names.size > 0 ? undefined : Object.fromEntries(members);
};

const leaveItems = ({ wanted, live, owners }: Place): Json | undefined => {
  const declared = Array.isArray(wanted) ? (wanted as readonly Json[]) : [];
  const named = declared.map((item) => itemName(owners, item));
  const before = ourItems(owners).filter((name) => !named.includes(name));
  const kept = declared.flatMap((item, index) => {
    const name = named[index];
    if (name === undefined) return [item];
    return leave({ wanted: item, live: itemNamed(live, name), owners: below(owners, name) }) ?? [];
  });
  const carried = before.flatMap(
    (name) => leave({ wanted: undefined, live: itemNamed(live, name), owners: below(owners, name) }) ?? [],
  );
  const items = [...kept, ...carried];
  return items.length === 0 && declared.length > 0 ? undefined : items;
};

/** What to send of a field that is left to others; undefined: nothing. */
const leave = (place: Place): Json | undefined => {
  const { wanted, live, owners } = place;
  if (wanted === undefined && owners.ours === undefined) return undefined;
  if (live === undefined) return wanted;
  if (isOthers(owners)) return undefined;
  if (isJsonObject(live) && (wanted === undefined || isJsonObject(wanted))) return leaveMap(place);
  if (Array.isArray(live) && hasItems(owners)) return leaveItems(place);
  return live;
};

const without = (object: JsonObject, name: string): JsonObject =>
  Object.fromEntries(Object.entries(object).filter(([key]) => key !== name));

const leaveInList = (place: Place, index: number, rest: readonly string[]): Json | undefined => {
  const list = place.wanted as readonly Json[];
  const item = list[index];
  const name = item === undefined ? undefined : itemName(place.owners, item);
  // an item of an atomic list is owned with the list: it cannot be left alone
  if (item === undefined || name === undefined) return list;
  const live = itemNamed(place.live, name);
  const value = leaveAt({ wanted: item, live, owners: below(place.owners, name) }, rest);
  return value === undefined ? list.toSpliced(index, 1) : list.with(index, value);
};

const leaveAt = (place: Place, tokens: readonly string[]): Json | undefined => {
  const [token, ...rest] = tokens;
  const { wanted, live, owners } = place;
  if (token === undefined) return leave(place);
  if (Array.isArray(wanted)) return leaveInList(place, Number(token), rest);
  if (wanted !== undefined && !isJsonObject(wanted)) return wanted;
  const inner = {
    wanted: member(wanted, token),
    live: member(live, token),
    owners: below(owners, `f:${token}`),
  };
  const value = leaveAt(inner, rest);
  if (value !== undefined) return { ...wanted, [token]: value };
  return wanted && without(wanted, token);
};

const tokensOf = (pointer: string): readonly string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((token) => token.replaceAll('~1', '/').replaceAll('~0', '~'));

/**
 * The object to send where some of its fields are left to others (reconcile, "Fields left to others"): out, where another
 * manager owns it; else with its live value, because a field that its only owner stops sending is removed; with our own
 * value where the live object lacks it. Maps and keyed lists are looked at field by field and item by item.
 */
export const leaveFields = (
  wanted: JsonObject,
  pointers: readonly string[],
  { live, owners }: { readonly live: JsonObject; readonly owners: FieldOwners },
): JsonObject =>
  pointers.reduce<JsonObject>(
    (object, pointer) => leaveAt({ wanted: object, live, owners }, tokensOf(pointer)) as JsonObject,
    wanted,
  );
