import type { ClusterFleet } from '../cluster-fleet.ts';

/** One throwaway cluster of a local fleet. */
export interface LocalCluster {
  readonly name: string;
  /** https://127.0.0.1:port; the port outlives a stop and a start. */
  readonly url: string;
  /** What the server's certificate is verified against. */
  readonly caPem: string;
  /** The token of user `admin`, group system:masters; another one in each cluster. */
  readonly adminToken: string;
  /** The API server's audit log, JSON lines, when the fleet was started with `audit`. */
  readonly auditLog?: string;
  /** Ends the API server as an operator would and waits until its port is free; the data stays. */
  stop(): Promise<void>;
  /** Ends the API server at once, as a power cut would; the data stays. */
  kill(): Promise<void>;
  /** Starts the API server again, on the same port, certificate and data; resolves once it is ready. */
  start(): Promise<void>;
}

/** Clusters on this machine, each a real API server with RBAC on and throwaway credentials. */
export interface LocalFleet extends ClusterFleet {
  readonly clusters: ReadonlyMap<string, LocalCluster>;
  /** Contexts of user `admin`, so that an audit log tells a test's own requests from Headwater's. */
  readonly adminKubeconfig: string;
  /** The kubeconfig of any user of this fleet; throws on a user that it does not have. */
  kubeconfigOf(user: string): string;
  /** Path of a kubectl of the servers' version, where there is one. */
  readonly kubectl?: string;
}

/** A user of every cluster of a fleet: a row of the token file. Without groups it may do what RBAC grants it. */
export interface FleetUser {
  readonly name: string;
  readonly groups?: readonly string[];
}

/** What a caller can ask of a local fleet. */
export interface FleetOptions {
  /** Names of the clusters: lower case letters, digits, `-` and `.`. */
  readonly clusters: readonly string[];
  /** Run kube-controller-manager, so that Deployments get Pods and namespaces end. */
  readonly controllers?: boolean;
  /** Run the fake kubelet, so that Pods become ready. */
  readonly kubelet?: boolean;
  /** Write an audit log of every request. */
  readonly audit?: boolean;
  /** Users beside `admin` and `headwater` (both system:masters); a row named `headwater` replaces its groups. */
  readonly extraUsers?: readonly FleetUser[];
  /** One line of progress when binaries must be built first. */
  readonly onProgress?: (line: string) => void;
}
