import type { Diagnostic } from '../../model/diagnostic.ts';
import type { Fleet } from '../../repository/fleet.ts';
import { nearestHint } from '../../repository/nearest.ts';
import { problemAt } from '../../repository/problem.ts';
import { nearestLabelHint } from '../../schedule/nearest-label.ts';
import type { Check } from './check.ts';
import { hasBroken } from './has-broken.ts';
import { nameList } from './name-list.ts';
import { isOfStage, labelsOfStage, type Stage, stagesOf } from './stages.ts';
import { type StrategyUse, strategyUses } from './strategy-use.ts';

const wayOut = 'label them, add a last stage without a selector, or set unmatched: lastStage';

const unmatched = (use: StrategyUse, stages: readonly Stage[]): readonly Diagnostic[] => {
  const { strategy, clusters, subscriptions } = use;
  const policy = strategy.spec.unmatched ?? 'exclude';
  if (policy === 'lastStage') return [];
  const left = clusters.filter((cluster) => !stages.some((stage) => isOfStage(stage, cluster)));
  if (left.length === 0) return [];
  const names = nameList(left.map(({ name }) => name));
  const users = nameList(subscriptions.map(({ key }) => key));
  return [
    problemAt(strategy.document, '/spec/stages', {
      code: 'ClustersUnmatched',
      severity: policy === 'fail' ? 'error' : 'warning',
      message: `no stage takes ${names} (used by ${users}): ${
        policy === 'fail' ? 'each rollout is rejected' : 'nothing is rolled out there'
      }`,
      hint: wayOut,
      ...nearestLabelHint(left, stages.flatMap(labelsOfStage)),
    }),
  ];
};

/** A cluster belongs to the first stage that takes it. */
const emptyStages = (use: StrategyUse, stages: readonly Stage[]): readonly Diagnostic[] => {
  const taken = new Set(use.clusters.map((cluster) => stages.find((stage) => isOfStage(stage, cluster))));
  return stages
    .filter((stage) => !taken.has(stage))
    .map((stage) =>
      problemAt(use.strategy.document, stage.pointer, {
        code: 'StageEmpty',
        severity: 'warning',
        message: `the stage ${stage.name} takes no cluster of any Subscription that uses ${use.strategy.name}: it is skipped with its gates`,
      }),
    );
};

/** A stage without a selector and names takes what is left, and is at odds with none. */
const isExplicit = ({ selector, clusters }: Stage): boolean =>
  selector !== undefined || clusters !== undefined;

const overlaps = (use: StrategyUse, stages: readonly Stage[]): readonly Diagnostic[] =>
  stages.filter(isExplicit).flatMap((stage, index, explicit) => {
    const earlier = explicit.slice(0, index);
    const both = use.clusters.filter(
      (cluster) => isOfStage(stage, cluster) && earlier.some((other) => isOfStage(other, cluster)),
    );
    if (both.length === 0) return [];
    return [
      problemAt(use.strategy.document, stage.pointer, {
        code: 'StageOverlap',
        severity: 'warning',
        message: `${nameList(both.map(({ name }) => name))}: a stage before ${stage.name} takes them too, and the first one has them`,
      }),
    ];
  });

const unknownClusters = (fleet: Fleet, use: StrategyUse, stages: readonly Stage[]): readonly Diagnostic[] => {
  const names = fleet.clusters.map(({ name }) => name);
  const known = new Set(names);
  return stages.flatMap(({ clusters = [], pointer }) =>
    clusters.flatMap((name, index) =>
      known.has(name)
        ? []
        : [
            problemAt(use.strategy.document, `${pointer}/clusters/${index}`, {
              code: 'UnknownReference',
              severity: 'warning',
              message: `no ManagedCluster is named ${name}`,
              ...nearestHint(name, names),
            }),
          ],
    ),
  );
};

const inStrategy = (fleet: Fleet, use: StrategyUse): readonly Diagnostic[] => {
  const stages = stagesOf(use.strategy);
  if (stages.length === 0) return [];
  const unknown = hasBroken(fleet, 'clusters') ? [] : unknownClusters(fleet, use, stages);
  if (use.clusters.length === 0) return unknown;
  const empty = hasBroken(fleet, 'clusters') ? [] : emptyStages(use, stages);
  return [...unmatched(use, stages), ...overlaps(use, stages), ...empty, ...unknown];
};

/** Strategies whose stages leave clusters out, take one twice or take none, or name what is not there. */
export const strategyStages: Check = {
  name: 'stages of strategies',
  run: ({ fleet }) => strategyUses(fleet).flatMap((use) => inStrategy(fleet, use)),
};
