import type { Check } from './check.ts';
import { equalPriority } from './equal-priority.ts';
import { notUsed } from './not-used.ts';
import { podsRestart } from './pods-restart.ts';
import { regexTargets } from './regex-targets.ts';
import { strategyStages } from './strategy-stages.ts';

/** What validate looks at beside the reading and the plan, of the fleet as a whole. */
export const fleetChecks: readonly Check[] = [
  regexTargets,
  equalPriority,
  podsRestart,
  strategyStages,
  notUsed,
];
