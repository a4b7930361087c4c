import type { GitSource } from '../src/git/source.ts';
import { createRenderMemo, type FleetPlan, planFleet } from '../src/render/plan-fleet.ts';
import type { Fleet } from '../src/repository/fleet.ts';
import { createLoadMemo, loadFleet } from '../src/repository/load-fleet.ts';

export interface PlannedCommit {
  readonly commit: string;
  readonly fleet: Fleet;
  readonly plan: FleetPlan;
}

export interface CommitPlanner {
  /** Fetches what is missing, reads and renders; the commit is kept until `release`. */
  plan(commit: string, signal: AbortSignal): Promise<PlannedCommit>;
}

/** Of memory: 100,000 bindings, and some 50,000 objects. */
const renderMemoBytes = 128 * 1024 * 1024;
const loadMemoBytes = 64 * 1024 * 1024;

/** Commit → what every cluster shall run; a commit costs what it changed. */
export const createCommitPlanner = (source: GitSource): CommitPlanner => {
  const loadMemo = createLoadMemo({ maxBytes: loadMemoBytes });
  const renderMemo = createRenderMemo({ maxBytes: renderMemoBytes });
  return {
    async plan(commit, signal) {
      if (!(await source.has(commit))) await source.fetch(commit, signal);
      await source.keep(commit);
      const fleet = loadFleet(await source.tree(commit), loadMemo);
      return { commit, fleet, plan: planFleet(fleet, renderMemo) };
    },
  };
};
