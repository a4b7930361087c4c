/** What expressions and selectors may know of a cluster. Comes from its ManagedCluster, never from the live cluster. */
export interface ClusterFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly facts: Readonly<Record<string, string>>;
}
