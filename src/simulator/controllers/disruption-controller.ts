import type { JsonObject } from '../../model/json.ts';
import type { Change, TypeName } from '../storage/cluster-objects.ts';
import {
  type Controller,
  isType,
  keyOf,
  type MakeController,
  placeOf,
  type Surroundings,
} from './controller.ts';
import { podType } from './kubelet.ts';
import {
  isDeleting,
  labelsOf,
  metadataOf,
  namespaceOf,
  numberAt,
  objectAt,
  objectsAt,
  selects,
  specOf,
  statusOf,
} from './parts.ts';
import { isActive, isReady } from './pod-status.ts';
import { resolveLimits } from './rollout-plan.ts';
import { withCondition, writeStatus } from './write-status.ts';

const budgetType: TypeName = { group: 'policy', plural: 'poddisruptionbudgets' };
const always = ['currentHealthy', 'desiredHealthy', 'disruptionsAllowed', 'expectedPods'];

const keysOf = ({ objects }: Surroundings, change: Change): readonly string[] => {
  if (isType(change, 'policy', 'poddisruptionbudgets')) {
    return change.kind === 'deleted' ? [] : [keyOf(change.object)];
  }
  if (!isType(change, '', 'pods')) return [];
  return objects
    .list(budgetType, namespaceOf(change.object))
    .filter((budget) => selects(objectAt(specOf(budget), 'selector'), labelsOf(change.object)))
    .map(keyOf);
};

/** Both limits are rounded up, as the disruption controller does. */
const desiredHealthy = (budget: JsonObject, expected: number): number => {
  const { minAvailable, maxUnavailable } = specOf(budget);
  if (maxUnavailable !== undefined) {
    return Math.max(0, expected - resolveLimits({ maxSurge: maxUnavailable }, expected).maxSurge);
  }
  return resolveLimits({ maxSurge: minAvailable ?? 0 }, expected).maxSurge;
};

const settle = (surroundings: Surroundings, budget: JsonObject): void => {
  const pods = surroundings.objects
    .list(podType, namespaceOf(budget))
    .filter((pod) => isActive(pod) && selects(objectAt(specOf(budget), 'selector'), labelsOf(pod)));
  const healthy = pods.filter(isReady).length;
  const desired = desiredHealthy(budget, pods.length);
  const allowed = pods.length === 0 ? 0 : Math.max(0, healthy - desired);
  const generation = numberAt(metadataOf(budget), 'generation');
  const known = objectsAt(statusOf(budget), 'conditions');
  const facts = {
    type: 'DisruptionAllowed',
    status: allowed > 0 ? ('True' as const) : ('False' as const),
    reason: allowed > 0 ? 'SufficientPods' : 'InsufficientPods',
    message: '',
  };
  const conditions = withCondition(known, facts, surroundings.time()).map((one) => ({
    ...one,
    observedGeneration: generation,
  }));
  writeStatus(surroundings, {
    type: budgetType,
    object: budget,
    always,
    status: {
      observedGeneration: generation,
      currentHealthy: healthy,
      desiredHealthy: desired,
      disruptionsAllowed: allowed,
      expectedPods: pods.length,
      conditions,
    },
  });
};

/** The status of PodDisruptionBudgets. */
export const disruptionController: MakeController = (surroundings): Controller => ({
  name: 'poddisruptionbudgets',
  keysOf: (change) => keysOf(surroundings, change),
  reconcile(key) {
    const { namespace, name } = placeOf(key);
    const budget = surroundings.objects.get(budgetType, namespace, name);
    if (budget !== undefined && !isDeleting(budget)) settle(surroundings, budget);
  },
});
