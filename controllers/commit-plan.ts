import type { GitSource } from '../src/git/source.ts';
import { createRenderMemo, type FleetPlan, planFleet } from '../src/render/plan-fleet.ts';
import type { Fleet } from '../src/repository/fleet.ts';
import { createLoadMemo, loadFleet } from '../src/repository/load-fleet.ts';

export interface PlannedCommit {
  readonly commit: string;
  readonly fleet: Fleet;
  readonly plan: FleetPlan;
}

/** The same, once it is known what of it must wait. */
export interface HeadCommit extends PlannedCommit {
  /** By Subscription. */
  readonly pending: ReadonlyMap<string, PendingOverrides>;
}

/** A Subscription of which ApplyLater overrides alone changed: they wait for its next rollout. */
export interface PendingOverrides {
  /** By cluster: what it runs until then. */
  readonly digests: Readonly<Record<string, string>>;
  /** What the overrides in them are (TargetEvent.later). */
  readonly later: string;
  /** Clusters that will change. */
  readonly clusters: readonly string[];
}

export interface CommitPlanner {
  /** Fetches what is missing, reads and renders; the commit is kept until `release`. */
  plan(commit: string, signal: AbortSignal): Promise<PlannedCommit>;
  /** What a fleet that is no commit comes to. */
  planFleet(fleet: Fleet): FleetPlan;
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
    planFleet: (fleet) => planFleet(fleet, renderMemo),
  };
};
