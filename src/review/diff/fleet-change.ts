import type { Diagnostic } from '../../model/diagnostic.ts';
import type { KubeObject, ResourceId } from '../../model/resource.ts';
import type { ClusterSet } from './cluster-set.ts';
import type { FieldChange } from './field-change.ts';

export type ObjectChangeKind = 'created' | 'removed' | 'changed' | 'moved';

/** What becomes of one object on the clusters where it is the same. Secrets are masked. */
export interface ObjectChange {
  readonly kind: ObjectChangeKind;
  /** The Subscription that has it, after a move. */
  readonly subscription: string;
  /** Of a move: the Subscription that had it. */
  readonly from?: string;
  readonly id: ResourceId;
  readonly clusters: ClusterSet;
  /** As on the first of the clusters; absent where there was none. */
  readonly before?: KubeObject;
  readonly after?: KubeObject;
  /** From before to after; empty where one of them is not there. */
  readonly fields: readonly FieldChange[];
  /** How it is treated: `/wave`, `/drift`, `/prune` and the like. */
  readonly policy: readonly FieldChange[];
  /** Fields in which the clusters differ from what is told here; some, where they are many. */
  readonly differs: readonly string[];
  /** Changed files that it is made of. */
  readonly files: readonly string[];
}

export interface SubscriptionChange {
  readonly kind: 'added' | 'removed' | 'changed';
  /** `namespace/name`. */
  readonly key: string;
  readonly gains?: ClusterSet;
  readonly loses?: ClusterSet;
  /** `/adoption`, `/drift`, `/deletionPolicy`, `/rollout`, `/dependsOn` and the like. */
  readonly settings: readonly FieldChange[];
  /** Only ApplyLater overrides changed: nothing happens before its next rollout. */
  readonly waits: boolean;
  readonly files: readonly string[];
}

/** Bindings that render on one side at most. */
export interface RenderChange {
  /** `broken`: neither before nor after. */
  readonly kind: 'stops' | 'starts' | 'broken';
  readonly subscription: string;
  readonly clusters: ClusterSet;
  /** Of the side that does not render; of after where neither does. */
  readonly diagnostics: readonly Diagnostic[];
}

/** Something about clusters, strategies or the fleet, whether or not it changes an object. */
export interface SettingChange {
  readonly what: 'cluster' | 'strategy' | 'fleet';
  readonly kind: 'added' | 'removed' | 'changed';
  /** Names of what changes alike; of the fleet: its name. */
  readonly names: readonly string[];
  /** Of `cluster`. */
  readonly clusters?: ClusterSet;
  readonly fields: readonly FieldChange[];
  readonly files: readonly string[];
}

export interface FileChange {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  /** Whether any change that is told here may be due to it. */
  readonly effect: boolean;
}

/** Numbers of different things, however many clusters have them. */
export interface ChangeSummary {
  readonly subscriptions: number;
  /** Clusters on which an object, or a binding, is not what it was. */
  readonly clusters: number;
  /** Clusters that the fleet has after. */
  readonly ofClusters: number;
  readonly objects: Readonly<Record<ObjectChangeKind, number>>;
}

/** What a commit does to a fleet. */
export interface FleetChange {
  readonly summary: ChangeSummary;
  readonly subscriptions: readonly SubscriptionChange[];
  /** By Subscription, then as they are applied. */
  readonly objects: readonly ObjectChange[];
  readonly renders: readonly RenderChange[];
  readonly settings: readonly SettingChange[];
  /** Errors and warnings that were not there before, those of `renders` left out. */
  readonly problems: readonly Diagnostic[];
  readonly files: readonly FileChange[];
}

/** Whether anything is not what it was, or cannot be shown to be. */
export const isDifferent = (change: FleetChange): boolean =>
  change.subscriptions.length + change.objects.length + change.settings.length > 0 ||
  (change.renders.length > 0 &&
    (change.files.length > 0 || change.renders.some(({ kind }) => kind !== 'broken')));
