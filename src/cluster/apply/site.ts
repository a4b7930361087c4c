import type { ClusterApi } from '../api.ts';
import type { Discovery } from '../discovery.ts';
import type { InFlight } from '../drift/in-flight.ts';
import type { LiveEvent } from '../drift/live-event.ts';
import type { OwnedRecord } from '../engine.ts';
import type { Claims } from '../inventory/claims.ts';
import type { KindCoverage } from '../inventory/kind-coverage.ts';
import type { LiveIndex } from '../inventory/live-index.ts';
import type { Parents } from '../inventory/parents.ts';
import type { Clock } from './clock.ts';
import type { FaultHook } from './fault-point.ts';
import type { Gate } from './gate.ts';
import type { Looker } from './look.ts';
import type { WriteRecord } from './write-record.ts';

/** What every verb of the engine works with, for one cluster. */
export interface Site {
  readonly api: ClusterApi;
  readonly discovery: Discovery;
  readonly fleet: string;
  readonly manager: string;
  readonly installationKey: string;
  readonly clock: Clock;
  readonly fault: FaultHook;
  readonly wrote: (write: WriteRecord) => void;
  /** Requests of applies, bounded for the cluster; heals do not wait behind them. */
  readonly applies: Gate;
  readonly heals: Gate;
  readonly index: LiveIndex;
  readonly coverage: KindCoverage;
  readonly parents: Parents;
  readonly claims: Claims;
  /** What is remembered of each object that we applied, by resource key. */
  readonly known: Map<string, OwnedRecord>;
  readonly looker: Looker;
  readonly inFlight: InFlight<LiveEvent>;
  /** Objects whose health was Current and has not moved since. */
  readonly current: Set<string>;
  /** Rejects with ClusterIdentityChanged when another cluster answers than at first contact. */
  readonly assertIdentity: (signal: AbortSignal) => Promise<void>;
}
