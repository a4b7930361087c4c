import { isJsonObject, type Json } from '../../model/json.ts';
import type { LabelSelector, ManagedCluster, RolloutStrategyDocument } from '../../repository/fleet.ts';
import { selectorMatches } from '../../schedule/label-selector.ts';
import { type WantedLabel, wantedLabels } from '../../schedule/nearest-label.ts';

/** A stage of a strategy, as its validated document has it. */
export interface Stage {
  readonly name: string;
  readonly selector?: LabelSelector;
  readonly clusters?: readonly string[];
  /** A label: one stage a value, so that a cluster without it is in none of them. */
  readonly groupBy?: string;
  readonly pointer: string;
}

const stageOf = (value: Json, index: number): readonly Stage[] => {
  if (!isJsonObject(value) || typeof value.name !== 'string') return [];
  const { name, selector, clusters, groupBy } = value;
  return [
    {
      name,
      ...(isJsonObject(selector) && { selector: selector as LabelSelector }),
      ...(Array.isArray(clusters) && { clusters: clusters as readonly string[] }),
      ...(typeof groupBy === 'string' && { groupBy }),
      pointer: `/spec/stages/${index}`,
    },
  ];
};

/** The stages that a strategy names; none: one stage over every cluster. */
export const stagesOf = ({ spec }: RolloutStrategyDocument): readonly Stage[] =>
  Array.isArray(spec.stages) ? (spec.stages as readonly Json[]).flatMap(stageOf) : [];

/** Whether a cluster is one of a stage, if no stage before has taken it. */
export const isOfStage = ({ selector, clusters, groupBy }: Stage, cluster: ManagedCluster): boolean => {
  if (clusters && !clusters.includes(cluster.name)) return false;
  if (selector && !selectorMatches(selector, cluster.labels)) return false;
  return groupBy === undefined || Object.hasOwn(cluster.labels, groupBy);
};

/** The labels that would put a cluster into a stage. */
export const labelsOfStage = ({ selector = {}, groupBy }: Stage): readonly WantedLabel[] => [
  ...wantedLabels(selector),
  ...(groupBy === undefined ? [] : [{ key: groupBy }]),
];
