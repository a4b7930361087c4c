import type { Json } from '../../model/json.ts';
import { jsonEqual } from '../../patch/members.ts';
import { pointerTokens } from '../../patch/pointer.ts';
import type { SchemaNode } from '../../schema/schema.ts';
import { cloneNode, type GrowingNode, newNode } from './field-node.ts';
import { identityKeys } from './list-identity.ts';
import { type At, buryItem, itemNode, memberNode, removeNode, writeNode } from './write-node.ts';
import type { WrittenTouch } from './written-touch.ts';

/** Every field of an object with the history that its touches give it. */
export interface Lineage {
  readonly root: GrowingNode;
  apply(touches: readonly WrittenTouch[]): void;
}

interface Place {
  readonly parent: GrowingNode;
  readonly key: string;
}

const tokensOf = (path: string): readonly string[] => pointerTokens(path, '');

const childOf = (node: GrowingNode, key: string): GrowingNode => {
  const child = node.shape === 'list' ? node.items[Number(key)] : node.members.get(key);
  if (child === undefined) throw new Error('a touch speaks of a field that is not there');
  return child;
};

const placeOf = (root: GrowingNode, path: string): Place => {
  const tokens = tokensOf(path);
  return { parent: tokens.slice(0, -1).reduce(childOf, root), key: tokens.at(-1)! };
};

const atOf = (touch: WrittenTouch): At => ({ touch, path: touch.path });

/** Takes a node out of its place and says that it went. */
const takeOut = ({ parent, key }: Place): GrowingNode => {
  const node = childOf(parent, key);
  if (parent.shape === 'list') parent.items.splice(Number(key), 1);
  else parent.members.delete(key);
  return node;
};

const bury = ({ parent, key }: Place, node: GrowingNode, touch: WrittenTouch): void => {
  if (parent.shape === 'list') {
    buryItem(parent, node, atOf(touch));
    return;
  }
  removeNode(node, atOf(touch));
  parent.goneMembers.set(key, node);
};

const putIn = ({ parent, key }: Place, node: GrowingNode, inserts: boolean): void => {
  if (parent.shape === 'list') {
    parent.items.splice(Number(key), inserts ? 0 : 1, node);
    return;
  }
  parent.goneMembers.delete(key);
  parent.members.set(key, node);
};

const nodeFor = ({ parent, key }: Place, touch: WrittenTouch, after: Json): GrowingNode => {
  if (parent.shape !== 'list') return memberNode(parent, key);
  return touch.before === undefined ? itemNode(parent, after) : childOf(parent, key);
};

/** Copies bring the history of what was copied; its own place's last value stands in the touch. */
const copied = (root: GrowingNode, origin: string): GrowingNode => {
  if (origin === '') return cloneNode(root);
  const { parent, key } = placeOf(root, origin);
  return cloneNode(childOf(parent, key));
};

/** A patch repeats the key of a list's item to say which one it is about; that sets nothing. */
const isLocator = (root: GrowingNode, { path, before, after }: WrittenTouch): boolean => {
  const tokens = tokensOf(path);
  if (before === undefined || after === undefined || tokens.length < 3) return false;
  const list = tokens.slice(0, -2).reduce(childOf, root);
  return (
    list.shape === 'list' && identityKeys(list.schema).includes(tokens.at(-1)!) && jsonEqual(before, after)
  );
};

const applyOne = (root: GrowingNode, touch: WrittenTouch): void => {
  const { path, before, after, origin } = touch;
  if (path === '') {
    writeNode(root, atOf(touch), before, after ?? null);
    return;
  }
  if (isLocator(root, touch)) return;
  const place = placeOf(root, path);
  if (after === undefined) {
    bury(place, takeOut(place), touch);
    return;
  }
  const node = origin === undefined ? nodeFor(place, touch, after) : copied(root, origin);
  writeNode(node, atOf(touch), before, after);
  putIn(place, node, before === undefined);
};

/** A move is two touches: one takes the value out, and the next, of the same line, puts it in. */
const isMove = (out: WrittenTouch, into: WrittenTouch | undefined): into is WrittenTouch =>
  into?.origin === out.path &&
  out.after === undefined &&
  out.writer === into.writer &&
  out.source?.line === into.source?.line &&
  out.source?.column === into.source?.column &&
  jsonEqual(out.before ?? null, into.after ?? null);

/** Inside one list nothing in the item is written; elsewhere every field of it has a new path, and the old one is gone. */
const applyMove = (root: GrowingNode, out: WrittenTouch, into: WrittenTouch): void => {
  const from = placeOf(root, out.path);
  const node = takeOut(from);
  const place = placeOf(root, into.path);
  const after = into.after ?? null;
  if (from.parent === place.parent && place.parent.shape === 'list') {
    node.entries.push({ touch: into, path: into.path, before: after, after });
  } else {
    bury(from, cloneNode(node), out);
    writeNode(node, atOf(into), into.before, after);
  }
  putIn(place, node, into.before === undefined);
};

/** Begins with an object as `first` gives it: the feed's document, of which every field is a line. */
export const lineageOf = (first: WrittenTouch, schema: SchemaNode | undefined): Lineage => {
  const root = newNode(schema);
  writeNode(root, atOf(first), undefined, first.after ?? null);
  return {
    root,
    apply(touches) {
      for (let index = 0; index < touches.length; index += 1) {
        const touch = touches[index]!;
        const next = touches[index + 1];
        if (isMove(touch, next)) {
          applyMove(root, touch, next);
          index += 1;
        } else {
          applyOne(root, touch);
        }
      }
    },
  };
};
