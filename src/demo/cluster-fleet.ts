/** Some clusters that a demo or a test may reconcile, real or simulated. */
export interface ClusterFleet {
  /** What kind of fleet this is, for a person: "simulated clusters", "local control planes", "k3s", … */
  readonly name: string;
  /** Path of a kubeconfig (mode 0600) with one context a cluster, named like the cluster. */
  readonly kubeconfig: string;
  /** The same contexts for user `admin`: the person at the keyboard, who is not the reconciler. */
  readonly adminKubeconfig: string;
  /** Path of a kubectl of the servers' version, where there is one. */
  readonly kubectl?: string;
  /** Ends every cluster and removes what the fleet wrote, these kubeconfigs included. Safe to call twice. */
  stop(): Promise<void>;
}

/** Starts the named clusters; `onProgress` gets a line when it takes long. */
export type StartClusters = (
  clusters: readonly string[],
  onProgress: (line: string) => void,
) => Promise<ClusterFleet>;
