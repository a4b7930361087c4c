import type { Diagnostic } from '../../model/diagnostic.ts';
import type { FleetPlan } from '../../render/plan-fleet.ts';
import type { Fleet } from '../../repository/fleet.ts';

/** What is looked at: a fleet repository as it was read, and what every cluster shall run of it. */
export interface Reviewed {
  readonly fleet: Fleet;
  readonly plan: FleetPlan;
}

/** One thing that validate looks at; pure. */
export interface Check {
  readonly name: string;
  run(reviewed: Reviewed): readonly Diagnostic[];
}
