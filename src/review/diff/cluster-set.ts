import { byCodePoint } from '../../model/json.ts';
import type { ManagedCluster } from '../../repository/fleet.ts';

/** The clusters that something concerns, and the shortest name for them. */
export interface ClusterSet {
  /** Sorted. */
  readonly names: readonly string[];
  /** Clusters that the fleet has, before or after. */
  readonly of: number;
  /** `region=eu` or `env=prod,region=eu`, where exactly these have these labels; absent where names are shorter. */
  readonly selector?: string;
}

/** So many are named one by one. */
const fewNames = 3;
/** Labels that all of a set have in common, of which pairs are tried. */
const mostLabels = 12;

/** Clusters by label, as `key=value`. */
export type LabelIndex = ReadonlyMap<string, ReadonlySet<string>>;

export interface KnownClusters {
  readonly count: number;
  readonly labels: ReadonlyMap<string, ManagedCluster['labels']>;
  readonly byLabel: LabelIndex;
}

/** The clusters of a fleet, made ready for being named. */
export const knownClusters = (clusters: readonly ManagedCluster[]): KnownClusters => {
  const byLabel = new Map<string, Set<string>>();
  for (const { name, labels } of clusters) {
    for (const [key, value] of Object.entries(labels)) {
      const label = `${key}=${value}`;
      const names = byLabel.get(label) ?? new Set<string>();
      byLabel.set(label, names.add(name));
    }
  }
  return {
    count: clusters.length,
    labels: new Map(clusters.map(({ name, labels }) => [name, labels])),
    byLabel,
  };
};

/** Labels of the first that all the others have too; sorted. */
const commonLabels = (names: readonly string[], known: KnownClusters): readonly string[] => {
  const first = known.labels.get(names[0] as string) ?? {};
  return Object.entries(first)
    .map(([key, value]) => `${key}=${value}`)
    .filter((label) => names.every((name) => known.byLabel.get(label)?.has(name)))
    .sort(byCodePoint)
    .slice(0, mostLabels);
};

const sizeOfBoth = (first: ReadonlySet<string>, second: ReadonlySet<string>): number =>
  [...first].filter((name) => second.has(name)).length;

/** One label, or two, that these clusters have and no other. */
const selectorOf = (names: readonly string[], known: KnownClusters): string | undefined => {
  const labels = commonLabels(names, known);
  const having = (label: string): ReadonlySet<string> => known.byLabel.get(label) ?? new Set();
  const one = labels.find((label) => having(label).size === names.length);
  if (one !== undefined) return one;
  for (const [index, first] of labels.entries()) {
    const second = labels
      .slice(index + 1)
      .find((label) => sizeOfBoth(having(first), having(label)) === names.length);
    if (second !== undefined) return `${first},${second}`;
  }
  return undefined;
};

/** Names a set of clusters; `names` sorted, each once. */
export const clusterSet = (names: readonly string[], known: KnownClusters): ClusterSet => {
  const short = names.length <= fewNames || names.length === known.count;
  const selector = short ? undefined : selectorOf(names, known);
  return { names, of: known.count, ...(selector !== undefined && { selector }) };
};

const shown = 3;

/** `all 400`, `region=eu (40)`, `eu-1, eu-2`, `12 of 400: eu-1, eu-2, eu-3, … (+9)`. */
export const describeClusters = ({ names, of, selector }: ClusterSet): string => {
  if (names.length === of && of > 1) return `all ${of}`;
  if (selector !== undefined) return `${selector} (${names.length})`;
  if (names.length <= fewNames) return names.join(', ');
  const rest = names.length - shown;
  return `${names.length} of ${of}: ${names.slice(0, shown).join(', ')}, … (+${rest})`;
};
