import { bindingKey } from '../src/model/binding.ts';
import { type Diagnostic, HeadwaterError } from '../src/model/diagnostic.ts';
import { withLaterOf } from '../src/render/apply-later.ts';
import type { FleetPlan } from '../src/render/plan-fleet.ts';
import type { RolloutTarget, SubscriptionRecord } from '../src/rollout/record.ts';
import type { CommitPlanner, HeadCommit, PendingOverrides, PlannedCommit } from './commit-plan.ts';

type Records = ReadonlyMap<string, SubscriptionRecord>;

export interface HeadOptions {
  readonly planner: CommitPlanner;
  readonly records: Records;
  readonly signal: AbortSignal;
}

interface Suspect {
  readonly record: SubscriptionRecord;
  readonly target: RolloutTarget;
}

/** Subscriptions whose ApplyLater overrides are not those of their last rollout. */
const suspects = (planned: PlannedCommit, records: Records): readonly Suspect[] =>
  planned.fleet.subscriptions.flatMap(({ key }) => {
    const record = records.get(key);
    const target = record?.target;
    if (!record || !target || target.later === (planned.plan.later.get(key) ?? '')) return [];
    return [{ record, target }];
  });

/** Absent where something else changed too: then everything goes out together. */
const pendingOf = (
  planned: PlannedCommit,
  held: FleetPlan,
  { record, target }: Suspect,
): PendingOverrides | undefined => {
  const { subscription } = record;
  const digests: Record<string, string> = {};
  const clusters: string[] = [];
  for (const cluster of planned.fleet.clusters) {
    const key = bindingKey({ subscription, cluster: cluster.name });
    const head = planned.plan.bindings.get(key)?.state?.digest;
    const pin = record.clusters[cluster.name]?.pin;
    // who runs nothing yet has nothing to keep
    const digest = pin ? held.bindings.get(key)?.state?.digest : head;
    if (head === undefined || digest === undefined) continue;
    if (pin && digest !== pin.digest && digest !== target.digests[cluster.name]) return undefined;
    digests[cluster.name] = digest;
    if (digest !== head) clusters.push(cluster.name);
  }
  return clusters.length === 0 ? undefined : { digests, later: target.later, clusters };
};

/** A commit that some Subscription's last rollout was for, where it can still be had. */
const releasedAt = async (
  commit: string,
  { planner, signal }: HeadOptions,
): Promise<PlannedCommit | undefined> => {
  try {
    return await planner.plan(commit, signal);
  } catch (error) {
    // nothing is held back by overrides that nobody knows any more
    if (error instanceof HeadwaterError) return undefined;
    throw error;
  }
};

/**
 * A commit with what of it must wait: an edit of ApplyLater overrides alone starts no rollout. Asked with the
 * overrides as they stood in the commit of the last rollout.
 */
export const headCommit = async (planned: PlannedCommit, options: HeadOptions): Promise<HeadCommit> => {
  const pending = new Map<string, PendingOverrides>();
  const groups = Map.groupBy(suspects(planned, options.records), ({ target }) => target.commit);
  for (const [commit, group] of groups) {
    const released = await releasedAt(commit, options);
    if (!released) continue;
    const held = options.planner.planFleet(withLaterOf(planned.fleet, released.fleet));
    for (const suspect of group) {
      const found = pendingOf(planned, held, suspect);
      if (found) pending.set(suspect.record.subscription, found);
    }
  }
  return { ...planned, pending };
};

export const pendingDiagnostics = (pending: ReadonlyMap<string, PendingOverrides>): readonly Diagnostic[] =>
  [...pending].map(([subscription, { clusters }]) => ({
    code: 'PendingOverrides',
    severity: 'note',
    message: `${subscription}: ApplyLater overrides of ${clusters.length} ${clusters.length === 1 ? 'cluster' : 'clusters'} wait for its next rollout`,
    hint: 'overridePolicy: ApplyNow starts one',
  }));
