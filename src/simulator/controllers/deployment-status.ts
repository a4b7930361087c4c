import type { JsonObject } from '../../model/json.ts';
import { keyOf, type Surroundings } from './controller.ts';
import { conditionOf, metadataOf, nameOf, numberAt, objectAt, objectsAt, specOf, statusOf } from './parts.ts';
import { resolveLimits } from './rollout-plan.ts';
import { type ConditionFacts, withCondition } from './write-status.ts';

export interface DeploymentFacts {
  readonly deployment: JsonObject;
  readonly sets: readonly JsonObject[];
  /** The set of the current template. */
  readonly next: JsonObject | undefined;
}

interface Counts {
  readonly desired: number;
  readonly total: number;
  readonly updated: number;
  readonly ready: number;
  readonly available: number;
}

const total = (sets: readonly JsonObject[], field: string): number =>
  sets.reduce((sum, set) => sum + numberAt(statusOf(set), field), 0);

const countsOf = ({ deployment, sets, next }: DeploymentFacts): Counts => ({
  desired: numberAt(specOf(deployment), 'replicas', 1),
  total: total(sets, 'replicas'),
  updated: next === undefined ? 0 : numberAt(statusOf(next), 'replicas'),
  ready: total(sets, 'readyReplicas'),
  available: total(sets, 'availableReplicas'),
});

const availability = (deployment: JsonObject, { desired, available }: Counts): ConditionFacts => {
  const strategy = objectAt(specOf(deployment), 'strategy');
  const limit =
    strategy.type === 'Recreate'
      ? 0
      : resolveLimits(objectAt(strategy, 'rollingUpdate'), desired).maxUnavailable;
  return available >= desired - limit
    ? {
        type: 'Available',
        status: 'True',
        reason: 'MinimumReplicasAvailable',
        message: 'Deployment has minimum availability.',
      }
    : {
        type: 'Available',
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'Deployment does not have minimum availability.',
      };
};

const progress = (status: ConditionFacts['status'], reason: string, message: string): ConditionFacts => ({
  type: 'Progressing',
  status,
  reason,
  message,
});

const isComplete = ({ desired, total: all, updated, available }: Counts): boolean =>
  updated === desired && all === desired && available === desired;

const hasMoved = (deployment: JsonObject, counts: Counts): boolean => {
  const before = statusOf(deployment);
  const was = (field: string): number => numberAt(before, field);
  return (
    counts.updated > was('updatedReplicas') ||
    counts.total - counts.updated < was('replicas') - was('updatedReplicas') ||
    counts.ready > was('readyReplicas') ||
    counts.available > was('availableReplicas')
  );
};

/** Milliseconds that remain of the time in which a rollout must move on. */
const timeLeft = (deployment: JsonObject, now: number): number => {
  const seconds = numberAt(specOf(deployment), 'progressDeadlineSeconds', 600);
  const since = conditionOf(deployment, 'Progressing')?.lastUpdateTime;
  return (typeof since === 'string' ? Date.parse(since) : now) + seconds * 1000 - now;
};

const progressOf = (
  surroundings: Surroundings,
  facts: DeploymentFacts,
  counts: Counts,
): ConditionFacts | undefined => {
  const { deployment, next } = facts;
  const known = conditionOf(deployment, 'Progressing');
  const set = next === undefined ? nameOf(deployment) : nameOf(next);
  if (specOf(deployment).paused === true) {
    return progress('Unknown', 'DeploymentPaused', 'Deployment is paused');
  }
  if (isComplete(counts)) {
    return progress('True', 'NewReplicaSetAvailable', `ReplicaSet "${set}" has successfully progressed.`);
  }
  const isNews = known === undefined || !String(known.message).includes(`"${set}"`);
  if (isNews) return progress('True', 'NewReplicaSetCreated', `Created new replica set "${set}"`);
  if (hasMoved(deployment, counts)) {
    return progress('True', 'ReplicaSetUpdated', `ReplicaSet "${set}" is progressing.`);
  }
  if (known.reason === 'NewReplicaSetAvailable') return undefined;
  const left = timeLeft(deployment, surroundings.options.now());
  if (left <= 0) {
    return progress('False', 'ProgressDeadlineExceeded', `ReplicaSet "${set}" has timed out progressing.`);
  }
  surroundings.later(keyOf(deployment), left);
  return undefined;
};

/** The status of a Deployment as its controller writes it. */
export const deploymentStatus = (surroundings: Surroundings, facts: DeploymentFacts): JsonObject => {
  const { deployment } = facts;
  const counts = countsOf(facts);
  const time = surroundings.time();
  let conditions = withCondition(
    objectsAt(statusOf(deployment), 'conditions'),
    availability(deployment, counts),
    time,
    true,
  );
  const moving = progressOf(surroundings, facts, counts);
  if (moving !== undefined) conditions = withCondition(conditions, moving, time, true);
  return {
    observedGeneration: numberAt(metadataOf(deployment), 'generation'),
    replicas: counts.total,
    updatedReplicas: counts.updated,
    readyReplicas: counts.ready,
    availableReplicas: counts.available,
    unavailableReplicas: Math.max(0, counts.desired - counts.available),
    terminatingReplicas: 0,
    conditions,
  };
};
