/** Loads and plans one layers repository, in a process that holds nothing else. */
import { openLocalRepository } from '../../src/git/local-repository.ts';
import type { KubeObject } from '../../src/model/resource.ts';
import type { Tree } from '../../src/repository/tree.ts';
import { compareFleets } from '../../src/review/diff/compare-fleets.ts';
import { timed } from './harness.ts';
import type { LayersEditName } from './layers-repository.ts';
import { checked, createMemos, planOf, planTree } from './memory-plan.ts';
import { serveParent } from './worker.ts';

export interface Times {
  readonly ms: number;
  readonly cpuMs: number;
}

export interface LayersFloor {
  readonly read: readonly Times[];
  readonly clone: readonly Times[];
  readonly objects: number;
}

export interface LayersPlans {
  readonly cold: readonly Times[];
  readonly edits: Readonly<Record<string, readonly Times[]>>;
  readonly bindings: number;
  readonly peakBytes: number;
}

export type LayersDiffs = Pick<LayersPlans, 'edits' | 'peakBytes'>;

interface Asked {
  readonly folder: string;
  readonly repeats: number;
  readonly edits: readonly LayersEditName[];
}

const strip = ({ ms, cpuMs }: Times): Times => ({ ms, cpuMs });
const sum = (times: readonly Times[]): Times => ({
  ms: times.reduce((total, { ms }) => total + ms, 0),
  cpuMs: times.reduce((total, { cpuMs }) => total + cpuMs, 0),
});

const treeAt = (folder: string, revision: string): Tree => openLocalRepository(folder).tree(revision);

const times = <T>(count: number, make: (repeat: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, repeat) => make(repeat));

/** structuredClone of each distinct object, in turns so that a million of them need not be held at once. */
const cloneEach = (tree: Tree): { readonly time: Times; readonly objects: number } => {
  const seen = new WeakSet<KubeObject>();
  const turns: Times[] = [];
  let objects = 0;
  for (const { state } of planOf(tree, createMemos()).bindings.values()) {
    const fresh = (state?.objects ?? []).flatMap(({ object }) => (seen.has(object) ? [] : [object]));
    for (const object of fresh) seen.add(object);
    objects += fresh.length;
    turns.push(timed(() => fresh.map((object) => structuredClone(object))));
  }
  return { time: sum(turns), objects };
};

const floor = ({ folder, repeats }: Asked): LayersFloor => {
  const read = times(repeats, () =>
    strip(
      timed(() => treeAt(folder, 'base').entries.reduce((bytes, entry) => bytes + entry.read().length, 0)),
    ),
  );
  const clones = times(repeats, () => cloneEach(treeAt(folder, 'base')));
  return { read, clone: clones.map(({ time }) => time), objects: clones[0]?.objects ?? 0 };
};

/** A commit is planned by a process that has planned its parent; the first plan has nothing to go by. */
const plan = ({ folder, repeats, edits }: Asked): LayersPlans => {
  const cold: Times[] = [];
  const changed: Record<string, Times[]> = Object.fromEntries(edits.map((name) => [name, []]));
  const repository = openLocalRepository(folder);
  let bindings = 0;
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    const memos = createMemos();
    const first = timed(() => planTree(repository.tree('base'), memos));
    bindings = checked(first.value).bindings.size;
    cold.push(strip(first));
    for (const name of edits) {
      changed[name]?.push(strip(timed(() => planTree(repository.tree(name), memos))));
      planTree(repository.tree('base'), memos);
    }
  }
  return { cold, edits: changed, bindings, peakBytes: process.resourceUsage().maxRSS * 1024 };
};

/** What `headwater diff` does between two trees, but for printing. */
const diff = ({ folder, repeats, edits }: Asked): LayersDiffs => {
  const repository = openLocalRepository(folder);
  const found: Record<string, Times[]> = Object.fromEntries(edits.map((name) => [name, []]));
  for (let repeat = 0; repeat < repeats; repeat += 1) {
    for (const name of edits) {
      const run = timed(() => {
        const memos = createMemos();
        const sideOf = (tree: Tree) => ({ tree, ...planTree(tree, memos) });
        const sides = { before: sideOf(repository.tree('base')), after: sideOf(repository.tree(name)) };
        return compareFleets(sides, { memo: memos.render });
      });
      if (run.value.objects.length === 0) throw new Error(`the diff of ${name} shows nothing`);
      found[name]?.push(strip(run));
    }
  }
  return { edits: found, peakBytes: process.resourceUsage().maxRSS * 1024 };
};

serveParent({ floor, plan, diff }, async () => {});
