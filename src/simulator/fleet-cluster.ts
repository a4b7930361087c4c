import type { Door } from './fleet-doors.ts';
import type { Tokens } from './fleet-users.ts';
import type { Faults } from './http/faults.ts';
import type { ClusterCore } from './simulated-cluster.ts';
import type { ClusterObjects } from './storage/cluster-objects.ts';

/** One simulated cluster of a fleet. */
export interface SimulatedCluster {
  readonly name: string;
  /** Outlives a stop and a start. */
  readonly url: string;
  /** What the server's certificate is verified against; '' without TLS. */
  readonly caPem: string;
  readonly adminToken: string;
  /** JSON lines like kube-apiserver's, when the fleet was started with `audit`. */
  readonly auditLog?: string;
  /** The way in without HTTP. */
  readonly objects: ClusterObjects;
  /** Throws on a user that the fleet does not have. */
  tokenOf(user: string): string;
  /** How many requests were answered, by `verb resource user`. */
  requestCounts(): ReadonlyMap<string, number>;
  openWatches(): number;
  /** Replaces the faults of this cluster. */
  setFaults(faults: Faults): void;
  /** Forgets the history, as etcd's compaction does: older watches and continue tokens get 410. */
  compact(): void;
  stop(): Promise<void>;
  /** The same as `stop`: connections are cut at once, the data stays. */
  kill(): Promise<void>;
  start(): Promise<void>;
}

/** A cluster as a fleet gives it out. */
export const clusterOf = (
  core: ClusterCore,
  door: Door,
  facts: { tokens: Tokens; caPem: string; auditLog: string | undefined },
): SimulatedCluster => {
  const tokenOf = (user: string): string => {
    const token = facts.tokens.ofUser.get(user);
    if (token === undefined) throw new Error(`this fleet has no user ${user}`);
    return token;
  };
  return {
    name: core.name,
    url: door.url(),
    caPem: facts.caPem,
    adminToken: tokenOf('admin'),
    ...(facts.auditLog === undefined ? {} : { auditLog: facts.auditLog }),
    objects: core.objects,
    tokenOf,
    requestCounts: () => core.audit.counts(),
    openWatches: () => core.openWatches(),
    setFaults: (faults) => core.setFaults(faults),
    compact: () => core.store.compact(),
    stop: () => door.close(),
    kill: () => door.close(),
    start: () => door.open(),
  };
};
