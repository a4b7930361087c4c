import { selectionProblems } from '../../schedule/select.ts';
import type { Check } from './check.ts';
import { dependenciesHere } from './dependencies-here.ts';
import { equalPriority } from './equal-priority.ts';
import { hasBroken } from './has-broken.ts';
import { notUsed } from './not-used.ts';
import { podsRestart } from './pods-restart.ts';
import { regexTargets } from './regex-targets.ts';
import { strategyStages } from './strategy-stages.ts';

const noClusters: Check = {
  name: 'Subscriptions that select no cluster',
  run: ({ fleet }) => (hasBroken(fleet, 'clusters') ? [] : selectionProblems(fleet)),
};

/** What validate looks at beside the reading and the plan, of the fleet as a whole. */
export const fleetChecks: readonly Check[] = [
  noClusters,
  regexTargets,
  equalPriority,
  podsRestart,
  strategyStages,
  dependenciesHere,
  notUsed,
];
