import type { FleetStatus } from '../../../controllers/status.ts';

/** What each binding is pinned to: digests by `subscription cluster`. */
export const digestsOf = ({ bindings }: FleetStatus): ReadonlyMap<string, string> =>
  new Map(bindings.map(({ subscription, cluster, digest }) => [`${subscription} ${cluster}`, digest]));

/** Clusters where any binding has another digest than before, in order. */
export const changedClusters = (
  before: ReadonlyMap<string, string>,
  { bindings }: FleetStatus,
): readonly string[] => [
  ...new Set(
    bindings
      .filter(({ subscription, cluster, digest }) => before.get(`${subscription} ${cluster}`) !== digest)
      .map(({ cluster }) => cluster),
  ),
];
