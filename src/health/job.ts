import { conditionOf, explain, fieldAt, numberAt, textAt } from './live-fields.ts';
import { current, failed, type Health, type HealthRules, inProgress, type LiveObject } from './verdict.ts';

/**
 * A Job is Current when it is complete: a migration must be over before what waits for it starts. (kstatus calls
 * a running Job Current; Flux, too, waits for the end.) One that its spec suspends is as asked.
 */
const job = (object: LiveObject): Health => {
  const gone = conditionOf(object, 'Failed');
  if (gone?.status === 'True') return failed(explain(gone, 'the Job failed'));
  const succeeded = numberAt(object, 'status', 'succeeded') ?? 0;
  if (conditionOf(object, 'Complete')?.status === 'True') return current(`complete, ${succeeded} succeeded`);
  if (fieldAt(object, 'spec', 'suspend') === true) return current('suspended, as its spec says');
  if (textAt(object, 'status', 'startTime') === undefined) return inProgress('not started');
  const active = numberAt(object, 'status', 'active') ?? 0;
  const failures = numberAt(object, 'status', 'failed') ?? 0;
  return inProgress(`${active} active, ${succeeded} succeeded, ${failures} failed`);
};

export const jobRules: HealthRules = { 'batch|Job': job };
