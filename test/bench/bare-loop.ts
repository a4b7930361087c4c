import { Pool } from 'undici';
import { mediaTypes } from '../../src/cluster/api.ts';
import { applyBody } from '../../src/cluster/apply/body.ts';
import {
  parentBody,
  parentId,
  parentName,
  parentNamespace,
  widen,
} from '../../src/cluster/inventory/parent.ts';
import type { LocalCluster, LocalFleet } from '../../src/demo/control-plane/local-cluster.ts';
import type { DesiredObject, DesiredState } from '../../src/model/desired.ts';
import { createMemos, planOf, treeOf } from './memory-plan.ts';
import { fullFleet, type UnitFleet } from './unit-fleet.ts';

/** One request, ready to be sent. */
export interface Prepared {
  readonly method: 'POST' | 'PUT' | 'PATCH';
  readonly path: string;
  readonly body: string;
  readonly contentType: string;
  /** What the object is known by from one phase to the next. */
  readonly key: string;
}

/** uid and resourceVersion of what an earlier phase wrote, by key. */
export type Written = Map<string, { readonly uid: string; readonly resourceVersion: string }>;

export type Work = ReadonlyMap<string, readonly Prepared[]>;

const plurals: Readonly<Record<string, string>> = {
  ConfigMap: 'configmaps',
  Secret: 'secrets',
  ServiceAccount: 'serviceaccounts',
};

const objectRequest = (
  fleet: string,
  subscription: string,
  object: DesiredObject,
  written: Written,
): Prepared => {
  const { id } = object;
  const key = `${subscription} ${object.key}`;
  const before = written.get(key);
  const body = applyBody(object, {
    fleet,
    parent: parentId(fleet, subscription),
    installationKey: 'a key of the benchmark',
    id,
  });
  const force = before ? '&force=true' : '';
  return {
    method: 'PATCH',
    path: `/api/v1/namespaces/${id.namespace}/${plurals[id.kind]}/${id.name}?fieldManager=headwater${force}`,
    body: body.with(before ? { uid: before.uid } : { resourceVersion: '1' }),
    contentType: mediaTypes.apply,
    key,
  };
};

const parentRequest = (fleet: string, state: DesiredState, written: Written): Prepared => {
  const { subscription } = state;
  const before = written.get(subscription);
  const collection = `/api/v1/namespaces/${parentNamespace}/configmaps`;
  const { kinds, namespaces } = widen(
    { kinds: [], namespaces: [] },
    state.objects.map(({ id }) => id),
  );
  const record = {
    fleet,
    subscription,
    commit: '0'.repeat(40),
    digest: state.digest,
    epoch: 1,
    clusterUid: 'bench',
  };
  const body = parentBody({ record, kinds, namespaces, deletionPolicy: 'Delete', others: {} }, before);
  const path = before ? `${collection}/${parentName(fleet, subscription)}` : collection;
  return {
    method: before ? 'PUT' : 'POST',
    path: `${path}?fieldManager=headwater`,
    body,
    contentType: mediaTypes.json,
    key: subscription,
  };
};

/** What the reconciler sends for this fleet at this version, by cluster: rendered and serialised beforehand. */
export const prepare = (fleet: UnitFleet, version: string, written: Written): Work => {
  const plan = planOf(treeOf(fullFleet(fleet, version)), createMemos());
  const work = new Map<string, Prepared[]>(fleet.clusters.map((name) => [name, []]));
  for (const { cluster, state } of plan.bindings.values()) {
    if (!state) throw new Error('a binding could not be rendered');
    const requests = work.get(cluster)!;
    requests.push(parentRequest(fleet.id, state, written));
    for (const object of state.objects)
      requests.push(objectRequest(fleet.id, state.subscription, object, written));
  }
  return work;
};

/** Connections to every cluster of a fleet, kept from phase to phase. */
export interface BareLoop {
  /** Sends everything, `width` requests at a time in all clusters together; milliseconds. */
  send(work: Work, width: number, written: Written): Promise<number>;
  close(): Promise<void>;
}

const oneCluster = async (
  pool: Pool,
  token: string,
  job: { readonly requests: readonly Prepared[]; readonly width: number; readonly answers: string[] },
): Promise<void> => {
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < job.requests.length; index = next++) {
      const { method, path, body, contentType } = job.requests[index]!;
      const response = await pool.request({
        method,
        path,
        body,
        headers: {
          authorization: `Bearer ${token}`,
          accept: mediaTypes.metadata,
          'content-type': contentType,
        },
      });
      const text = await response.body.text();
      if (response.statusCode >= 300) throw new Error(`${method} ${path}: ${response.statusCode} ${text}`);
      job.answers[index] = text;
    }
  };
  await Promise.all(Array.from({ length: job.width }, worker));
};

const remember = (requests: readonly Prepared[], answers: readonly string[], written: Written): void => {
  for (const [index, { key }] of requests.entries()) {
    const { metadata } = JSON.parse(answers[index]!) as {
      metadata: { uid: string; resourceVersion: string };
    };
    written.set(key, { uid: metadata.uid, resourceVersion: metadata.resourceVersion });
  }
};

/** The least that any client could do: the same bytes over kept connections, no decision, no state. */
export const openBareLoop = (fleet: LocalFleet): BareLoop => {
  const pools = new Map<string, { readonly pool: Pool; readonly cluster: LocalCluster }>();
  for (const [name, cluster] of fleet.clusters) {
    const connect = { ca: cluster.caPem };
    const pool = new Pool(cluster.url, { connections: 32, pipelining: 1, allowH2: false, connect });
    pools.set(name, { pool, cluster });
  }
  return {
    async send(work, width, written) {
      const each = Math.max(1, Math.round(width / work.size));
      const jobs = [...work].map(([name, requests]) => ({
        ...pools.get(name)!,
        requests,
        answers: [] as string[],
      }));
      const start = performance.now();
      await Promise.all(
        jobs.map(({ pool, cluster, requests, answers }) =>
          oneCluster(pool, cluster.adminToken, { requests, width: each, answers }),
        ),
      );
      const ms = performance.now() - start;
      for (const { requests, answers } of jobs) remember(requests, answers, written);
      return ms;
    },
    async close() {
      await Promise.all([...pools.values()].map(({ pool }) => pool.close()));
    },
  };
};
