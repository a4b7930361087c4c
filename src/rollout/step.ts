import type { RolloutEvent, StepResult } from './event.ts';
import { onEvidence } from './on-evidence.ts';
import { onAdopted, onPruned, onUnblocked } from './on-notice.ts';
import { onRestarted, onResume } from './on-return.ts';
import { onRemoved, onTarget } from './on-target.ts';
import { nextWake, onTick } from './on-tick.ts';
import type { SubscriptionRecord } from './record.ts';

const transition = (record: SubscriptionRecord, event: RolloutEvent, now: number): StepResult => {
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
    case 'restarted':
      return onRestarted(record, now);
    case 'resume':
      return onResume(record, now);
    case 'tick':
      return onTick(record, now);
    default:
      return event satisfies never;
  }
};

/**
 * The rollout state machine: pure; stepping twice with one event changes nothing more (R18). Every outcome names
 * its one next wake, the earliest of all clusters: a deadline must not hang on somebody sending evidence (I11).
 */
export const step = (record: SubscriptionRecord, event: RolloutEvent, now: number): StepResult => {
  const result = transition(record, event, now);
  const at = nextWake(result.record);
  return at === undefined ? result : { ...result, effects: [...result.effects, { type: 'wake', at }] };
};
