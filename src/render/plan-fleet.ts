import { bindingKey } from '../model/binding.ts';
import type { DesiredState } from '../model/desired.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import { byCodePoint } from '../model/json.ts';
import { unmatchedOverlays } from '../overlay/unmatched.ts';
import type { Fleet, ManagedCluster, Subscription } from '../repository/fleet.ts';
import { clustersOf } from '../schedule/select.ts';
import type { RenderMemo } from './memo.ts';
import { type Conflict, ownerConflicts } from './owners.ts';
import { renderBinding } from './render-binding.ts';
import type { KnownScopes } from './scope.ts';

export { createRenderMemo, type RenderMemo } from './memo.ts';

/** One Subscription on one cluster at one commit. */
export interface BindingPlan {
  /** `namespace/name`. */
  readonly subscription: string;
  readonly cluster: string;
  /** Absent where an error touches the binding: it keeps what it runs. */
  readonly state?: DesiredState;
  readonly diagnostics: readonly Diagnostic[];
}

export interface FleetPlan {
  /**
   * By bindingKey, sorted by Subscription and cluster. While `fleet.brokenFiles` holds a file, a binding that is not
   * here may only be unreadable.
   */
  readonly bindings: ReadonlyMap<string, BindingPlan>;
  /** What concerns no binding: overlays that match nothing. The loader's own stand in the fleet. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Per cluster: the Subscriptions' conflicts that are real there, by Subscription. */
const conflictsOn = (
  cluster: string,
  conflicts: readonly Conflict[],
  selected: ReadonlyMap<string, ReadonlySet<string>>,
): ReadonlyMap<string, readonly Diagnostic[]> => {
  const found = new Map<string, Diagnostic[]>();
  for (const { subscriptions, diagnostic } of conflicts) {
    if (!subscriptions.every((key) => selected.get(key)?.has(cluster))) continue;
    for (const key of subscriptions) found.set(key, [...(found.get(key) ?? []), diagnostic]);
  }
  return found;
};

interface Selection {
  readonly subscription: Subscription;
  readonly clusters: readonly ManagedCluster[];
}

/** What every cluster shall run at this commit. Pure; the memo only saves work, so that a commit costs what it changed. */
export const planFleet = (
  fleet: Fleet,
  memo: RenderMemo,
  options: { readonly scopes?: KnownScopes } = {},
): FleetPlan => {
  const selections: readonly Selection[] = fleet.subscriptions
    .toSorted((a, b) => byCodePoint(a.key, b.key))
    .map((subscription) => ({
      subscription,
      clusters: clustersOf(fleet, subscription).toSorted((a, b) => byCodePoint(a.name, b.name)),
    }));
  const selected = new Map(
    selections.map(({ subscription, clusters }) => [
      subscription.key,
      new Set(clusters.map(({ name }) => name)),
    ]),
  );
  const conflicts = ownerConflicts(fleet);
  const refused = new Map(
    conflicts.length === 0
      ? []
      : fleet.clusters.map(({ name }) => [name, conflictsOn(name, conflicts, selected)] as const),
  );
  const bindings = new Map<string, BindingPlan>();
  for (const { subscription, clusters } of selections) {
    for (const cluster of clusters) {
      const rendered = renderBinding({ fleet, cluster, subscription, memo, scopes: options.scopes });
      const names = { subscription: subscription.key, cluster: cluster.name };
      const conflict = refused.get(cluster.name)?.get(subscription.key);
      const plan: BindingPlan = conflict
        ? { ...names, diagnostics: [...rendered.diagnostics, ...conflict] }
        : { ...names, ...rendered };
      bindings.set(bindingKey(names), plan);
    }
  }
  return { bindings, diagnostics: unmatchedOverlays(fleet) };
};
