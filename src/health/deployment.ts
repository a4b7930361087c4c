import { conditionOf, explain, numberAt } from './live-fields.ts';
import { current, failed, type Health, type HealthRules, inProgress, type LiveObject } from './verdict.ts';

const counts = (object: LiveObject) => {
  const of = (field: string): number => numberAt(object, 'status', field) ?? 0;
  return {
    wanted: numberAt(object, 'spec', 'replicas') ?? 1,
    replicas: of('replicas'),
    updated: of('updatedReplicas'),
    ready: of('readyReplicas'),
    available: of('availableReplicas'),
  };
};

/** Why its replicas are not there yet, as the replica set controller says it (a quota, an admission refusal). */
const failureOf = (object: LiveObject): string => {
  const failure = conditionOf(object, 'ReplicaFailure');
  return failure?.status === 'True' ? `; ${explain(failure, 'replicas cannot be created')}` : '';
};

const replicasBehind = (object: LiveObject): string | undefined => {
  const { wanted, replicas, updated, ready, available } = counts(object);
  if (replicas < wanted) return `${replicas} of ${wanted} replicas exist`;
  if (updated < wanted) return `${updated} of ${wanted} replicas are updated`;
  if (replicas > updated) return `${replicas - updated} old replicas are still there`;
  if (available < updated) return `${available} of ${updated} updated replicas are available`;
  if (ready < wanted) return `${ready} of ${wanted} replicas are ready`;
  return undefined;
};

/** MaxInt32: the controller then writes no Progressing condition at all. */
const noDeadline = 2_147_483_647;

/** kstatus `deploymentConditions`. */
const deployment = (object: LiveObject): Health => {
  const progressing = conditionOf(object, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return failed(explain(progressing, 'progress deadline exceeded') + failureOf(object));
  }
  const behind = replicasBehind(object);
  const paused = progressing?.reason === 'DeploymentPaused' ? '; the Deployment is paused' : '';
  if (behind !== undefined) return inProgress(behind + paused + failureOf(object));
  const hasDeadline = (numberAt(object, 'spec', 'progressDeadlineSeconds') ?? noDeadline) !== noDeadline;
  const finished = progressing?.status === 'True' && progressing.reason === 'NewReplicaSetAvailable';
  // a paused Deployment reports no progress; with every replica updated there is none to wait for
  if (hasDeadline && !finished && paused === '') return inProgress('its new ReplicaSet is not yet available');
  const available = conditionOf(object, 'Available');
  if (available?.status !== 'True') return inProgress('not yet available');
  return current(`${counts(object).ready} replicas are ready`);
};

export const deploymentRules: HealthRules = { 'apps|Deployment': deployment };
