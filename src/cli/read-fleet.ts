import { localCommitTree } from '../git/local-repository.ts';
import { workingCopyTree } from '../git/working-copy.ts';
import { createRenderMemo, type FleetPlan, planFleet } from '../render/plan-fleet.ts';
import type { Fleet } from '../repository/fleet.ts';
import { createLoadMemo, type LoadMemo, loadFleet } from '../repository/load-fleet.ts';
import type { Tree } from '../repository/tree.ts';
import type { ReadLines } from './diagnostics/report.ts';

/** What was read of a repository: the tree (files as they stand, or a commit) and the fleet in it. */
export interface OpenedFleet {
  readonly tree: Tree;
  readonly fleet: Fleet;
  readonly readLines: ReadLines;
}

export interface ReadFleet extends OpenedFleet {
  readonly plan: FleetPlan;
}

const memoBytes = 64 * 1024 * 1024;

/** Each file is read once; its lines end as YAML's do. */
const lineReader = (tree: Tree): ReadLines => {
  const files = new Map(tree.entries.map((entry) => [entry.path, entry]));
  const known = new Map<string, readonly string[]>();
  return (file) => {
    const entry = files.get(file);
    if (entry?.mode !== 'file') return undefined;
    const lines =
      known.get(file) ??
      Buffer.from(entry.read())
        .toString('utf8')
        .split(/\r\n|\r|\n/);
    known.set(file, lines);
    return lines;
  };
};

/** A fleet repository as its files stand, or at a revision; read from git objects, nothing is checked out. */
export const openFleet = async (
  path: string,
  revision: string | undefined,
  memo: LoadMemo = createLoadMemo({ maxBytes: memoBytes }),
): Promise<OpenedFleet> => {
  const tree = await (revision === undefined ? workingCopyTree(path) : localCommitTree(path, revision));
  return { tree, fleet: loadFleet(tree, memo), readLines: lineReader(tree) };
};

/** The same, with what every cluster shall run. */
export const readFleet = async (path: string, revision: string | undefined): Promise<ReadFleet> => {
  const opened = await openFleet(path, revision);
  return { ...opened, plan: planFleet(opened.fleet, createRenderMemo({ maxBytes: memoBytes })) };
};
