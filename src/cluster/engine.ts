import type { DesiredObject, DesiredState } from '../model/desired.ts';
import type { Diagnostic, HeadwaterError } from '../model/diagnostic.ts';
import type { ResourceId } from '../model/resource.ts';

/** Everything that is done to ONE cluster, behind one port; the loops in controllers/ decide when. */
export interface ClusterEngine {
  readonly cluster: string;
  /** Reaches the cluster, reads its identity and our parents. Rejects with a HeadwaterError. */
  connect(signal: AbortSignal): Promise<ClusterContact>;
  /**
   * Makes the cluster run a pin: epoch on the parent by compare-and-set, widened; then every object that is
   * not yet what it should be, in phases. Idempotent from any point. Expected failures are in the report.
   */
  apply(work: BindingWork, signal: AbortSignal): Promise<ApplyReport>;
  /** Health of the objects of an applied binding; reads only those that are not yet Current. */
  health(work: BindingWork, signal: AbortSignal): Promise<HealthReport>;
  /** Deletes what is a member of the binding and not in its pin, within the guards; then narrows the parent. */
  prune(work: BindingWork, guards: PruneGuards, signal: AbortSignal): Promise<PruneReport>;
  /** Sends the pinned bytes of these objects again (drift). */
  heal(work: BindingWork, objects: readonly DesiredObject[], signal: AbortSignal): Promise<ApplyReport>;
  /** Takes our labels, annotations, parent and managedFields entry away; objects stay. */
  release(subscription: string, signal: AbortSignal): Promise<PruneReport>;
  /** Starts or adjusts the metadata watches so that they cover these bindings' kinds; drift is called back. */
  watch(
    bindings: readonly BindingWork[],
    onDrift: (drift: Drift) => void,
    /** The watches fail again and again: the cluster does not answer. They go on trying. */
    onLost?: (error: HeadwaterError) => void,
  ): void;
  close(): Promise<void>;
}

/** Which Subscriptions git, at its head, gives an object to in this cluster; by `namespace/name`. */
export interface Given {
  readonly to: readonly string[];
  /** Those whose files cannot be read: they may have it or not. */
  readonly perhaps: readonly string[];
}

/** What a pin does not tell: it may be older than the head, and the head may have given its objects to others. */
export interface HeadView {
  /** undefined before a first commit was planned. */
  givenTo(id: ResourceId): Given | undefined;
  /** Something of this binding waits for another answer: it wants to be applied again with the next commit. */
  askAgain(): void;
}

export interface BindingWork {
  readonly fleet: string;
  /** `namespace/name`. */
  readonly subscription: string;
  readonly commit: string;
  readonly epoch: number;
  readonly state: DesiredState;
  readonly lastGood?: { readonly commit: string; readonly digest: string };
  /** What is known of each owned object from before a restart: key → owned-fields hash. */
  readonly owned: ReadonlyMap<string, OwnedRecord>;
  /** The guard of the binding's prunes, recorded in the parent for the day when git forgot the Subscription. */
  readonly maxDeletes?: number;
  /** Without it, what other bindings' pins declare is all that counts. */
  readonly head?: HeadView;
}

/** What is kept of an object that we applied: no copy of it. */
export interface OwnedRecord {
  readonly uid: string;
  /** The object digest that was applied. */
  readonly digest: string;
  /** Hash of fieldsV1, time and apiVersion of our Apply entry in managedFields. */
  readonly ownedHash: string;
  /** The same without the fields that are left to others: as long as it holds, only those have moved. */
  readonly restHash?: string;
  /** A Job that ran to its end: when it vanishes it is not made again for this digest. */
  readonly completed?: true;
}

export interface ClusterContact {
  /** uid of the Namespace kube-system. */
  readonly uid: string;
  /** e.g. v1.36.3. */
  readonly version: string;
  readonly parents: readonly ParentRecord[];
}

/** What a parent ConfigMap carries of a binding. */
export interface ParentRecord {
  readonly fleet: string;
  readonly subscription: string;
  readonly commit: string;
  readonly digest: string;
  readonly epoch: number;
  readonly lastGood?: { readonly commit: string; readonly digest: string };
  readonly clusterUid: string;
}

export type ApplyResult = 'created' | 'configured' | 'unchanged' | 'skipped' | 'failed';

export interface ObjectOutcome {
  readonly id: ResourceId;
  readonly result: ApplyResult;
  readonly owned?: OwnedRecord;
}

export interface ApplyReport {
  readonly outcomes: readonly ObjectOutcome[];
  readonly diagnostics: readonly Diagnostic[];
  /** Another operator, or a later one of ours, holds a newer epoch: nothing was written. */
  readonly superseded: boolean;
}

export type HealthState = 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'Unknown';

export interface HealthReport {
  readonly state: HealthState;
  readonly diagnostics: readonly Diagnostic[];
  /** Records that changed with what was read (a Job is done); to be kept as those of an apply are. */
  readonly owned?: readonly ObjectOutcome[];
}

export interface PruneGuards {
  readonly maxDeletes: number;
  /** Kinds that are never deleted without an approval. */
  readonly protect: readonly string[];
  /**
   * Whether git gives this object to another Subscription in this cluster now. It is kept for that one to take
   * over, however long that one waits, and whether or not it renders.
   */
  readonly claimedElsewhere?: (id: ResourceId) => boolean;
}

export interface PruneReport {
  readonly deleted: readonly ResourceId[];
  /** Members that a guard or a finalizer keeps; they stay in the inventory. */
  readonly kept: readonly ResourceId[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Something in the cluster is no longer what we applied. */
export interface Drift {
  readonly subscription: string;
  readonly id: ResourceId;
  readonly cause: 'fields' | 'deleted' | 'label' | 'replaced' | 'status';
  /** Who, as managedFields tells; absent for a delete. */
  readonly manager?: string;
  readonly operation?: string;
  /** Milliseconds, monotonic, when the event was read. */
  readonly seenAt: number;
}
