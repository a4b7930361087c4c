import type { ClusterState } from '../requests/cluster-state.ts';
import type { AuditTrail } from './audit-trail.ts';
import type { Faults } from './faults.ts';
import type { SimulatedUser } from './users.ts';

/** A watch that stands open. */
export interface OpenWatch {
  end(): void;
  /** Tells what was held back while watches were stale. */
  release(): void;
}

/** One cluster as HTTP sees it. */
export interface ServedCluster {
  readonly name: string;
  readonly state: ClusterState;
  readonly audit: AuditTrail;
  readonly userOf: (token: string) => SimulatedUser | undefined;
  readonly faults: () => Faults;
  readonly watches: Set<OpenWatch>;
}
