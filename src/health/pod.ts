import { conditionOf, explain, objectsAt, textAt } from './live-fields.ts';
import { current, failed, type Health, type HealthRules, inProgress, type LiveObject } from './verdict.ts';

/** Waiting reasons that the kubelet keeps coming back to: waiting longer does not help, a change does. */
const stuck: ReadonlySet<string> = new Set([
  'CrashLoopBackOff',
  'ImagePullBackOff',
  'ErrImageNeverPull',
  'InvalidImageName',
  'ImageInspectError',
]);

interface Waiting {
  readonly stuck: boolean;
  readonly message: string;
}

/** The container that waits, one that is stuck first. Init containers run before the others and so come first. */
const waitingContainer = (object: LiveObject): Waiting | undefined => {
  const containers = [
    ...objectsAt(object, 'status', 'initContainerStatuses'),
    ...objectsAt(object, 'status', 'containerStatuses'),
  ];
  const waiting = containers.flatMap((container) => {
    const reason = textAt(container, 'state', 'waiting', 'reason');
    if (reason === undefined) return [];
    const detail = textAt(container, 'state', 'waiting', 'message');
    const name = textAt(container, 'name') ?? '?';
    return [
      { stuck: stuck.has(reason), message: `container ${name}: ${reason}${detail ? `: ${detail}` : ''}` },
    ];
  });
  return waiting.find((container) => container.stuck) ?? waiting[0];
};

/** kstatus `podConditions`, without its clock: an unschedulable Pod is in progress, and a deadline above judges it. */
const pod = (object: LiveObject): Health => {
  const phase = textAt(object, 'status', 'phase');
  if (phase === 'Succeeded') return current('it ran to its end');
  if (phase === 'Failed') {
    const reason = textAt(object, 'status', 'reason') ?? textAt(object, 'status', 'message');
    return failed(`it ended without success${reason ? `: ${reason}` : ''}`);
  }
  const ready = conditionOf(object, 'Ready');
  if (phase === 'Running' && ready?.status === 'True') return current('ready');
  const waiting = waitingContainer(object);
  if (waiting !== undefined) return waiting.stuck ? failed(waiting.message) : inProgress(waiting.message);
  const scheduled = conditionOf(object, 'PodScheduled');
  if (scheduled?.status === 'False') return inProgress(explain(scheduled, 'not scheduled'));
  if (phase === 'Running')
    return inProgress(ready ? explain(ready, 'running, not ready') : 'running, not ready');
  return inProgress(`phase ${phase ?? 'not set'}`);
};

export const podRules: HealthRules = { '|Pod': pod };
