import { byCodePoint } from '../../model/json.ts';
import type { Fleet, ManagedCluster, RolloutStrategyDocument, Subscription } from '../../repository/fleet.ts';
import { clustersOf } from '../../schedule/select.ts';

/** A strategy, who uses it, and on which clusters. */
export interface StrategyUse {
  readonly strategy: RolloutStrategyDocument;
  readonly subscriptions: readonly Subscription[];
  /** Sorted by name. */
  readonly clusters: readonly ManagedCluster[];
}

/** Every strategy of a fleet with its use. */
export const strategyUses = (fleet: Fleet): readonly StrategyUse[] => {
  const users = Map.groupBy(fleet.subscriptions, ({ strategy }) => strategy);
  return fleet.strategies.map((strategy) => {
    const subscriptions = users.get(strategy.name) ?? [];
    const clusters = new Set(subscriptions.flatMap((subscription) => clustersOf(fleet, subscription)));
    return {
      strategy,
      subscriptions,
      clusters: [...clusters].sort((a, b) => byCodePoint(a.name, b.name)),
    };
  });
};
