import { describe, expect, it } from 'vitest';
import { type PodView, podStep } from '../../../src/demo/control-plane/pod-status.ts';

const now = '2026-01-02T03:04:05Z';
const address = '10.200.0.7';

const pod = (images: readonly string[], more: Partial<PodView> = {}): PodView => ({
  metadata: { name: 'web-1', namespace: 'default', uid: 'u1', ...more.metadata },
  spec: {
    containers: images.map((image, i) => ({ name: `c${i}`, image })),
    restartPolicy: 'Always',
    ...more.spec,
  },
  ...(more.status ? { status: more.status } : {}),
});

interface Reported {
  readonly phase: string;
  readonly podIP?: string;
  readonly conditions: readonly { readonly type: string; readonly status: string }[];
  readonly containerStatuses: readonly {
    readonly ready: boolean;
    readonly state: {
      readonly waiting?: { readonly reason: string };
      readonly terminated?: { exitCode: number };
    };
  }[];
}

const reported = (view: PodView): Reported => {
  const step = podStep(view, now, address);
  if (step.kind !== 'report') throw new Error(`nothing was reported but ${step.kind}`);
  return step.status as Reported;
};

const isReady = (status: Reported): boolean =>
  status.conditions.some((condition) => condition.type === 'Ready' && condition.status === 'True');

describe('the fake kubelet', () => {
  it('runs every container of a Pod at once', () => {
    const status = reported(pod(['web:1', 'side:2']));

    expect(status.phase).toBe('Running');
    expect(isReady(status)).toBe(true);
    expect(status.podIP).toBe(address);
    expect(status.containerStatuses.map((one) => one.ready)).toEqual([true, true]);
  });

  it('has nothing to say about a Pod that it has reported', () => {
    const first = pod(['web:1', 'side:2']);
    const again = { ...first, status: reported(first) as unknown as NonNullable<PodView['status']> };

    expect(podStep(again, now, address)).toEqual({ kind: 'nothing' });
  });

  it.each(['web:broken', 'registry.test:5000/team/web:broken', 'web:broken@sha256:00', 'a/b:broken'])(
    'never makes %s ready',
    (image) => {
      const status = reported(pod(['web:1', image]));

      expect(status.phase).toBe('Pending');
      expect(isReady(status)).toBe(false);
      expect(status.containerStatuses.map((one) => one.state.waiting?.reason)).toEqual([
        'ContainerCreating',
        'ImagePullBackOff',
      ]);
    },
  );

  it.each(['broken', 'broken:1', 'broken.test:5000/web', 'web:broken-1', 'web@sha256:00'])(
    'takes %s for a sound image: only the tag counts',
    (image) => {
      expect(isReady(reported(pod([image])))).toBe(true);
    },
  );

  it('reports again when an image of a running Pod changes', () => {
    const first = pod(['web:1']);
    const status = reported(first) as unknown as NonNullable<PodView['status']>;

    const changed = reported({ ...pod(['web:broken']), status });

    expect(isReady(changed)).toBe(false);
  });

  it('keeps the address of a Pod', () => {
    const status = reported(pod(['web:2'], { status: { phase: 'Running', podIP: '10.200.9.9' } }));

    expect(status.podIP).toBe('10.200.9.9');
  });

  const jobs = [{ kind: 'Job', controller: true }];

  it.each([
    ['Never', jobs, 'Succeeded'],
    ['OnFailure', jobs, 'Succeeded'],
    ['Never', [{ kind: 'ReplicaSet', controller: true }], 'Running'],
    ['Never', [{ kind: 'Job' }], 'Running'],
    ['Always', jobs, 'Running'],
  ] as const)('with restartPolicy %s and owner %j reports %s', (restartPolicy, ownerReferences, phase) => {
    const base = pod(['job:1']);
    const view: PodView = {
      metadata: { ...base.metadata, ownerReferences },
      spec: { ...base.spec, restartPolicy },
    };

    expect(reported(view).phase).toBe(phase);
  });

  it('leaves a Pod that has ended alone', () => {
    for (const phase of ['Succeeded', 'Failed']) {
      expect(podStep(pod(['web:1'], { status: { phase } }), now, address)).toEqual({ kind: 'nothing' });
    }
  });

  it('removes a Pod that is being deleted, whatever its state', () => {
    const base = pod(['web:1'], { status: { phase: 'Succeeded' } });
    const deleted = { ...base, metadata: { ...base.metadata, deletionTimestamp: now } };

    expect(podStep(deleted, now, address)).toEqual({ kind: 'remove' });
  });
});
