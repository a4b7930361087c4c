import { bindingKey } from '../../model/binding.ts';
import { withLaterOf } from '../../render/apply-later.ts';
import { type FleetPlan, planFleet, type RenderMemo } from '../../render/plan-fleet.ts';
import type { Sides } from './side.ts';

/** Whether all that changes of a Subscription is due to its ApplyLater overrides. */
const onlyLater = ({ before, after }: Sides, held: FleetPlan, subscription: string): boolean => {
  let changed = false;
  for (const { name } of after.fleet.clusters) {
    const key = bindingKey({ subscription, cluster: name });
    const [was, is] = [before.plan, after.plan].map((plan) => plan.bindings.get(key)?.state?.digest);
    if (was === undefined || is === undefined) continue;
    if (held.bindings.get(key)?.state?.digest !== was) return false;
    changed ||= is !== was;
  }
  return changed;
};

/**
 * Subscriptions of which only ApplyLater overrides changed: their clusters wait for the next rollout, as they do in the
 * reconciler. Asked with the overrides as they stood before; costs a plan only where such overrides changed.
 */
export const waitingSubscriptions = (sides: Sides, memo: RenderMemo): ReadonlySet<string> => {
  const { before, after } = sides;
  const suspects = after.fleet.subscriptions
    .map(({ key }) => key)
    .filter((key) => before.plan.later.get(key) !== after.plan.later.get(key));
  if (suspects.length === 0) return new Set();
  const held = planFleet(withLaterOf(after.fleet, before.fleet), memo);
  return new Set(suspects.filter((key) => onlyLater(sides, held, key)));
};
