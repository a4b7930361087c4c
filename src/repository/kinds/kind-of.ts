import type { FleetDocument } from '../fleet.ts';
import { clusternetAppsVersion, clusternetClustersVersion, ourVersion } from './fields.ts';

/** What a document of a known folder is, by its apiVersion and kind alone. */
export type DocumentKind =
  | 'FleetConfig'
  | 'ManagedCluster'
  | 'ClusternetManagedCluster'
  | 'Subscription'
  | 'RolloutStrategy'
  | 'Overlay'
  | 'Globalization'
  | 'Localization'
  | 'HelmChart'
  | 'Manifest'
  /** Of ours or of Clusternet's, and none that a repository holds. */
  | 'foreign'
  /** Anything else that names an apiVersion and a kind. */
  | 'object'
  | 'none';

const known: Readonly<Record<string, DocumentKind>> = {
  [`${ourVersion} FleetConfig`]: 'FleetConfig',
  [`${ourVersion} ManagedCluster`]: 'ManagedCluster',
  [`${ourVersion} RolloutStrategy`]: 'RolloutStrategy',
  [`${ourVersion} Overlay`]: 'Overlay',
  [`${clusternetClustersVersion} ManagedCluster`]: 'ClusternetManagedCluster',
  [`${clusternetAppsVersion} Subscription`]: 'Subscription',
  [`${clusternetAppsVersion} Globalization`]: 'Globalization',
  [`${clusternetAppsVersion} Localization`]: 'Localization',
  [`${clusternetAppsVersion} HelmChart`]: 'HelmChart',
  [`${clusternetAppsVersion} Manifest`]: 'Manifest',
};

const ownGroups = /^(?:headwater\.dev|apps\.clusternet\.io|clusters\.clusternet\.io)\//;

/** `apiVersion kind` of every document that has a meaning of its own: what a mistyped one is compared with. */
export const knownKinds: readonly string[] = Object.keys(known);

export const kindOf = (document: FleetDocument): DocumentKind => {
  const { apiVersion, kind } = document.value;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') return 'none';
  if (apiVersion === '' || kind === '') return 'none';
  const name = `${apiVersion} ${kind}`;
  if (Object.hasOwn(known, name)) return known[name]!;
  return ownGroups.test(apiVersion) ? 'foreign' : 'object';
};
