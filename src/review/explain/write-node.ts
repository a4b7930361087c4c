import { isJsonObject, type Json, type JsonObject, pointerToken } from '../../model/json.ts';
import { member } from '../../patch/members.ts';
import { childSchema, currentValue, type GrowingNode, newNode } from './field-node.ts';
import { identityOf } from './list-identity.ts';
import type { WrittenTouch } from './written-touch.ts';

/** A touch, and the field at which its walk stands. */
export interface At {
  readonly touch: WrittenTouch;
  readonly path: string;
}

export const below = ({ touch, path }: At, key: string | number): At => ({
  touch,
  path: `${path}/${pointerToken(key)}`,
});

const itemOf = (list: Json | undefined, index: number): Json | undefined =>
  Array.isArray(list) ? (list as readonly Json[])[index] : undefined;

const memberOf = (value: Json | undefined, key: string): Json | undefined =>
  isJsonObject(value) ? member(value, key) : undefined;

const note = (node: GrowingNode, { touch, path }: At, before: Json | undefined, after?: Json): void => {
  node.entries.push({
    touch,
    path,
    ...(before !== undefined && { before }),
    ...(after !== undefined && { after }),
  });
};

/** Takes everything out of a field; what is gone stays known. */
const empty = (node: GrowingNode, at: At): void => {
  for (const [key, child] of node.members) {
    removeNode(child, below(at, key));
    node.goneMembers.set(key, child);
  }
  for (const [index, child] of node.items.entries()) buryItem(node, child, below(at, index));
  node.members.clear();
  node.items = [];
};

/** An item of a list goes. The node has left the list's items, or is about to. */
export const buryItem = (list: GrowingNode, item: GrowingNode, at: At): void => {
  removeNode(item, at);
  const identity = identityOf(list.schema, item.value);
  list.goneItems.set(identity ?? `#${list.goneItems.size}`, item);
};

/** A field goes, and all that is in it. */
export const removeNode = (node: GrowingNode, at: At): void => {
  const before = currentValue(node);
  note(node, at, before);
  empty(node, at);
  node.shape = 'scalar';
  node.value = before;
};

/** The node of a member, one that was removed before too. */
export const memberNode = (node: GrowingNode, key: string): GrowingNode =>
  node.members.get(key) ?? node.goneMembers.get(key) ?? newNode(childSchema(node.schema, key));

/** The node for an item that comes: that of an item that is gone, where the two are one by the list's key. */
export const itemNode = (node: GrowingNode, item: Json): GrowingNode => {
  const identity = identityOf(node.schema, item);
  const gone = identity === undefined ? undefined : node.goneItems.get(identity);
  if (gone === undefined) return newNode(node.schema?.items());
  node.goneItems.delete(identity!);
  return gone;
};

const writeMembers = (node: GrowingNode, at: At, before: Json | undefined, after: JsonObject): void => {
  for (const [key, child] of node.members) {
    if (Object.hasOwn(after, key)) continue;
    removeNode(child, below(at, key));
    node.members.delete(key);
    node.goneMembers.set(key, child);
  }
  for (const [key, value] of Object.entries(after)) {
    const child = memberNode(node, key);
    writeNode(child, below(at, key), memberOf(before, key), value);
    node.goneMembers.delete(key);
    node.members.set(key, child);
  }
};

/** For each new item the place of the old one that it continues: of the same identity, else of the same place; or -1. */
const pairItems = (
  node: GrowingNode,
  before: Json | undefined,
  after: readonly Json[],
): readonly number[] => {
  const named = new Map<string, number[]>();
  const unnamed = new Set<number>();
  for (let index = node.items.length - 1; index >= 0; index -= 1) {
    const identity = identityOf(node.schema, itemOf(before, index) ?? null);
    if (identity === undefined) unnamed.add(index);
    else if (!named.get(identity)?.push(index)) named.set(identity, [index]);
  }
  return after.map((item, index) => {
    const identity = identityOf(node.schema, item);
    if (identity !== undefined) return named.get(identity)?.pop() ?? -1;
    return unnamed.delete(index) ? index : -1;
  });
};

const writeItems = (node: GrowingNode, at: At, before: Json | undefined, after: readonly Json[]): void => {
  const pairs = pairItems(node, before, after);
  const kept = new Set(pairs);
  const old = node.items;
  for (const [index, child] of old.entries()) {
    if (!kept.has(index)) buryItem(node, child, below(at, index));
  }
  node.items = after.map((item, index) => {
    const pair = pairs[index]!;
    const child = pair < 0 ? itemNode(node, item) : old[pair]!;
    writeNode(child, below(at, index), pair < 0 ? undefined : itemOf(before, pair), item);
    return child;
  });
};

const shapeOf = (value: Json): GrowingNode['shape'] => {
  if (Array.isArray(value)) return 'list';
  return isJsonObject(value) ? 'map' : 'scalar';
};

/** A field, and all that is in it, is written as a whole. */
export const writeNode = (node: GrowingNode, at: At, before: Json | undefined, after: Json): void => {
  note(node, at, before, after);
  if (node.shape !== shapeOf(after)) empty(node, at);
  node.shape = shapeOf(after);
  if (Array.isArray(after)) writeItems(node, at, before, after);
  else if (isJsonObject(after)) writeMembers(node, at, before, after);
  else node.value = after;
};
