import { byCodePoint, isJsonObject, type Json, type JsonObject, pointerToken } from '../../model/json.ts';
import { jsonEqual, member } from '../../patch/members.ts';
import type { SchemaNode } from '../../schema/schema.ts';

/**
 * One step from one value to another: `before` absent = added (inserted, in a list), `after` absent = removed. The
 * steps in order are an edit script, as those of a patch are.
 */
export interface FieldChange {
  /** A JSON Pointer into the value as it stands at this step. */
  readonly path: string;
  readonly before?: Json;
  readonly after?: Json;
}

interface Walk {
  readonly path: string;
  readonly schema: SchemaNode | undefined;
  readonly changes: FieldChange[];
}

const below = (walk: Walk, key: string | number, schema: SchemaNode | undefined): Walk => ({
  ...walk,
  path: `${walk.path}/${pointerToken(key)}`,
  schema,
});

const add = ({ path, changes }: Walk, before: Json | undefined, after: Json | undefined): void => {
  changes.push({
    path,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  });
};

const walkMap = (before: JsonObject, after: JsonObject, walk: Walk): void => {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort(byCodePoint);
  for (const key of keys) {
    const here = below(walk, key, walk.schema?.field(key) ?? walk.schema?.values());
    const [old, now] = [member(before, key), member(after, key)];
    if (old === undefined || now === undefined) add(here, old, now);
    else walkValue(old, now, here);
  }
};

/** What tells the items of a list apart: the merge key, or the keys of a list that is a map; of nothing else is it known. */
const keysOf = (schema: SchemaNode | undefined): readonly string[] => {
  if (schema?.patchMergeKey !== undefined) return [schema.patchMergeKey];
  return schema?.listType === 'map' ? schema.listMapKeys : [];
};

const identityOf = (item: Json, keys: readonly string[]): string | undefined => {
  if (!isJsonObject(item)) return undefined;
  const values = keys.map((key) => member(item, key) ?? null);
  return values.every((value) => value === null) ? undefined : JSON.stringify(values);
};

/** Undefined where an item has no identity, or two have the same. */
const identitiesOf = (list: readonly Json[], keys: readonly string[]): readonly string[] | undefined => {
  if (keys.length === 0) return undefined;
  const identities = list.map((item) => identityOf(item, keys));
  const known = identities.filter((identity) => identity !== undefined);
  return new Set(known).size === list.length ? known : undefined;
};

interface Item {
  readonly identity: string;
  readonly value: Json;
}

const itemsOf = (list: readonly Json[], identities: readonly string[]): Item[] =>
  list.map((value, index) => ({ identity: identities[index] as string, value }));

/** Items that go, from the end; then, from the front, those that come, move, or stay and change inside. */
const walkItems = (old: Item[], wanted: readonly Item[], walk: Walk): void => {
  const kept = new Set(wanted.map(({ identity }) => identity));
  const item = walk.schema?.items();
  for (let index = old.length - 1; index >= 0; index -= 1) {
    if (kept.has(old[index]!.identity)) continue;
    add(below(walk, index, item), old[index]!.value, undefined);
    old.splice(index, 1);
  }
  for (const [index, { identity, value }] of wanted.entries()) {
    const here = below(walk, index, item);
    const at = old.findIndex((one) => one.identity === identity);
    if (at === index) {
      walkValue(old[index]!.value, value, here);
      continue;
    }
    if (at > index) {
      add(below(walk, at, item), old[at]!.value, undefined);
      old.splice(at, 1);
    }
    add(here, undefined, value);
    old.splice(index, 0, { identity, value });
  }
};

/** Without keys: what both lists begin and end with stays; the middle is compared item by item, or replaced. */
const walkPlainList = (before: readonly Json[], after: readonly Json[], walk: Walk): void => {
  const least = Math.min(before.length, after.length);
  let start = 0;
  while (start < least && jsonEqual(before[start]!, after[start]!)) start += 1;
  let end = 0;
  while (end < least - start && jsonEqual(before.at(-1 - end)!, after.at(-1 - end)!)) end += 1;
  const old = before.slice(start, before.length - end);
  const now = after.slice(start, after.length - end);
  const item = walk.schema?.items();
  if (old.length === now.length) {
    for (const [index, value] of now.entries())
      walkValue(old[index]!, value, below(walk, start + index, item));
    return;
  }
  for (let index = old.length - 1; index >= 0; index -= 1) {
    add(below(walk, start + index, item), old[index], undefined);
  }
  for (const [index, value] of now.entries()) add(below(walk, start + index, item), undefined, value);
};

const walkList = (before: readonly Json[], after: readonly Json[], walk: Walk): void => {
  const keys = keysOf(walk.schema);
  const old = identitiesOf(before, keys);
  const now = identitiesOf(after, keys);
  if (old && now) walkItems(itemsOf(before, old), itemsOf(after, now), walk);
  else walkPlainList(before, after, walk);
};

const walkValue = (before: Json, after: Json, walk: Walk): void => {
  if (jsonEqual(before, after)) return;
  if (isJsonObject(before) && isJsonObject(after)) walkMap(before, after, walk);
  else if (Array.isArray(before) && Array.isArray(after)) walkList(before, after, walk);
  else add(walk, before, after);
};

/**
 * What changes from one value to another. Lists whose items Kubernetes tells apart by keys are compared by them, so
 * that a new first container is one insertion. Applied in order to the first value, the changes give the second.
 */
export const fieldChanges = (
  before: Json,
  after: Json,
  schema?: SchemaNode | undefined,
): readonly FieldChange[] => {
  const changes: FieldChange[] = [];
  walkValue(before, after, { path: '', schema, changes });
  return changes;
};
