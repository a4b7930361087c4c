import type { Change, ClusterObjects } from '../storage/cluster-objects.ts';
import type { Controller, ControllerOptions, MakeController } from './controller.ts';
import { daemonSetController } from './daemon-set-controller.ts';
import { deploymentController } from './deployment-controller.ts';
import { disruptionController } from './disruption-controller.ts';
import { endpointsController } from './endpoints-controller.ts';
import { garbageCollector } from './garbage-collector.ts';
import { jobController } from './job-controller.ts';
import { knownTypes } from './known-types.ts';
import { kubelet } from './kubelet.ts';
import { namespaceController } from './namespace-controller.ts';
import { replicaSetController, replicationController } from './replica-set-controller.ts';
import { statefulSetController } from './stateful-set-controller.ts';
import { claimBinder } from './volume-claims.ts';
import { WorkQueue } from './work-queue.ts';

const makers: readonly MakeController[] = [
  garbageCollector,
  namespaceController,
  deploymentController,
  replicaSetController,
  replicationController,
  statefulSetController,
  daemonSetController,
  jobController,
  kubelet,
  endpointsController,
  disruptionController,
  claimBinder,
];

const wholeSecond = (milliseconds: number): string => `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;

const make = (
  maker: MakeController,
  objects: ClusterObjects,
  options: ControllerOptions,
  queue: WorkQueue,
): Controller => {
  const controller: Controller = maker({
    objects,
    options,
    time: () => wholeSecond(options.now()),
    later: (key, ms) => queue.addLater(`${controller.name}|${key}`, ms, () => controller.reconcile(key)),
  });
  return controller;
};

/** Everything that is there already, as if it came just now. */
const present = (objects: ClusterObjects): readonly Change[] =>
  knownTypes(objects).flatMap(({ group, plural }) =>
    objects
      .list({ group, plural })
      .map((object) => ({ kind: 'added' as const, type: { group, plural }, object, before: undefined })),
  );

/**
 * The controllers of one simulated cluster: they take what is there and every change after it, do their work in calls of
 * `options.schedule`, and do nothing while nothing changes.
 */
export const startControllers = (objects: ClusterObjects, options: ControllerOptions): { stop(): void } => {
  const queue = new WorkQueue(options);
  const controllers = makers.map((maker) => make(maker, objects, options, queue));
  const hear = (change: Change): void => {
    for (const controller of controllers) {
      for (const key of controller.keysOf(change)) {
        queue.add(`${controller.name}|${key}`, () => controller.reconcile(key));
      }
    }
  };
  for (const change of present(objects)) hear(change);
  const unsubscribe = objects.onChange(hear);
  return {
    stop() {
      unsubscribe();
      queue.stop();
    },
  };
};
