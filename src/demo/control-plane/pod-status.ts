/** What the fake kubelet reads of a Pod. */
export interface PodView {
  readonly metadata: {
    readonly name: string;
    readonly namespace: string;
    readonly uid: string;
    readonly deletionTimestamp?: string;
    readonly ownerReferences?: readonly { readonly kind: string; readonly controller?: boolean }[];
  };
  readonly spec: { readonly containers: readonly ContainerView[]; readonly restartPolicy?: string };
  readonly status?: {
    readonly phase?: string;
    readonly podIP?: string;
    readonly containerStatuses?: readonly { readonly name: string; readonly image: string }[];
  };
}

interface ContainerView {
  readonly name: string;
  readonly image: string;
}

/** What a kubelet would do about a Pod now. */
export type PodStep =
  | { readonly kind: 'nothing' }
  | { readonly kind: 'remove' }
  | { readonly kind: 'report'; readonly status: object };

const tagOf = (image: string): string => {
  const name = image.split('@')[0]!.split('/').at(-1)!;
  return name.split(':')[1] ?? 'latest';
};

const isBroken = (container: ContainerView): boolean => tagOf(container.image) === 'broken';

/** A Job's Pod ends by itself; only restartPolicy Always keeps one running for ever. */
const endsByItself = (pod: PodView): boolean =>
  pod.spec.restartPolicy !== 'Always' &&
  (pod.metadata.ownerReferences ?? []).some((owner) => owner.kind === 'Job' && owner.controller === true);

type Fate = 'Running' | 'Succeeded' | 'Pending';

const containerStatus = (container: ContainerView, fate: Fate, now: string): object => {
  const base = { name: container.name, image: container.image, imageID: '', restartCount: 0 };
  if (fate === 'Running') {
    return { ...base, ready: true, started: true, state: { running: { startedAt: now } } };
  }
  if (fate === 'Succeeded') {
    const terminated = { exitCode: 0, reason: 'Completed', startedAt: now, finishedAt: now };
    return { ...base, ready: false, started: false, state: { terminated } };
  }
  const waiting = isBroken(container)
    ? { reason: 'ImagePullBackOff', message: `Back-off pulling image "${container.image}"` }
    : { reason: 'ContainerCreating' };
  return { ...base, ready: false, started: false, state: { waiting } };
};

const conditions = (fate: Fate, now: string): readonly object[] => {
  const ready = fate === 'Running' ? 'True' : 'False';
  const why = {
    Running: {},
    Succeeded: { reason: 'PodCompleted' },
    Pending: { reason: 'ContainersNotReady' },
  };
  const facts = {
    PodScheduled: { status: 'True' },
    Initialized: { status: 'True' },
    ContainersReady: { status: ready, ...why[fate] },
    Ready: { status: ready, ...why[fate] },
  };
  return Object.entries(facts).map(([type, fact]) => ({ type, ...fact, lastTransitionTime: now }));
};

const fateOf = (pod: PodView): Fate => {
  if (pod.spec.containers.some(isBroken)) return 'Pending';
  return endsByItself(pod) ? 'Succeeded' : 'Running';
};

/** Whether the status already tells this fate of these very images. */
const isReported = (pod: PodView, fate: Fate): boolean => {
  const reported = pod.status?.containerStatuses ?? [];
  return (
    pod.status?.phase === fate &&
    reported.length === pod.spec.containers.length &&
    pod.spec.containers.every((container) =>
      reported.some((one) => one.name === container.name && one.image === container.image),
    )
  );
};

/**
 * What to do about a Pod: containers run at once, a Job's succeed at once, and an image tagged `broken` is
 * never pulled, so that its Pod never becomes ready. `now` is an RFC 3339 time, `podIP` a free address.
 */
export const podStep = (pod: PodView, now: string, podIP: string): PodStep => {
  if (pod.metadata.deletionTimestamp !== undefined) return { kind: 'remove' };
  if (pod.status?.phase === 'Succeeded' || pod.status?.phase === 'Failed') return { kind: 'nothing' };
  const fate = fateOf(pod);
  if (isReported(pod, fate)) return { kind: 'nothing' };
  const address = pod.status?.podIP ?? podIP;
  return {
    kind: 'report',
    status: {
      phase: fate,
      startTime: now,
      ...(fate === 'Pending' ? {} : { podIP: address, podIPs: [{ ip: address }] }),
      conditions: conditions(fate, now),
      containerStatuses: pod.spec.containers.map((container) => containerStatus(container, fate, now)),
    },
  };
};
