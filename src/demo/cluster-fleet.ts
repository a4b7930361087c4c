/** Some clusters that a demo or a test may reconcile, real or simulated. */
export interface ClusterFleet {
  /** What kind of fleet this is, for a person: "local control planes", "k3s", … */
  readonly name: string;
  /** Path of a kubeconfig (mode 0600) with one context a cluster, named like the cluster. */
  readonly kubeconfig: string;
  /** Ends every cluster and removes what the fleet wrote, this kubeconfig included. Safe to call twice. */
  stop(): Promise<void>;
}
