import type { RolloutEvent, StepResult } from './event.ts';
import { onEvidence } from './on-evidence.ts';
import { onAdopted, onPruned, onResume, onUnblocked } from './on-notice.ts';
import { onRemoved, onTarget } from './on-target.ts';
import { onTick } from './on-tick.ts';
import type { SubscriptionRecord } from './record.ts';

/** The rollout state machine: pure; stepping twice with one event changes nothing more (R18). */
export const step = (record: SubscriptionRecord, event: RolloutEvent, now: number): StepResult => {
  switch (event.type) {
    case 'target':
      return onTarget(record, event, now);
    case 'removed':
      return onRemoved(record, now);
    case 'unblocked':
      return onUnblocked(record, event.cluster, now);
    case 'evidence':
      return onEvidence(record, event.evidence, now);
    case 'pruned':
      return onPruned(record, event);
    case 'adopted':
      return onAdopted(record, event, now);
    case 'resume':
      return onResume(record, now);
    case 'tick':
      return onTick(record, now);
    default:
      return event satisfies never;
  }
};
