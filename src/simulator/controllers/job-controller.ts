import type { JsonObject } from '../../model/json.ts';
import type { TypeName } from '../storage/cluster-objects.ts';
import { type Controller, keyOf, type MakeController, placeOf, type Surroundings } from './controller.ts';
import { createPod, deletePod, podsOf, workloadKeys } from './owned-pods.ts';
import { conditionOf, isDeleting, numberAt, objectAt, objectsAt, specOf, statusOf } from './parts.ts';
import { createdAt, isActive, isBrokenSpec, isReady } from './pod-status.ts';
import { type ConditionFacts, withCondition, writeStatus } from './write-status.ts';

const jobType: TypeName = { group: 'batch', plural: 'jobs' };

interface Progress {
  readonly active: readonly JsonObject[];
  readonly succeeded: number;
  readonly failed: number;
}

const isFinished = (job: JsonObject): boolean =>
  conditionOf(job, 'Complete')?.status === 'True' || conditionOf(job, 'Failed')?.status === 'True';

const wantedOf = (job: JsonObject): number => numberAt(specOf(job), 'completions', 1);

const progressOf = (surroundings: Surroundings, job: JsonObject): Progress => {
  const pods = podsOf(surroundings, job);
  return {
    active: pods.filter(isActive),
    succeeded: pods.filter((pod) => statusOf(pod).phase === 'Succeeded').length,
    failed: pods.filter((pod) => statusOf(pod).phase === 'Failed').length,
  };
};

/** Of a Job whose Pods nobody keeps: all of them end together, `readyAfterMs` after it was created. */
const unkeptProgress = ({ options, later }: Surroundings, job: JsonObject): Progress => {
  const wait = createdAt(job) + options.readyAfterMs - options.now();
  const broken = isBrokenSpec(specOf(objectAt(specOf(job), 'template')));
  if (!broken && wait <= 0) return { active: [], succeeded: wantedOf(job), failed: 0 };
  if (!broken) later(keyOf(job), wait);
  return {
    active: Array.from({ length: numberAt(specOf(job), 'parallelism', 1) }, () => ({})),
    succeeded: 0,
    failed: 0,
  };
};

const createPods = (surroundings: Surroundings, job: JsonObject, { active, succeeded }: Progress): void => {
  const room = Math.min(numberAt(specOf(job), 'parallelism', 1), wantedOf(job) - succeeded);
  for (let index = active.length; index < room; index += 1) {
    createPod(surroundings, job, { template: objectAt(specOf(job), 'template') });
  }
};

const finish = (reason: string, message: string, type: 'Complete' | 'Failed'): readonly ConditionFacts[] => {
  const first = type === 'Complete' ? 'SuccessCriteriaMet' : 'FailureTarget';
  return [first, type].map((one) => ({ type: one, status: 'True', reason, message }));
};

const outcomeOf = (
  surroundings: Surroundings,
  job: JsonObject,
  progress: Progress,
): readonly ConditionFacts[] => {
  const spec = specOf(job);
  if (progress.succeeded >= wantedOf(job)) {
    return finish('CompletionsReached', 'Reached expected number of succeeded pods', 'Complete');
  }
  if (progress.failed > numberAt(spec, 'backoffLimit', 6)) {
    return finish('BackoffLimitExceeded', 'Job has reached the specified backoff limit', 'Failed');
  }
  const deadline = spec.activeDeadlineSeconds;
  if (typeof deadline !== 'number') return [];
  const since = statusOf(job).startTime;
  const start = typeof since === 'string' ? Date.parse(since) : surroundings.options.now();
  const left = start + deadline * 1000 - surroundings.options.now();
  if (left <= 0) return finish('DeadlineExceeded', 'Job was active longer than specified deadline', 'Failed');
  surroundings.later(keyOf(job), left);
  return [];
};

const suspension = (job: JsonObject): readonly ConditionFacts[] => {
  if (specOf(job).suspend === true) {
    return [{ type: 'Suspended', status: 'True', reason: 'JobSuspended', message: 'Job suspended' }];
  }
  return conditionOf(job, 'Suspended')?.status === 'True'
    ? [{ type: 'Suspended', status: 'False', reason: 'JobResumed', message: 'Job resumed' }]
    : [];
};

const withProbe = (condition: JsonObject, time: string): JsonObject =>
  condition.lastProbeTime === undefined ? { ...condition, lastProbeTime: time } : condition;

const report = (
  surroundings: Surroundings,
  job: JsonObject,
  progress: Progress,
  facts: readonly ConditionFacts[],
): void => {
  const time = surroundings.time();
  const conditions = facts
    .reduce<readonly JsonObject[]>(
      (all, one) => withCondition(all, one, time),
      objectsAt(statusOf(job), 'conditions'),
    )
    .map((condition) => withProbe(condition, time));
  const over = facts.some(({ type }) => type === 'Complete' || type === 'Failed');
  const complete = facts.some(({ type }) => type === 'Complete');
  const suspended = specOf(job).suspend === true;
  writeStatus(surroundings, {
    type: jobType,
    object: job,
    always: ['terminating', 'ready'],
    status: {
      ...(conditions.length > 0 && { conditions }),
      ...(!suspended && { startTime: statusOf(job).startTime ?? time }),
      ...(complete && { completionTime: time }),
      active: over ? 0 : progress.active.length,
      succeeded: progress.succeeded,
      failed: progress.failed,
      terminating: 0,
      uncountedTerminatedPods: {},
      ready: progress.active.filter(isReady).length,
    },
  });
};

const settle = (surroundings: Surroundings, job: JsonObject): void => {
  const kept = surroundings.options.pods !== 'none';
  const look = (): Progress => (kept ? progressOf(surroundings, job) : unkeptProgress(surroundings, job));
  const before = look();
  if (specOf(job).suspend === true) {
    for (const pod of kept ? before.active : []) deletePod(surroundings, pod);
    report(surroundings, job, { ...before, active: [] }, suspension(job));
    return;
  }
  const outcome = outcomeOf(surroundings, job, before);
  if (outcome.length > 0) {
    for (const pod of kept ? before.active : []) deletePod(surroundings, pod);
    report(surroundings, job, before, outcome);
    return;
  }
  if (kept) createPods(surroundings, job, before);
  report(surroundings, job, look(), suspension(job));
};

/** Runs Jobs to their end; a finished one is left alone. */
export const jobController: MakeController = (surroundings): Controller => ({
  name: 'jobs',
  keysOf: workloadKeys('Job', 'batch', 'jobs'),
  reconcile(key) {
    const { namespace, name } = placeOf(key);
    const job = surroundings.objects.get(jobType, namespace, name);
    if (job !== undefined && !isDeleting(job) && !isFinished(job)) settle(surroundings, job);
  },
});
