import type { FleetPlan } from '../../render/plan-fleet.ts';
import type { Fleet } from '../../repository/fleet.ts';
import type { Tree } from '../../repository/tree.ts';

/** One of the two states of a repository that are compared. */
export interface Side {
  readonly tree: Tree;
  readonly fleet: Fleet;
  readonly plan: FleetPlan;
}

export interface Sides {
  readonly before: Side;
  readonly after: Side;
}

/** Looks at the older side, then at the newer one. */
export const onBoth = <Value>(
  { before, after }: Sides,
  look: (side: Side) => Value,
): readonly [Value, Value] => [look(before), look(after)];
