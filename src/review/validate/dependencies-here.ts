import type { Diagnostic } from '../../model/diagnostic.ts';
import { pointerToken } from '../../model/json.ts';
import type { Fleet, Subscription } from '../../repository/fleet.ts';
import { problemAt } from '../../repository/problem.ts';
import { clustersOf } from '../../schedule/select.ts';
import type { Check } from './check.ts';
import { nameList } from './name-list.ts';

const annotation = `/metadata/annotations/${pointerToken('headwater.dev/depends-on')}`;

const missing = (fleet: Fleet, subscription: Subscription): readonly Diagnostic[] =>
  subscription.dependsOn.flatMap((key) => {
    const wanted = fleet.subscriptions.find((other) => other.key === key);
    // one that does not exist is an error of its own
    if (!wanted || wanted.refused.length > 0) return [];
    const there = new Set(clustersOf(fleet, wanted));
    const without = clustersOf(fleet, subscription).filter((cluster) => !there.has(cluster));
    if (without.length === 0) return [];
    const names = nameList(without.map(({ name }) => name));
    return [
      problemAt(subscription.document, annotation, {
        code: 'DependencyNotHere',
        severity: 'warning',
        message: `${subscription.key} waits for ${key}, which does not run on ${names}: it does not wait there`,
      }),
    ];
  });

/** Dependencies that a cluster does not run: there they are met from the start. */
export const dependenciesHere: Check = {
  name: 'dependencies on the same cluster',
  run: ({ fleet }) => fleet.subscriptions.flatMap((subscription) => missing(fleet, subscription)),
};
