import { localCommitTree } from '../git/local-repository.ts';
import { workingCopyTree } from '../git/working-copy.ts';
import { createRenderMemo, type FleetPlan, planFleet } from '../render/plan-fleet.ts';
import type { Fleet } from '../repository/fleet.ts';
import { createLoadMemo, loadFleet } from '../repository/load-fleet.ts';
import type { Tree } from '../repository/tree.ts';
import type { ReadLine } from './print-diagnostics.ts';

export interface ReadFleet {
  readonly fleet: Fleet;
  readonly plan: FleetPlan;
  readonly readLine: ReadLine;
}

const memoBytes = 64 * 1024 * 1024;

const lineReader = (tree: Tree): ReadLine => {
  const files = new Map(tree.entries.map((entry) => [entry.path, entry]));
  return (file, line) => {
    const entry = files.get(file);
    if (entry?.mode !== 'file') return undefined;
    return Buffer.from(entry.read()).toString('utf8').split('\n')[line - 1];
  };
};

/** A fleet repository as its files stand, or at a revision; read from git objects, nothing is checked out. */
export const readFleet = async (path: string, revision: string | undefined): Promise<ReadFleet> => {
  const tree = await (revision === undefined ? workingCopyTree(path) : localCommitTree(path, revision));
  const fleet = loadFleet(tree, createLoadMemo({ maxBytes: memoBytes }));
  return {
    fleet,
    plan: planFleet(fleet, createRenderMemo({ maxBytes: memoBytes })),
    readLine: lineReader(tree),
  };
};
