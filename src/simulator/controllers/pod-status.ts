import type { JsonObject } from '../../model/json.ts';
import {
  conditionOf,
  controllerOf,
  isDeleting,
  metadataOf,
  numberAt,
  objectsAt,
  specOf,
  statusOf,
} from './parts.ts';

export type PodFate = 'Running' | 'Succeeded' | 'Pending';

const tagOf = (image: string): string => {
  const last = image.split('@')[0]!.split('/').at(-1)!;
  return last.split(':')[1] ?? 'latest';
};

/** An image tagged `broken` can never be pulled. */
const isBroken = (container: JsonObject): boolean => tagOf(String(container.image)) === 'broken';

export const isBrokenSpec = (podSpec: JsonObject): boolean => objectsAt(podSpec, 'containers').some(isBroken);

/** A Job's Pod ends by itself; only restartPolicy Always keeps one running for ever. */
const endsByItself = (pod: JsonObject): boolean =>
  specOf(pod).restartPolicy !== 'Always' && controllerOf(pod)?.kind === 'Job';

/** What becomes of a Pod once its containers had their time. */
export const fateOf = (pod: JsonObject): PodFate => {
  if (isBrokenSpec(specOf(pod))) return 'Pending';
  return endsByItself(pod) ? 'Succeeded' : 'Running';
};

const stateOf = (container: JsonObject, fate: PodFate, now: string): JsonObject => {
  if (fate === 'Running') return { running: { startedAt: now } };
  if (fate === 'Succeeded') {
    return { terminated: { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now } };
  }
  const waiting = isBroken(container)
    ? { reason: 'ImagePullBackOff', message: `Back-off pulling image "${container.image}"` }
    : { reason: 'ContainerCreating' };
  return { waiting };
};

const containerStatus = (container: JsonObject, fate: PodFate, now: string): JsonObject => ({
  name: container.name!,
  image: container.image!,
  imageID: '',
  restartCount: 0,
  ready: fate === 'Running',
  started: fate === 'Running',
  state: stateOf(container, fate, now),
});

const whyNotReady: Readonly<Record<PodFate, JsonObject>> = {
  Running: {},
  Succeeded: { reason: 'PodCompleted' },
  Pending: { reason: 'ContainersNotReady' },
};

const conditionsOf = (fate: PodFate, now: string): readonly JsonObject[] => {
  const ready = { status: fate === 'Running' ? 'True' : 'False', ...whyNotReady[fate] };
  const done = { status: 'True' };
  return [
    { type: 'PodScheduled', ...done, lastTransitionTime: now },
    { type: 'Initialized', ...done, lastTransitionTime: now },
    { type: 'ContainersReady', ...ready, lastTransitionTime: now },
    { type: 'Ready', ...ready, lastTransitionTime: now },
  ];
};

/** What a kubelet would report of a Pod: the same as that of the real control planes of the demo. */
export const podReport = (pod: JsonObject, fate: PodFate, now: string, podIP: string): JsonObject => {
  const address = String(statusOf(pod).podIP ?? podIP);
  return {
    phase: fate,
    startTime: statusOf(pod).startTime ?? now,
    ...(fate !== 'Pending' && { podIP: address, podIPs: [{ ip: address }] }),
    conditions: conditionsOf(fate, now),
    containerStatuses: objectsAt(specOf(pod), 'containers').map((one) => containerStatus(one, fate, now)),
  };
};

/** Whether the status already tells this fate of these very images. */
export const isReported = (pod: JsonObject, fate: PodFate): boolean => {
  const reported = objectsAt(statusOf(pod), 'containerStatuses');
  const containers = objectsAt(specOf(pod), 'containers');
  return (
    statusOf(pod).phase === fate &&
    reported.length === containers.length &&
    containers.every((container, index) => reported[index]?.image === container.image)
  );
};

export const isOver = (pod: JsonObject): boolean => {
  const { phase } = statusOf(pod);
  return phase === 'Succeeded' || phase === 'Failed';
};

export const isActive = (pod: JsonObject): boolean => !isOver(pod) && !isDeleting(pod);

export const isReady = (pod: JsonObject): boolean =>
  !isDeleting(pod) && conditionOf(pod, 'Ready')?.status === 'True';

/** Milliseconds until a ready Pod counts as available: 0 when it does, undefined while it is not ready. */
export const availableIn = (pod: JsonObject, minReadySeconds: number, now: number): number | undefined => {
  if (!isReady(pod)) return undefined;
  const since = Date.parse(String(conditionOf(pod, 'Ready')?.lastTransitionTime));
  return Math.max(0, since + minReadySeconds * 1000 - now);
};

export const createdAt = (object: JsonObject): number =>
  Date.parse(String(metadataOf(object).creationTimestamp));

export const minReadySeconds = (workload: JsonObject): number =>
  numberAt(specOf(workload), 'minReadySeconds');
