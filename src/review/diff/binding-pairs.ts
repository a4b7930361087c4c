import type { DesiredState } from '../../model/desired.ts';
import type { Diagnostic } from '../../model/diagnostic.ts';
import type { BindingPlan, FleetPlan } from '../../render/plan-fleet.ts';

/** `absent`: the Subscription does not select the cluster; `broken`: an error stands in the way of the binding. */
export type BindingSide = DesiredState | 'absent' | 'broken';

/** One Subscription on the clusters where it goes from the same state to the same state. */
export interface BindingPair {
  /** `namespace/name`. */
  readonly subscription: string;
  readonly before: BindingSide;
  readonly after: BindingSide;
  /** What is wrong after the change; of one of the clusters. */
  readonly diagnostics: readonly Diagnostic[];
  /** Sorted. */
  readonly clusters: readonly string[];
}

const sideOf = (binding: BindingPlan | undefined): BindingSide =>
  binding === undefined ? 'absent' : (binding.state ?? 'broken');

const textOf = (side: BindingSide): string =>
  typeof side === 'string' ? side : `${side.digest} ${side.treatment}`;

export const isState = (side: BindingSide): side is DesiredState => typeof side !== 'string';

/** Which bindings of two plans differ, grouped: a thousand clusters of twenty stacks are twenty pairs. */
export const changedPairs = (before: FleetPlan, after: FleetPlan): readonly BindingPair[] => {
  const pairs = new Map<string, BindingPair & { readonly clusters: string[] }>();
  const note = (named: BindingPlan, old: BindingPlan | undefined, now: BindingPlan | undefined): void => {
    const [from, to] = [sideOf(old), sideOf(now)];
    const texts = [textOf(from), textOf(to)];
    if (texts[0] === texts[1]) return;
    const { subscription, cluster } = named;
    const key = JSON.stringify([subscription, ...texts]);
    const known = pairs.get(key);
    if (known) known.clusters.push(cluster);
    else {
      const diagnostics = now?.diagnostics ?? [];
      pairs.set(key, { subscription, before: from, after: to, diagnostics, clusters: [cluster] });
    }
  };
  for (const [key, now] of after.bindings) note(now, before.bindings.get(key), now);
  for (const [key, old] of before.bindings) if (!after.bindings.has(key)) note(old, old, undefined);
  return [...pairs.values()];
};
