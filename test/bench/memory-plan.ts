import { hash } from 'node:crypto';
import { createRenderMemo, type FleetPlan, planFleet, type RenderMemo } from '../../src/render/plan-fleet.ts';
import type { Fleet } from '../../src/repository/fleet.ts';
import { createLoadMemo, type LoadMemo, loadFleet } from '../../src/repository/load-fleet.ts';
import type { Tree } from '../../src/repository/tree.ts';

/** A commit's tree in memory, with the object ids that git would give. */
export const treeOf = (files: Readonly<Record<string, string>>): Tree => ({
  commit: '0'.repeat(40),
  entries: Object.entries(files)
    .map(([path, text]) => {
      const bytes = Buffer.from(text);
      const oid = hash('sha1', Buffer.concat([Buffer.from(`blob ${bytes.length}\0`), bytes]), 'hex');
      return { path, oid, size: bytes.length, mode: 'file' as const, read: () => bytes };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1)),
});

export interface Memos {
  readonly load: LoadMemo;
  readonly render: RenderMemo;
}

/** As the reconciler has them. */
export const createMemos = (): Memos => {
  const mebibyte = 1024 * 1024;
  return {
    load: createLoadMemo({ maxBytes: 64 * mebibyte }),
    render: createRenderMemo({ maxBytes: 128 * mebibyte }),
  };
};

interface Planned {
  readonly fleet: Fleet;
  readonly plan: FleetPlan;
}

/** What every cluster shall run, by the reconciler's own load and render. */
export const planTree = (tree: Tree, memos: Memos): Planned => {
  const fleet = loadFleet(tree, memos.load);
  return { fleet, plan: planFleet(fleet, memos.render) };
};

/** Throws where anything is wrong. */
export const checked = ({ fleet, plan }: Planned): FleetPlan => {
  const wrong = [
    ...fleet.diagnostics,
    ...plan.diagnostics,
    ...[...plan.bindings.values()].flatMap((one) => one.diagnostics),
  ];
  const error = wrong.find(({ severity }) => severity === 'error');
  if (error) throw new Error(`the benchmark's fleet is wrong: ${error.message}`);
  return plan;
};

export const planOf = (tree: Tree, memos: Memos): FleetPlan => checked(planTree(tree, memos));
