import { byCodePoint } from '../../model/json.ts';
import type { ManagedCluster } from '../../repository/fleet.ts';

const mostNames = 4;

/** Clusters by the labels that they have. */
export type ClusterNamer = (names: readonly string[]) => string;

const listed = (names: readonly string[], all: number): string => {
  const shown = names.slice(0, mostNames).join(', ');
  const rest = names.length - mostNames;
  return rest > 0 ? `${names.length} of ${all} clusters: ${shown} (+${rest})` : shown;
};

/** Label → the clusters that have it, as a text that equal sets share. */
const setsByLabel = (clusters: readonly ManagedCluster[]): ReadonlyMap<string, string> => {
  const sets = new Map<string, string[]>();
  for (const { name, labels } of clusters) {
    for (const [key, value] of Object.entries(labels)) {
      const label = `${key}=${value}`;
      sets.set(label, [...(sets.get(label) ?? []), name]);
    }
  }
  const labels = [...sets].sort(([a], [b]) => a.length - b.length || byCodePoint(a, b));
  const byNames = new Map<string, string>();
  for (const [label, names] of labels) {
    const key = names.sort(byCodePoint).join(' ');
    if (!byNames.has(key)) byNames.set(key, label);
  }
  return byNames;
};

/** Names a set of clusters as a person would: all of them, a label that only they have, or the first few. */
export const clusterNamer = (clusters: readonly ManagedCluster[]): ClusterNamer => {
  const labels = setsByLabel(clusters);
  return (names) => {
    if (names.length > 1 && names.length === clusters.length) return `all ${names.length} clusters`;
    if (names.length <= 2) return names.join(', ');
    const label = labels.get(names.join(' '));
    return label === undefined ? listed(names, clusters.length) : `${label} (${names.length} clusters)`;
  };
};
