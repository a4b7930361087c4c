import type { Check } from './check.ts';
import { equalPriority } from './equal-priority.ts';
import { podsRestart } from './pods-restart.ts';
import { regexTargets } from './regex-targets.ts';

/** What validate looks at beside the reading and the plan, of the fleet as a whole. */
export const fleetChecks: readonly Check[] = [regexTargets, equalPriority, podsRestart];
