import type { Diagnostic } from '../model/diagnostic.ts';
import { unmatchedOverlays } from '../overlay/unmatched.ts';
import type { Fleet } from '../repository/fleet.ts';
import { laterKeys } from './apply-later.ts';
import { type BindingPlan, BindingPlans, type Conflicts } from './binding-plans.ts';
import type { RenderMemo } from './memo.ts';
import { ownerConflicts } from './owners.ts';
import type { KnownScopes } from './scope.ts';
import { type Subject, subjectsOf } from './subject.ts';

export type { BindingPlan } from './binding-plans.ts';
export { createRenderMemo, type RenderMemo } from './memo.ts';

export interface FleetPlan {
  /**
   * By bindingKey, sorted by Subscription and cluster. While `fleet.brokenFiles` holds a file, a binding that is not
   * here may only be unreadable.
   */
  readonly bindings: ReadonlyMap<string, BindingPlan>;
  /** By Subscription: what its ApplyLater overrides are; absent where there are none. */
  readonly later: ReadonlyMap<string, string>;
  /** What concerns no binding: overlays that match nothing. The loader's own stand in the fleet. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Two Subscriptions that claim one object are in each other's way on the clusters that both select. */
const conflictsOf = (fleet: Fleet, subjects: readonly Subject[]): Conflicts => {
  const selections = new Map(
    subjects.map(({ subscription, selection }) => [subscription.key, selection.clusters]),
  );
  const found = new Map<string, Map<string, Diagnostic[]>>();
  for (const { subscriptions, diagnostic } of ownerConflicts(fleet)) {
    const [first, second] = subscriptions.map((key) => selections.get(key));
    for (const cluster of first?.keys() ?? []) {
      if (!second?.has(cluster)) continue;
      for (const key of subscriptions) {
        const clusters = found.get(key) ?? new Map<string, Diagnostic[]>();
        found.set(key, clusters.set(cluster, [...(clusters.get(cluster) ?? []), diagnostic]));
      }
    }
  }
  return found;
};

/** What every cluster shall run at this commit. Pure; the memo only saves work, so that a commit costs what it changed. */
export const planFleet = (
  fleet: Fleet,
  memo: RenderMemo,
  options: { readonly scopes?: KnownScopes } = {},
): FleetPlan => {
  const subjects = subjectsOf(fleet, options.scopes);
  const bindings = new BindingPlans(subjects, memo, conflictsOf(fleet, subjects));
  return { bindings, later: laterKeys(fleet, subjects), diagnostics: unmatchedOverlays(fleet) };
};
