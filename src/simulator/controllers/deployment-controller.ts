import type { JsonObject } from '../../model/json.ts';
import type { Change, TypeName } from '../storage/cluster-objects.ts';
import {
  type Controller,
  isType,
  keyOf,
  type MakeController,
  manager,
  placeOf,
  type Surroundings,
} from './controller.ts';
import { createSet, findSet, revisionOf, setsOf, withoutHash } from './deployment-sets.ts';
import { deploymentStatus } from './deployment-status.ts';
import {
  annotationsOf,
  controllerOf,
  isDeleting,
  nameOf,
  namespaceOf,
  numberAt,
  objectAt,
  specOf,
  statusOf,
} from './parts.ts';
import { replicaSetType } from './replica-set-controller.ts';
import { resolveLimits, rollingSizes, type SetCounts } from './rollout-plan.ts';
import { writeStatus } from './write-status.ts';

export const deploymentType: TypeName = { group: 'apps', plural: 'deployments' };
const revisionAnnotation = 'deployment.kubernetes.io/revision';

const keysOf = (change: Change): readonly string[] => {
  if (isType(change, 'apps', 'deployments')) return change.kind === 'deleted' ? [] : [keyOf(change.object)];
  if (!isType(change, 'apps', 'replicasets')) return [];
  const owner = controllerOf(change.object);
  return owner?.kind === 'Deployment' ? [`${namespaceOf(change.object)}/${owner.name}`] : [];
};

const countsOf = (set: JsonObject): SetCounts => ({
  name: nameOf(set),
  replicas: numberAt(specOf(set), 'replicas'),
  available: numberAt(statusOf(set), 'availableReplicas'),
});

const resize = ({ objects }: Surroundings, set: JsonObject, replicas: number): void => {
  if (numberAt(specOf(set), 'replicas') === replicas) return;
  const at = { namespace: namespaceOf(set), name: nameOf(set) };
  objects.patch(replicaSetType, at, { spec: { replicas } }, { manager });
};

/** Recreate: nothing new before everything old is gone. */
const recreate = (
  surroundings: Surroundings,
  next: JsonObject,
  old: readonly JsonObject[],
  desired: number,
): void => {
  for (const set of old) resize(surroundings, set, 0);
  const remaining = old.some(
    (set) => numberAt(statusOf(set), 'replicas') > 0 || numberAt(specOf(set), 'replicas') > 0,
  );
  if (!remaining) resize(surroundings, next, desired);
};

const roll = (
  surroundings: Surroundings,
  deployment: JsonObject,
  next: JsonObject,
  old: readonly JsonObject[],
): void => {
  const desired = numberAt(specOf(deployment), 'replicas', 1);
  const strategy = objectAt(specOf(deployment), 'strategy');
  if (strategy.type === 'Recreate') {
    recreate(surroundings, next, old, desired);
    return;
  }
  const sizes = rollingSizes({
    desired,
    ...resolveLimits(objectAt(strategy, 'rollingUpdate'), desired),
    next: countsOf(next),
    old: old.map(countsOf),
  });
  for (const set of [next, ...old]) {
    const size = sizes.get(nameOf(set));
    if (size !== undefined) resize(surroundings, set, size);
  }
};

/** Old sets beyond the history limit go once they are empty. */
const forget = ({ objects }: Surroundings, deployment: JsonObject, old: readonly JsonObject[]): void => {
  const empty = old.filter(
    (set) => numberAt(specOf(set), 'replicas') === 0 && numberAt(statusOf(set), 'replicas') === 0,
  );
  const limit = numberAt(specOf(deployment), 'revisionHistoryLimit', 10);
  for (const set of empty.slice(0, Math.max(0, empty.length - limit))) {
    objects.delete(replicaSetType, { namespace: namespaceOf(set), name: nameOf(set) });
  }
};

/** A set that is used again becomes the newest revision. */
const raiseRevision = (
  { objects }: Surroundings,
  next: JsonObject,
  old: readonly JsonObject[],
): JsonObject => {
  const newest = Math.max(0, ...old.map(revisionOf));
  if (revisionOf(next) > newest) return next;
  const annotations = { [revisionAnnotation]: String(newest + 1) };
  const at = { namespace: namespaceOf(next), name: nameOf(next) };
  return objects.patch(replicaSetType, at, { metadata: { annotations } }, { manager });
};

const report = (surroundings: Surroundings, deployment: JsonObject, next: JsonObject | undefined): void => {
  const sets = setsOf(surroundings, deployment);
  const revision = next === undefined ? undefined : String(revisionOf(next));
  const isNew = revision !== undefined && annotationsOf(deployment)[revisionAnnotation] !== revision;
  writeStatus(surroundings, {
    type: deploymentType,
    object: deployment,
    always: ['terminatingReplicas'],
    status: deploymentStatus(surroundings, { deployment, sets, next }),
    ...(isNew && { annotations: { [revisionAnnotation]: revision } }),
  });
};

const settle = (surroundings: Surroundings, deployment: JsonObject): void => {
  const sets = setsOf(surroundings, deployment);
  const known = findSet(sets, deployment);
  if (specOf(deployment).paused === true) {
    report(surroundings, deployment, known);
    return;
  }
  const old = sets.filter((set) => set !== known);
  const next = known ? raiseRevision(surroundings, known, old) : createSet(surroundings, deployment, old);
  roll(surroundings, deployment, next, old);
  forget(surroundings, deployment, old);
  report(surroundings, deployment, withoutHash(surroundings, next));
};

/** Rolls Deployments: a ReplicaSet for each template, sizes within the strategy's limits, status and revision as the real one. */
export const deploymentController: MakeController = (surroundings): Controller => ({
  name: 'deployments',
  keysOf,
  reconcile(key) {
    const { namespace, name } = placeOf(key);
    const deployment = surroundings.objects.get(deploymentType, namespace, name);
    if (deployment !== undefined && !isDeleting(deployment)) settle(surroundings, deployment);
  },
});
