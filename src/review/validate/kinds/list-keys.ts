import { isJsonObject, type Json, type JsonObject } from '../../../model/json.ts';
import { member } from '../../../patch/members.ts';
import { customFacts } from '../../../schema/structural-node.ts';
import { type Fault, faultAt, missingAt } from './fault.ts';
import { itemPlace, type Place, pointerAt } from './place.ts';

/** The one key of built-in lists that has a default: the protocol of a port. */
const builtInDefaults: JsonObject = { protocol: 'TCP' };

const keyOf = (place: Place, item: JsonObject, name: string): Json | undefined => {
  const node = place.node.items()?.field(name);
  const fallback =
    node && customFacts(node) ? customFacts(node)?.source.default : member(builtInDefaults, name);
  return member(item, name) ?? fallback;
};

const missingKeys = (place: Place, item: Json, index: number): readonly Fault[] => {
  const items = place.node.items();
  if (items === undefined || !isJsonObject(item)) return [];
  return place.node.listMapKeys
    .filter((name) => (keyOf(place, item, name) ?? null) === null && !items.required.includes(name))
    .map((name) => missingAt(itemPlace(place, index, items), name, 'is required: it tells items apart'));
};

/** What tells an item from the others, and how people name it; undefined where it lacks a key. */
const identityOf = (
  place: Place,
  item: Json,
): { readonly key: string; readonly name: string } | undefined => {
  if (place.node.listType === 'set') return { key: JSON.stringify(item), name: '' };
  if (!isJsonObject(item)) return undefined;
  const values = place.node.listMapKeys.map((name) => keyOf(place, item, name));
  if (values.some((value) => value === undefined || value === null)) return undefined;
  return { key: JSON.stringify(values), name: ` ${values.map((value) => JSON.stringify(value)).join(', ')}` };
};

const repeatedItems = (place: Place, list: readonly Json[]): readonly Fault[] => {
  const first = new Map<string, number>();
  return list.flatMap((item, index) => {
    const identity = identityOf(place, item);
    if (identity === undefined) return [];
    const before = first.get(identity.key);
    if (before === undefined) {
      first.set(identity.key, index);
      return [];
    }
    const at = itemPlace(place, index, place.node);
    const against = pointerAt(itemPlace(place, before, place.node));
    return [faultAt(at, 'FieldValue', `holds${identity.name} twice`, { against })];
  });
};

/** A list whose items are told apart (`x-kubernetes-list-type` map or set) holds each once, and each has its keys. */
export const listFaults = (place: Place, list: readonly Json[]): readonly Fault[] => {
  const { listType } = place.node;
  if (listType !== 'map' && listType !== 'set') return [];
  const missing = listType === 'map' ? list.flatMap((item, index) => missingKeys(place, item, index)) : [];
  return [...missing, ...repeatedItems(place, list)];
};
