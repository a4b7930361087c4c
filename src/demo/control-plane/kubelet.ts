import { setTimeout as delay } from 'node:timers/promises';
import { type PlainClient, plainClient } from './api-client.ts';
import type { Connection } from './kubeconfig.ts';
import { type PodView, podStep } from './pod-status.ts';

export interface Kubelet {
  stop(): Promise<void>;
}

interface PodEvent {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED' | 'BOOKMARK' | 'ERROR';
  readonly object: PodView;
}

/** Addresses of 10.200.0.0/16 in turn: two Pods share one only after 65,000 others. */
const addresses = (): (() => string) => {
  let next = 0;
  return () => {
    next = (next % 65_000) + 1;
    return `10.200.${next >> 8}.${next & 255}`;
  };
};

/** Gone, changed or refused meanwhile: the watch tells what holds now. Anything else is worth another try. */
const isAnswer = (status: number): boolean => status < 300 || [404, 409, 422].includes(status);

const act = async (client: PlainClient, pod: PodView, podIP: () => string): Promise<void> => {
  const path = `/api/v1/namespaces/${pod.metadata.namespace}/pods/${pod.metadata.name}`;
  const now = `${new Date().toISOString().slice(0, 19)}Z`;
  const step = podStep(pod, now, podIP());
  if (step.kind === 'nothing') return;
  const { uid } = pod.metadata;
  const { status } =
    step.kind === 'remove'
      ? await client.send({
          method: 'DELETE',
          path,
          body: JSON.stringify({ gracePeriodSeconds: 0, preconditions: { uid } }),
        })
      : await client.send({
          method: 'PATCH',
          path: `${path}/status`,
          contentType: 'application/merge-patch+json',
          body: JSON.stringify({ metadata: { uid }, status: step.status }),
        });
  if (!isAnswer(status)) throw new Error(`status ${status} for ${path}`);
};

/** Handles each Pod's newest state, one at a time a Pod: an event that comes while we act is not lost. */
const podWorker = (handle: (pod: PodView) => Promise<void>, failed: () => void) => {
  const newest = new Map<string, PodView>();
  const busy = new Set<string>();
  const run = async (uid: string): Promise<void> => {
    busy.add(uid);
    for (let pod = newest.get(uid); pod; pod = newest.get(uid)) {
      newest.delete(uid);
      await handle(pod).catch(failed);
    }
    busy.delete(uid);
  };
  return (pod: PodView): void => {
    newest.set(pod.metadata.uid, pod);
    if (!busy.has(pod.metadata.uid)) void run(pod.metadata.uid);
  };
};

/**
 * Plays every node of a cluster: watches all Pods and reports what a kubelet would (pod-status.ts). It goes on
 * through restarts of the API server.
 */
export const startKubelet = (connection: Connection): Kubelet => {
  const client = plainClient(connection);
  const stopping = new AbortController();
  const podIP = addresses();

  const watchOnce = async (): Promise<void> => {
    // a failed report ends the watch, and the next one begins with every Pod again
    const turn = new AbortController();
    const signal = AbortSignal.any([stopping.signal, turn.signal]);
    const work = podWorker(
      (pod) => act(client, pod, podIP),
      () => turn.abort(),
    );
    // without a resourceVersion the watch begins with one ADDED for every Pod that exists
    for await (const line of client.lines('/api/v1/pods?watch=1&timeoutSeconds=600', signal)) {
      const event = JSON.parse(line) as PodEvent;
      if (event.type === 'ERROR') return;
      if (event.type === 'ADDED' || event.type === 'MODIFIED') work(event.object);
    }
  };

  const run = async (): Promise<void> => {
    while (!stopping.signal.aborted) {
      await watchOnce().catch(() => undefined);
      await delay(200, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
  };
  const done = run();

  return {
    async stop() {
      stopping.abort();
      await done;
      await client.close();
    },
  };
};
