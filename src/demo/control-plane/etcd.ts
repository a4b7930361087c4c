import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { request } from 'undici';
import type { Child, Nursery } from '../process/nursery.ts';

const healthy = async (url: string): Promise<boolean> => {
  const answer = await request(`${url}/health`, { signal: AbortSignal.timeout(2_000) }).catch(
    () => undefined,
  );
  await answer?.body.dump();
  return answer?.statusCode === 200;
};

const waitHealthy = async (child: Child, url: string): Promise<void> => {
  for (const until = Date.now() + 30_000; !(await healthy(url)); await delay(50)) {
    if (!child.running()) throw new Error(`etcd ended: ${child.lastWords()}`);
    if (Date.now() > until) throw new Error(`etcd is not healthy after 30 s: ${child.lastWords()}`);
  }
};

export interface EtcdOptions {
  readonly nursery: Nursery;
  readonly binary: string;
  /** Ports for clients and peers. */
  readonly ports: readonly [number, number];
}

/** Starts one etcd for all API servers of a fleet and resolves with its URL once it is healthy. */
export const startEtcd = async ({
  nursery,
  binary,
  ports: [clients, peers],
}: EtcdOptions): Promise<string> => {
  const url = `http://127.0.0.1:${clients}`;
  const peerUrl = `http://127.0.0.1:${peers}`;
  const child = nursery.spawn('etcd', binary, [
    `--data-dir=${join(nursery.folder, 'etcd')}`,
    '--unsafe-no-fsync',
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peerUrl}`,
    `--initial-advertise-peer-urls=${peerUrl}`,
    `--initial-cluster=default=${peerUrl}`,
    '--log-level=error',
  ]);
  await waitHealthy(child, url);
  return url;
};
