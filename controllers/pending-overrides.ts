import { bindingKey } from '../src/model/binding.ts';
import type { Diagnostic } from '../src/model/diagnostic.ts';
import { withLaterOf } from '../src/render/apply-later.ts';
import type { FleetPlan } from '../src/render/plan-fleet.ts';
import type { RolloutTarget, SubscriptionRecord } from '../src/rollout/record.ts';
import type { PendingOverrides, PlannedCommit } from './commit-plan.ts';

type Records = ReadonlyMap<string, SubscriptionRecord>;

export interface PendingOptions {
  readonly planned: PlannedCommit;
  readonly records: Records;
  /** Plans a commit that some Subscription's last rollout was for; undefined where it cannot be had. */
  readonly planAt: (commit: string) => Promise<PlannedCommit | undefined>;
  readonly planFleet: (fleet: PlannedCommit['fleet']) => FleetPlan;
}

interface Suspect {
  readonly record: SubscriptionRecord;
  readonly target: RolloutTarget;
}

/** Subscriptions whose ApplyLater overrides are not those of their last rollout. */
const suspects = ({ planned, records }: PendingOptions): readonly Suspect[] =>
  planned.fleet.subscriptions.flatMap(({ key }) => {
    const record = records.get(key);
    const target = record?.target;
    if (!record || !target || target.later === (planned.plan.later.get(key) ?? '')) return [];
    return [{ record, target }];
  });

/** Absent where something else changed too: then everything goes out together. */
const pendingOf = (
  { planned }: PendingOptions,
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

/**
 * What must wait: an edit of ApplyLater overrides alone starts no rollout. Asked with the overrides as they stood in
 * the commit of the last rollout; a commit that cannot be had any more holds nothing back.
 */
export const pendingOverrides = async (
  options: PendingOptions,
): Promise<ReadonlyMap<string, PendingOverrides>> => {
  const found = new Map<string, PendingOverrides>();
  for (const [commit, group] of Map.groupBy(suspects(options), ({ target }) => target.commit)) {
    const released = await options.planAt(commit);
    if (!released) continue;
    const held = options.planFleet(withLaterOf(options.planned.fleet, released.fleet));
    for (const suspect of group) {
      const pending = pendingOf(options, held, suspect);
      if (pending) found.set(suspect.record.subscription, pending);
    }
  }
  return found;
};

export const pendingDiagnostics = (pending: ReadonlyMap<string, PendingOverrides>): readonly Diagnostic[] =>
  [...pending].map(([subscription, { clusters }]) => ({
    code: 'PendingOverrides',
    severity: 'note',
    message: `${subscription}: ApplyLater overrides of ${clusters.length} ${clusters.length === 1 ? 'cluster' : 'clusters'} wait for its next rollout`,
    hint: 'overridePolicy: ApplyNow starts one',
  }));
