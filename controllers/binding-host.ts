import type { ApplyReport, BindingWork, ClusterEngine, Drift, OwnedRecord } from '../src/cluster/engine.ts';
import type { EvidenceState, Pin } from '../src/model/binding.ts';
import type { Diagnostic, HeadwaterError } from '../src/model/diagnostic.ts';
import type { Runtime } from './runtime.ts';

/** What one binding's task asks of the cluster loop that holds it. */
export interface BindingHost {
  readonly runtime: Runtime;
  readonly signal: AbortSignal;
  /** Undefined while the cluster is away. */
  engine(): ClusterEngine | undefined;
  /** The pinned bytes and what is known of owned objects; diagnostics when the bytes cannot be had. */
  loadWork(pin: Pin): Promise<BindingWork | readonly Diagnostic[]>;
  saveOwned(pin: Pin, owned: ReadonlyMap<string, OwnedRecord>): Promise<void>;
  /** Runs a job when the cluster has a place for it. */
  schedule(job: () => Promise<void>): Promise<void>;
  onEvidence(pin: Pin, state: EvidenceState, diagnostics: readonly Diagnostic[]): void;
  onPruned(pin: Pin, diagnostics: readonly Diagnostic[]): void;
  onApplied(pin: Pin, report: ApplyReport, cause: 'sync' | 'heal'): void;
  onHealed(pin: Pin, drift: Drift, healed: boolean): void;
  /** The cluster did not answer: the loop reconnects and restarts every task. */
  onUnreachable(error: HeadwaterError): void;
  /** The cluster holds a newer epoch: the loop asks it again what it runs (R21). */
  onSuperseded(): void;
  /** The kinds to watch may have changed. */
  onWorkChanged(): void;
  onBug(error: unknown): void;
}
