import type { Evidence, Pin } from '../model/binding.ts';
import type { Diagnostic } from '../model/diagnostic.ts';
import type { Revision, SubscriptionRecord } from './record.ts';
import type { Strategy } from './strategy.ts';

/** What the branch's head renders to for one Subscription. */
export interface TargetEvent {
  readonly type: 'target';
  readonly commit: string;
  /** Binding digest by cluster, for every cluster that renders. */
  readonly digests: Readonly<Record<string, string>>;
  /** Clusters that are selected and do not render: they keep what they run. */
  readonly invalid: Readonly<Record<string, readonly Diagnostic[]>>;
  /** Clusters that must wait for other Subscriptions there (R19). */
  readonly blocked: Readonly<Record<string, readonly string[]>>;
  readonly strategy: Strategy;
  /** What the ApplyLater overrides in these digests are; '' where there are none. */
  readonly later: string;
}

export type RolloutEvent =
  | TargetEvent
  /** The Subscription is not in git any more. */
  | { readonly type: 'removed' }
  | { readonly type: 'unblocked'; readonly cluster: string }
  | { readonly type: 'evidence'; readonly evidence: Evidence }
  | {
      readonly type: 'pruned';
      readonly cluster: string;
      readonly epoch: number;
      readonly diagnostics: readonly Diagnostic[];
    }
  /** A cluster carries this pin, and the store knew nothing of it (R21). */
  | {
      readonly type: 'adopted';
      readonly cluster: string;
      readonly pin: Revision & { readonly epoch: number };
      readonly lastGood?: Revision;
      /** Why a person must look first; absent when the head renders what runs. */
      readonly pause?: string;
    }
  /** A new process goes on with what is stored. */
  | { readonly type: 'restarted' }
  | { readonly type: 'resume' }
  | { readonly type: 'tick' };

export type RolloutEffect =
  /** Make the cluster run this pin (also: go on making it). */
  | { readonly type: 'pin'; readonly pin: Pin }
  /** The pin is Soaked there: what left git may go. */
  | { readonly type: 'prune'; readonly pin: Pin }
  /** Come again with a tick at this time (milliseconds since the epoch). */
  | { readonly type: 'wake'; readonly at: number };

export interface StepResult {
  readonly record: SubscriptionRecord;
  readonly effects: readonly RolloutEffect[];
}
