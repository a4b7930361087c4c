import { setImmediate as nextTurn } from 'node:timers/promises';
import { readCommit } from './commit-object.ts';
import { emptyTree, type TreeReader } from './commit-tree.ts';
import type { ObjectStore } from './object-store.ts';
import { createPackWriter } from './pack-writer.ts';
import { writeShallow } from './repository-folder.ts';

export interface CarryOver {
  readonly from: { readonly store: ObjectStore; readonly reader: TreeReader };
  /** The bare repository that gets one pack. */
  readonly to: string;
  readonly commits: readonly string[];
}

/** Objects between two turns of the event loop: some milliseconds. */
const perTurn = 200;

const createBreather = (): (() => Promise<void>) => {
  let count = 0;
  return async () => {
    count += 1;
    if (count % perTurn === 0) await nextTurn();
  };
};

/** Every object of a commit's tree, read and so checked; undefined where one is missing or damaged. */
const objectsOf = async (
  commit: string,
  { store, reader }: CarryOver['from'],
  known: ReadonlySet<string>,
): Promise<ReadonlySet<string> | undefined> => {
  const breathe = createBreather();
  const found = new Set<string>();
  try {
    const { oid, tree } = readCommit(store, commit);
    const pending = [tree];
    found.add(oid);
    for (let at = pending.pop(); at !== undefined; at = pending.pop()) {
      if (at === emptyTree || found.has(at) || known.has(at)) continue;
      found.add(at);
      store.read(at);
      for (const node of reader.listing(at)) {
        if (node.kind === 'tree') pending.push(node.oid);
        if (node.kind === 'tree' || node.kind === 'submodule' || found.has(node.oid)) continue;
        await breathe();
        if (!known.has(node.oid)) store.read(node.oid);
        found.add(node.oid);
      }
    }
  } catch {
    return undefined;
  }
  return found;
};

/**
 * Copies commits with all of their trees and files, without history, from one object store into one pack of
 * another repository. Nothing is fetched, so a server that no longer gives a commit takes nothing away. Answers
 * the commits that came over whole; one with a missing or damaged object is left out.
 */
export const carryOver = async ({ from, to, commits }: CarryOver): Promise<readonly string[]> => {
  const objects = new Set<string>();
  const whole: string[] = [];
  for (const commit of new Set(commits)) {
    const found = await objectsOf(commit, from, objects);
    if (found === undefined) continue;
    whole.push(commit);
    for (const oid of found) objects.add(oid);
  }
  if (whole.length === 0) return [];
  const breathe = createBreather();
  const writer = createPackWriter(to, objects.size);
  try {
    for (const oid of objects) {
      writer.add(oid, from.store.read(oid));
      await breathe();
    }
  } catch (error) {
    writer.abandon();
    throw error;
  }
  writer.finish();
  // history ends at these: a fetch must not take their parents for known
  writeShallow(
    to,
    whole.filter((oid) => readCommit(from.store, oid).parents.some((parent) => !whole.includes(parent))),
  );
  return whole;
};
