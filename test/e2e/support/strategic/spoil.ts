import { isJsonObject, type Json, type JsonObject } from '../../../../src/model/json.ts';
import { deleteListPrefix, patchDirective } from '../../../../src/patch/directive.ts';
import { schemaOf } from './bases.ts';
import type { Chance } from './chance.ts';
import { mergeKeysIn } from './hits.ts';
import { strategicKinds } from './kinds.ts';

const nodesIn = (value: Json, at: readonly string[] = []): readonly (readonly string[])[] => {
  if (typeof value !== 'object' || value === null) return [];
  const inner = Object.entries(value).flatMap(([key, item]) => nodesIn(item as Json, [...at, key]));
  return isJsonObject(value) ? [at, ...inner] : inner;
};

const changedAt = (value: Json, path: readonly string[], change: (map: JsonObject) => Json): Json => {
  const [key, ...rest] = path;
  if (key === undefined) return change(value as JsonObject);
  if (Array.isArray(value)) return value.with(Number(key), changedAt(value[Number(key)], rest, change));
  const map = value as JsonObject;
  return { ...map, [key]: changedAt(map[key]!, rest, change) };
};

/**
 * A null in their place is the one difference that is kept: kube-apiserver takes it, reads it as empty text when it
 * decodes the result, and mostly refuses that; here it is no key at all, and refused with its place.
 */
const mergeKeys: ReadonlySet<string> = new Set(
  strategicKinds.flatMap((kind) => [...mergeKeysIn(schemaOf(kind))]),
);

/** Where a list is both written and taken away, the server does either, by chance. */
const nulled = (key: string, rest: JsonObject): JsonObject => {
  if (mergeKeys.has(key)) return rest;
  if (!key.startsWith(deleteListPrefix)) return { ...rest, [key]: null };
  const { [key.slice(deleteListPrefix.length)]: _list, ...others } = rest;
  return { ...others, [key]: null };
};

const wrongs = (chance: Chance, map: JsonObject): JsonObject => {
  const [first, ...others] = chance.shuffled(Object.keys(map));
  if (first === undefined) return { [patchDirective]: 'odd' };
  const { [first]: member, ...rest } = map;
  switch (chance.below(6)) {
    case 0:
      return { ...map, [patchDirective]: chance.pick(['odd', 'replace', 'delete']) };
    case 1:
      return { ...map, $retainKeys: others };
    case 2:
      return rest;
    case 3:
      return nulled(first, rest);
    case 4:
      return { ...map, [first]: chance.pick<Json>([['x'], { a: 'x' }, 7, 'x', true]) };
    default:
      return { ...map, [`$setElementOrder/${first}`]: chance.pick<Json>([[], ['x'], member!]) };
  }
};

/** With what people and programs get wrong: a directive that is none, a key left out, nulls, and other types. */
export const spoiled = (patch: JsonObject, chance: Chance): JsonObject =>
  changedAt(patch, chance.pick(nodesIn(patch)), (map) => wrongs(chance, map)) as JsonObject;
