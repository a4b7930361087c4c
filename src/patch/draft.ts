import { isJsonObject, type Json, type JsonObject, pointerToken } from '../model/json.ts';
import { member, setMember } from './members.ts';
import { PatchRefused } from './outcome.ts';
import { listIndex } from './pointer.ts';

/** Where a JSON Pointer leads. */
export interface Place {
  /** The pointer with `-` resolved to an index. */
  readonly path: string;
  /** What stands there now, if anything does. */
  readonly value: Json | undefined;
  /** Whether it is an item of a list: `add` inserts there. */
  readonly inList: boolean;
}

export interface PlaceOptions {
  /** JSON Pointer of the operation inside the patch. */
  readonly at: string;
  /** Present: parents that are missing are made, and this hears of each. */
  readonly made?: (path: string, value: Json) => void;
  /** The place after the last item of a list is one too. */
  readonly append: boolean;
}

/** A document of which the parts on the way to a change are copied, once each, before the change. */
export interface Draft {
  root: Json;
  /** Finds a place and makes every container above it private. */
  place(tokens: readonly string[], options: PlaceOptions): Place;
  /** Forgets what is private: a value may stand in two places from now on. */
  share(): void;
}

type Container = Record<string, Json> | Json[];

const pointerOf = (tokens: readonly string[]): string =>
  tokens.map((token) => `/${pointerToken(token)}`).join('');

const missing = (tokens: readonly string[], at: string): PatchRefused =>
  new PatchRefused('missing', `the object has no ${pointerOf(tokens)}`, at);

const indexIn = (list: readonly Json[], token: string, options: PlaceOptions): number => {
  if (token === '-' && options.append) return list.length;
  const index = listIndex(token);
  if (index === undefined) throw new PatchRefused('malformed', `"${token}" is no list index`, options.at);
  if (options.append && index > list.length) {
    throw new PatchRefused('malformed', `index ${index} is beyond the end of the list`, options.at);
  }
  return index;
};

const childOf = (container: Container, token: string): Json | undefined => {
  if (!Array.isArray(container)) return member(container as JsonObject, token);
  const index = listIndex(token);
  return index === undefined ? undefined : container[index];
};

const put = (container: Container, token: string, value: Json): void => {
  if (Array.isArray(container)) container[Number(token)] = value;
  else setMember(container, token, value);
};

/** Items and members that the copies of one patch may have, all in all: `move` and `copy` copy lists once more. */
const maxCopiedMembers = 5_000_000;

const copyOf = (value: Json & object): Container =>
  Array.isArray(value) ? [...(value as readonly Json[])] : { ...(value as JsonObject) };

export const draftOf = (target: Json): Draft => {
  let owned = new WeakSet<object>();
  let copied = 0;
  const own = (value: Json, at: string): Container | undefined => {
    if (typeof value !== 'object' || value === null) return undefined;
    if (owned.has(value)) return value as Container;
    const copy = copyOf(value);
    copied += Array.isArray(copy) ? copy.length : Object.keys(copy).length;
    if (copied > maxCopiedMembers) {
      throw new PatchRefused('limit', 'the operations of this patch copy too much of the object', at);
    }
    owned.add(copy);
    return copy;
  };

  const parentOf = (draft: Draft, tokens: readonly string[], options: PlaceOptions): Container => {
    let container = own(draft.root, options.at);
    if (container === undefined) throw missing([], options.at);
    draft.root = container;
    for (let depth = 0; depth < tokens.length - 1; depth += 1) {
      const token = tokens[depth] as string;
      let child = childOf(container, token);
      if (child === undefined && options.made && isJsonObject(container)) {
        child = tokens[depth + 1] === '-' ? [] : {};
        options.made(pointerOf(tokens.slice(0, depth + 1)), child);
      }
      const next: Container | undefined = child === undefined ? undefined : own(child, options.at);
      if (next === undefined) throw missing(tokens.slice(0, depth + 1), options.at);
      put(container, token, next);
      container = next;
    }
    return container;
  };

  return {
    root: target,
    share() {
      owned = new WeakSet();
    },
    place(tokens, options) {
      if (tokens.length === 0) return { path: '', value: this.root, inList: false };
      const parent = parentOf(this, tokens, options);
      const last = tokens.at(-1) as string;
      const inList = Array.isArray(parent);
      const key = inList ? String(indexIn(parent, last, options)) : last;
      const path = pointerOf([...tokens.slice(0, -1), key]);
      return { path, value: childOf(parent, key), inList };
    },
  };
};
