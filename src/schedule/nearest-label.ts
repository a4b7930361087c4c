import type { LabelSelector, ManagedCluster } from '../repository/fleet.ts';
import { nearest } from '../repository/nearest.ts';

/** A label that is asked for; any value will do where it has none. */
export interface WantedLabel {
  readonly key: string;
  readonly value?: string;
}

export const wantedLabels = ({
  matchLabels = {},
  matchExpressions = [],
}: LabelSelector): readonly WantedLabel[] => [
  ...Object.entries(matchLabels).map(([key, value]) => ({ key, value })),
  ...matchExpressions.flatMap(({ key, operator, values = [] }): readonly WantedLabel[] => {
    if (operator === 'In') return values.map((value) => ({ key, value }));
    return operator === 'Exists' ? [{ key }] : [];
  }),
];

const written = ({ key, value }: WantedLabel): string => (value === undefined ? key : `${key}=${value}`);

/** The label of a cluster that is almost the wanted one: a slip in the key or in the value, not in both. */
const almost = ({ key, value }: WantedLabel, { labels }: ManagedCluster): WantedLabel | undefined => {
  if (Object.hasOwn(labels, key)) {
    const has = labels[key]!;
    const isNear = value !== undefined && has !== value && nearest(value, [has]) !== undefined;
    return isNear ? { key, value: has } : undefined;
  }
  const alike = Object.keys(labels).filter((other) => value === undefined || labels[other] === value);
  const near = nearest(key, alike);
  return near === undefined ? undefined : { key: near, value: labels[near]! };
};

/** A label of a cluster that is almost one that is wanted, ready to be spread into a diagnostic; empty for none. */
export const nearestLabelHint = (
  clusters: readonly ManagedCluster[],
  wanted: readonly WantedLabel[],
): { readonly hint?: string } => {
  for (const cluster of clusters) {
    for (const label of wanted) {
      const found = almost(label, cluster);
      if (found) return { hint: `${cluster.name} has ${written(found)}: is it ${written(label)}?` };
    }
  }
  return {};
};
