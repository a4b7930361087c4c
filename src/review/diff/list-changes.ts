import { canonicalJson } from '../../model/digest.ts';
import { isJsonObject, type Json } from '../../model/json.ts';
import { member } from '../../patch/members.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import { identityKeys, identityOf } from '../explain/list-identity.ts';
import type { FieldChange } from './field-change.ts';
import { longestRising } from './longest-rising.ts';

/** Where two values are compared, and what their kind says of the place. */
export interface FieldPlace {
  readonly path: string;
  readonly field: string;
  readonly schema: SchemaNode | undefined;
}

interface ListPlace extends FieldPlace {
  readonly itemChanges: (before: Json, after: Json, at: FieldPlace) => readonly FieldChange[];
}

/** `name=front` where the kind names items by a key, else the place. */
const labelOf = (item: Json, index: number, schema: SchemaNode | undefined): string => {
  const values = identityKeys(schema).flatMap((key) => {
    const value = isJsonObject(item) ? member(item, key) : undefined;
    return typeof value === 'string' || typeof value === 'number' ? [`${key}=${value}`] : [];
  });
  const text = values.join(',');
  return text === '' || /[[\]"']/.test(text) ? String(index) : text;
};

const placeOf = (at: FieldPlace, item: Json, index: number): FieldPlace => ({
  path: `${at.path}/${index}`,
  field: `${at.field}[${labelOf(item, index, at.schema)}]`,
  schema: at.schema?.items(),
});

const changeAt = (
  { path, field }: FieldPlace,
  values: Pick<FieldChange, 'before' | 'after'>,
): FieldChange => ({
  path,
  field,
  ...values,
});

const namesOf = (list: readonly Json[], schema: SchemaNode | undefined): readonly string[] => {
  const seen = new Map<string, number>();
  return list.map((item) => {
    const name = identityOf(schema, item) ?? canonicalJson(item);
    const nth = seen.get(name) ?? 0;
    seen.set(name, nth + 1);
    // two items of one name are told apart by which of them comes first
    return JSON.stringify([name, nth]);
  });
};

/** Where nothing but the place tells items apart, lists of one length are compared place by place. */
const byPlace = (before: readonly Json[], after: readonly Json[], at: ListPlace): readonly FieldChange[] =>
  before.flatMap((item, index) => at.itemChanges(item, after[index] as Json, placeOf(at, item, index)));

const hasKeys = (list: readonly Json[], schema: SchemaNode | undefined): boolean =>
  list.some((item) => typeof item === 'object' && identityOf(schema, item) !== undefined);

/** An item that moved is taken out and put in again; what stays is the most that keeps its order. */
const byName = (before: readonly Json[], after: readonly Json[], at: ListPlace): readonly FieldChange[] => {
  const [old, now] = [namesOf(before, at.schema), namesOf(after, at.schema)];
  const places = new Map(now.map((name, index) => [name, index]));
  const kept = longestRising(old.map((name) => places.get(name)));
  const stays = new Map(kept.map((index) => [old[index] as string, before[index] as Json]));
  const taken = before
    .map((item, index) => changeAt(placeOf(at, item, index), { before: item }))
    .filter((_change, index) => !stays.has(old[index] as string))
    .toReversed();
  const put = after.flatMap((item, index): readonly FieldChange[] => {
    const place = placeOf(at, item, index);
    const was = stays.get(now[index] as string);
    return was === undefined ? [changeAt(place, { after: item })] : at.itemChanges(was, item, place);
  });
  return [...taken, ...put];
};

/** What changes one list into another: items taken out from the back, then put in and changed from the front. */
export const listChanges = (
  before: readonly Json[],
  after: readonly Json[],
  at: ListPlace,
): readonly FieldChange[] =>
  before.length === after.length && !hasKeys(before, at.schema) && !hasKeys(after, at.schema)
    ? byPlace(before, after, at)
    : byName(before, after, at);
