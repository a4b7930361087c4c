import type { JsonObject } from '../../model/json.ts';
import type { Change } from '../storage/cluster-objects.ts';
import { isType, keyOf, manager, type Surroundings } from './controller.ts';
import { podType } from './kubelet.ts';
import {
  controllerOf,
  isControlledBy,
  metadataOf,
  nameOf,
  namespaceOf,
  objectAt,
  objectsAt,
  ownedBy,
  specOf,
} from './parts.ts';
import { availableIn, createdAt, isBrokenSpec, isReady, minReadySeconds } from './pod-status.ts';

/** The keys of a workload that a change concerns: its own, and that of the owner of a Pod. */
export const workloadKeys =
  (kind: string, group: string, plural: string) =>
  (change: Change): readonly string[] => {
    if (isType(change, group, plural)) return change.kind === 'deleted' ? [] : [keyOf(change.object)];
    if (!isType(change, '', 'pods')) return [];
    const owner = controllerOf(change.object);
    return owner?.kind === kind ? [`${namespaceOf(change.object)}/${owner.name}`] : [];
  };

export const podsOf = ({ objects }: Surroundings, owner: JsonObject): readonly JsonObject[] =>
  objects.list(podType, namespaceOf(owner)).filter((pod) => isControlledBy(pod, owner));

export interface PodDraft {
  /** Absent: a name is generated from the owner's. */
  readonly name?: string;
  readonly template: JsonObject;
  readonly labels?: JsonObject;
  readonly spec?: JsonObject;
}

/** Makes a Pod of a workload's template. */
export const createPod = ({ objects }: Surroundings, owner: JsonObject, draft: PodDraft): void => {
  const metadata = metadataOf(draft.template);
  const labels = { ...objectAt(metadata, 'labels'), ...draft.labels };
  objects.create(
    podType,
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        generateName: `${nameOf(owner)}-`,
        ...(draft.name !== undefined && { name: draft.name }),
        namespace: namespaceOf(owner),
        labels,
        ...(metadata.annotations !== undefined && { annotations: metadata.annotations }),
        ...(Array.isArray(metadata.finalizers) && { finalizers: metadata.finalizers }),
        ownerReferences: ownedBy(owner),
      },
      spec: { ...specOf(draft.template), ...draft.spec },
    },
    manager,
  );
};

export const deletePod = ({ objects }: Surroundings, pod: JsonObject): void =>
  objects.delete(podType, { namespace: namespaceOf(pod), name: nameOf(pod) });

export interface PodCounts {
  readonly total: number;
  readonly ready: number;
  readonly available: number;
}

/** Counts Pods; asks to look again when one is about to become available. */
export const countPods = (
  { options, later }: Surroundings,
  workload: JsonObject,
  pods: readonly JsonObject[],
): PodCounts => {
  const waits = pods.map((pod) => availableIn(pod, minReadySeconds(workload), options.now()));
  const next = Math.min(...waits.filter((wait): wait is number => wait !== undefined && wait > 0));
  if (Number.isFinite(next)) later(keyOf(workload), next);
  return {
    total: pods.length,
    ready: pods.filter(isReady).length,
    available: waits.filter((wait) => wait === 0).length,
  };
};

/**
 * The counts of a workload that keeps no Pods: all of them ready at once, `readyAfterMs` and `minReadySeconds` after what they
 * are made of was created; none ever of a broken image.
 */
export const countUnkept = (
  { options, later }: Surroundings,
  workload: JsonObject,
  facts: { readonly replicas: number; readonly since: number; readonly template: JsonObject },
): PodCounts => {
  const { replicas, since, template } = facts;
  if (isBrokenSpec(specOf(template))) return { total: replicas, ready: 0, available: 0 };
  const readyIn = since + options.readyAfterMs - options.now();
  const availableAfter = readyIn + minReadySeconds(workload) * 1000;
  const next = readyIn > 0 ? readyIn : availableAfter;
  if (next > 0) later(keyOf(workload), next);
  return {
    total: replicas,
    ready: readyIn > 0 ? 0 : replicas,
    available: availableAfter > 0 ? 0 : replicas,
  };
};

/** The ones to remove first: not ready before ready, then the newest. */
export const byWorth = (pods: readonly JsonObject[]): readonly JsonObject[] =>
  [...pods].sort((a, b) => Number(isReady(a)) - Number(isReady(b)) || createdAt(b) - createdAt(a));

/** Whether any container of a Pod template is there at all. */
export const hasContainers = (template: JsonObject): boolean =>
  objectsAt(specOf(template), 'containers').length > 0;
