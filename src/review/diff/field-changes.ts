import { byCodePoint, isJsonObject, type Json, type JsonObject, pointerToken } from '../../model/json.ts';
import { jsonEqual } from '../../patch/members.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import { formatKey } from '../explain/field-path.ts';
import { identityKeys } from '../explain/list-identity.ts';
import type { FieldChange } from './field-change.ts';
import { longestRise, type Pair, pairsOf } from './list-pairs.ts';

/** A place in both values: its pointer, its name for people, and what its kind says of it. */
interface Place {
  readonly path: string;
  readonly field: string;
  readonly node: SchemaNode | undefined;
}

const memberPlace = ({ path, field, node }: Place, key: string): Place => ({
  path: `${path}/${pointerToken(key)}`,
  field: `${field}${formatKey(key, field === '')}`,
  node: node?.field(key) ?? node?.values(),
});

const keyText = (value: Json): string =>
  typeof value === 'string' && !/^[\w./:-]+$/.test(value) ? JSON.stringify(value) : String(value);

/** `[name=front]`, or `[2]` where nothing but the place tells items apart. */
const itemName = (item: Json, index: number, list: SchemaNode | undefined): string => {
  if (!isJsonObject(item)) return `[${index}]`;
  const pairs = identityKeys(list)
    .filter((key) => Object.hasOwn(item, key) && typeof item[key] !== 'object')
    .map((key) => `${key}=${keyText(item[key]!)}`);
  return `[${pairs.length > 0 ? pairs.join(',') : index}]`;
};

class Comparison {
  readonly changes: FieldChange[] = [];

  compare(before: Json, after: Json, place: Place): void {
    if (before === after) return;
    if (Array.isArray(before) && Array.isArray(after)) this.#lists(before, after, place);
    else if (isJsonObject(before) && isJsonObject(after)) this.#maps(before, after, place);
    else if (!jsonEqual(before, after)) this.#change('replace', place, before, after);
  }

  #change(op: FieldChange['op'], { path, field }: Place, before?: Json, after?: Json): void {
    this.changes.push({
      op,
      path,
      field,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
    });
  }

  #maps(before: JsonObject, after: JsonObject, place: Place): void {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byCodePoint);
    for (const key of keys) {
      const inside = memberPlace(place, key);
      if (!Object.hasOwn(after, key)) this.#change('remove', inside, before[key]);
      else if (!Object.hasOwn(before, key)) this.#change('add', inside, undefined, after[key]);
      else this.compare(before[key] as Json, after[key] as Json, inside);
    }
  }

  /** What goes, from the end; then the order; then what comes, from the start; then what changed inside items. */
  #lists(before: readonly Json[], after: readonly Json[], place: Place): void {
    const pairs = pairsOf(before, after, place.node);
    const item = (value: Json, index: number, at: number): Place => ({
      path: `${place.path}/${at}`,
      field: `${place.field}${itemName(value, index, place.node)}`,
      node: place.node?.items(),
    });
    const kept = new Set(pairs.map((pair) => pair.before));
    for (let index = before.length - 1; index >= 0; index -= 1) {
      const gone = before[index] as Json;
      if (!kept.has(index)) this.#change('remove', item(gone, index, index), gone);
    }
    this.#reorder(before, pairs, place, item);
    const known = new Set(pairs.map((pair) => pair.after));
    for (const [index, added] of after.entries()) {
      if (!known.has(index)) this.#change('add', item(added, index, index), undefined, added);
    }
    for (const pair of pairs.toSorted((a, b) => a.after - b.after)) {
      const value = after[pair.after] as Json;
      this.compare(before[pair.before] as Json, value, item(value, pair.after, pair.after));
    }
  }

  #reorder(
    before: readonly Json[],
    pairs: readonly Pair[],
    { path }: Place,
    item: (value: Json, index: number, at: number) => Place,
  ): void {
    if (pairs.every(({ after }, place) => place === 0 || after > pairs[place - 1]!.after)) return;
    const staying = longestRise(pairs.map(({ after }) => after));
    const order = [...pairs];
    const moving = pairs.filter((_, place) => !staying.has(place)).sort((a, b) => a.after - b.after);
    const settled = new Set(pairs.filter((_, place) => staying.has(place)));
    for (const pair of moving) {
      const from = order.indexOf(pair);
      order.splice(from, 1);
      settled.add(pair);
      const to = order.findLastIndex((other) => settled.has(other) && other.after < pair.after) + 1;
      order.splice(to, 0, pair);
      const { field } = item(before[pair.before] as Json, pair.before, to);
      this.changes.push({ op: 'move', from: `${path}/${from}`, path: `${path}/${to}`, field });
    }
  }
}

/**
 * What makes one value the other, field by field. Items of lists are compared by what their kind tells them apart by,
 * so that a container that comes first is one added container and no change of all others. `node` is what the schema
 * says of the values, where it knows them.
 */
export const fieldChanges = (before: Json, after: Json, node?: SchemaNode): readonly FieldChange[] => {
  const comparison = new Comparison();
  comparison.compare(before, after, { path: '', field: '', node });
  return comparison.changes;
};
