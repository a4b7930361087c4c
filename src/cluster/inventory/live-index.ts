import type { ObjectMeta } from '../object-meta.ts';
import { controllerOf, isNewer } from './live-metadata.ts';
import { marks } from './marks.ts';
import { ownedHash } from './owned-hash.ts';

/** What is kept of a live object that carries our label: some 200 bytes, no copy of it. */
export interface LiveEntry {
  readonly uid: string;
  readonly resourceVersion: string;
  /** '' where our Apply entry is missing. */
  readonly ownedHash: string;
  /** The `part-of` label; '' where there is none. */
  readonly partOf: string;
  /** `headwater.dev/fleet` names our fleet. */
  readonly labelled: boolean;
  readonly controlled: boolean;
  readonly pruneDisabled: boolean;
  readonly terminating: boolean;
}

/** What is known of all objects of one cluster that carry our label, by resource key. */
export interface LiveIndex {
  get(key: string): LiveEntry | undefined;
  /** Takes in metadata unless it is older than what is known of the same object; returns what is known then. */
  put(key: string, metadata: ObjectMeta): LiveEntry;
  remove(key: string): void;
  /** The keys of what carries this `part-of` label. */
  partOf(parent: string): readonly string[];
  /** The keys of one kind: to find what vanished while nobody watched. */
  keysOf(type: { readonly group: string; readonly kind: string }): readonly string[];
  clear(): void;
  readonly size: number;
}

/** A member of an ApplySet: the label, our Apply entry, and no controller that made it. */
export const isMember = (entry: LiveEntry, parent: string): boolean =>
  entry.partOf === parent && entry.ownedHash !== '' && !entry.controlled;

export const createLiveIndex = (fleet: string, manager: string): LiveIndex => {
  const entries = new Map<string, LiveEntry>();
  const byParent = new Map<string, { readonly id: string; readonly keys: Set<string> }>();

  const membersOf = (parent: string): { readonly id: string; readonly keys: Set<string> } => {
    const found = byParent.get(parent);
    if (found) return found;
    const created = { id: parent, keys: new Set<string>() };
    byParent.set(parent, created);
    return created;
  };
  const unlink = (key: string, entry: LiveEntry | undefined): void => {
    if (entry === undefined || entry.partOf === '') return;
    const members = byParent.get(entry.partOf);
    members?.keys.delete(key);
    if (members?.keys.size === 0) byParent.delete(entry.partOf);
  };
  // one string a parent instead of one an object
  const link = (key: string, entry: LiveEntry): LiveEntry => {
    if (entry.partOf === '') return entry;
    const members = membersOf(entry.partOf);
    members.keys.add(key);
    return { ...entry, partOf: members.id };
  };
  const entryOf = (metadata: ObjectMeta): LiveEntry => ({
    uid: metadata.uid,
    resourceVersion: metadata.resourceVersion,
    ownedHash: ownedHash(metadata, manager),
    partOf: metadata.labels?.[marks.partOf] ?? '',
    labelled: metadata.labels?.[marks.fleet] === fleet,
    controlled: controllerOf(metadata) !== undefined,
    pruneDisabled: metadata.annotations?.[marks.prune] === 'disabled',
    terminating: metadata.deletionTimestamp !== undefined,
  });

  return {
    get: (key) => entries.get(key),
    put: (key, metadata) => {
      const before = entries.get(key);
      if (before !== undefined && !isNewer(metadata.resourceVersion, before.resourceVersion)) return before;
      if (before !== undefined) unlink(key, before);
      const entry = link(key, entryOf(metadata));
      entries.set(key, entry);
      return entry;
    },
    remove: (key) => {
      unlink(key, entries.get(key));
      entries.delete(key);
    },
    partOf: (parent) => [...(byParent.get(parent)?.keys ?? [])],
    keysOf: ({ group, kind }) => {
      const prefix = `${group}|${kind}|`;
      return [...entries.keys()].filter((key) => key.startsWith(prefix));
    },
    clear: () => {
      entries.clear();
      byParent.clear();
    },
    get size() {
      return entries.size;
    },
  };
};
