import type { Json, JsonObject } from '../../../model/json.ts';
import { objectAt, objectsAt } from '../defaults/missing.ts';
import { ageCell, type Cell, count, metadataOf, nameCell, specOf, statusOf, text } from './cell-parts.ts';
import { timeSince } from './human-duration.ts';

interface Summary {
  readonly ready: number;
  readonly total: number;
  readonly reason: string;
  readonly restarts: number;
  readonly lastRestart: Json | undefined;
}

const isSidecar = (container: JsonObject | undefined): boolean => container?.restartPolicy === 'Always';

const endedReason = (terminated: JsonObject): string => {
  if (terminated.reason) return text(terminated.reason);
  return terminated.signal ? `Signal:${terminated.signal}` : `ExitCode:${count(terminated.exitCode)}`;
};

const later = (a: Json | undefined, b: Json | undefined): Json | undefined =>
  a === undefined || (b !== undefined && text(b) > text(a)) ? b : a;

const lastEnd = (status: JsonObject): Json | undefined =>
  objectAt(objectAt(status, 'lastState'), 'terminated').finishedAt;

interface InitSummary {
  /** Why the Pod is not past its init containers, or undefined. */
  readonly reason: string | undefined;
  readonly ready: number;
  readonly restarts: number;
  readonly sidecarRestarts: number;
}

const initReason = (status: JsonObject, index: number, total: number): string => {
  const state = objectAt(status, 'state');
  if (state.terminated !== undefined) return `Init:${endedReason(objectAt(state, 'terminated'))}`;
  const waiting = text(objectAt(state, 'waiting').reason);
  return waiting !== '' && waiting !== 'PodInitializing' ? `Init:${waiting}` : `Init:${index}/${total}`;
};

const initSummary = (pod: JsonObject): InitSummary => {
  const containers = objectsAt(specOf(pod), 'initContainers');
  let ready = 0;
  let restarts = 0;
  let sidecarRestarts = 0;
  for (const [index, status] of objectsAt(statusOf(pod), 'initContainerStatuses').entries()) {
    const sidecar = isSidecar(containers.find((one) => one.name === status.name));
    restarts += count(status.restartCount);
    if (sidecar) sidecarRestarts += count(status.restartCount);
    const terminated = objectAt(status, 'state').terminated;
    if (terminated !== undefined && count((terminated as JsonObject).exitCode) === 0) continue;
    if (sidecar && status.started === true) {
      if (status.ready === true) ready += 1;
      continue;
    }
    return { reason: initReason(status, index, containers.length), ready, restarts, sidecarRestarts };
  }
  return { reason: undefined, ready, restarts, sidecarRestarts };
};

const conditionIs = (pod: JsonObject, type: string): boolean =>
  objectsAt(statusOf(pod), 'conditions').some((one) => one.type === type && one.status === 'True');

interface MainSummary {
  readonly reason: string;
  readonly ready: number;
  readonly restarts: number;
  readonly lastRestart: Json | undefined;
}

const mainSummary = (pod: JsonObject, before: string): MainSummary => {
  let reason = before;
  let failure = '';
  let ready = 0;
  let restarts = 0;
  let lastRestart: Json | undefined;
  for (const status of objectsAt(statusOf(pod), 'containerStatuses').toReversed()) {
    restarts += count(status.restartCount);
    lastRestart = later(lastRestart, lastEnd(status));
    const state = objectAt(status, 'state');
    const waiting = objectAt(state, 'waiting').reason;
    if (waiting) reason = text(waiting);
    else if (state.terminated !== undefined) {
      reason = endedReason(objectAt(state, 'terminated'));
      if (count(objectAt(state, 'terminated').exitCode) !== 0) failure = reason;
    } else if (status.ready === true && state.running !== undefined) ready += 1;
  }
  if (reason === 'Completed' && ready > 0)
    reason = conditionIs(pod, 'Ready') ? 'Running' : failure || 'NotReady';
  else if (reason === 'Completed' && failure !== '') reason = failure;
  return { reason, ready, restarts, lastRestart };
};

const startReason = (pod: JsonObject): string => {
  const gated = objectsAt(statusOf(pod), 'conditions').some(
    (one) => one.type === 'PodScheduled' && one.reason === 'SchedulingGated',
  );
  return gated ? 'SchedulingGated' : text(statusOf(pod).reason) || text(statusOf(pod).phase);
};

const isOver = (pod: JsonObject): boolean =>
  statusOf(pod).phase === 'Succeeded' || statusOf(pod).phase === 'Failed';

/** What `kubectl get pods` tells of a Pod, in the order in which the real printer decides. */
const summaryOf = (pod: JsonObject): Summary => {
  const spec = specOf(pod);
  const total =
    objectsAt(spec, 'containers').length + objectsAt(spec, 'initContainers').filter(isSidecar).length;
  const init = initSummary(pod);
  const started = init.reason === undefined || conditionIs(pod, 'Initialized');
  const main = started ? mainSummary(pod, init.reason ?? startReason(pod)) : undefined;
  let reason = main?.reason ?? init.reason ?? '';
  if (metadataOf(pod).deletionTimestamp !== undefined) {
    if (statusOf(pod).reason === 'NodeLost') reason = 'Unknown';
    else if (!isOver(pod)) reason = 'Terminating';
  }
  return {
    ready: init.ready + (main?.ready ?? 0),
    total,
    reason,
    restarts: main === undefined ? init.restarts : init.sidecarRestarts + main.restarts,
    lastRestart: main?.lastRestart,
  };
};

const restartsCell: Cell = (pod, now) => {
  const { restarts, lastRestart } = summaryOf(pod);
  return restarts !== 0 && lastRestart !== undefined
    ? `${restarts} (${timeSince(lastRestart, now)} ago)`
    : String(restarts);
};

const gatesCell: Cell = (pod) => {
  const gates = objectsAt(specOf(pod), 'readinessGates');
  if (gates.length === 0) return '<none>';
  const open = gates.filter((gate) => conditionIs(pod, text(gate.conditionType))).length;
  return `${open}/${gates.length}`;
};

export const podCells: readonly Cell[] = [
  nameCell,
  (pod) => {
    const { ready, total } = summaryOf(pod);
    return `${ready}/${total}`;
  },
  (pod) => summaryOf(pod).reason,
  restartsCell,
  ageCell,
  (pod) => text(objectsAt(statusOf(pod), 'podIPs')[0]?.ip, '<none>'),
  (pod) => text(specOf(pod).nodeName, '<none>'),
  (pod) => text(statusOf(pod).nominatedNodeName, '<none>'),
  gatesCell,
];
