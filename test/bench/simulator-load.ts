import { Pool } from 'undici';
import type { JsonObject } from '../../src/model/json.ts';
import { scaleObjects, scaleShape } from './scale-fleet.ts';
import type { SimulatorAccess } from './simulator-process.ts';

/** One apply, ready to be sent. */
export interface LoadRequest {
  readonly path: string;
  readonly body: string;
}

const collections: Readonly<Record<string, string>> = {
  ConfigMap: '/api/v1/namespaces/shop/configmaps',
  Secret: '/api/v1/namespaces/shop/secrets',
  ServiceAccount: '/api/v1/namespaces/shop/serviceaccounts',
  Service: '/api/v1/namespaces/shop/services',
  CronJob: '/apis/batch/v1/namespaces/shop/cronjobs',
};

const labelled = (object: JsonObject, release: string): JsonObject => {
  const metadata = object.metadata as JsonObject;
  const labels = {
    ...(metadata.labels as JsonObject),
    'applyset.kubernetes.io/part-of': 'applyset-bench-v1',
  };
  return { ...object, metadata: { ...metadata, labels, annotations: { 'example.com/release': release } } };
};

/** Fifty applies of `names` beginning at that number; `release` stands in each object. */
export const loadRequests = (release: string, from = 0): readonly LoadRequest[] =>
  Array.from({ length: scaleShape.subscriptions }, (_, index) => scaleObjects(from + index, release))
    .flat()
    .map((object) => {
      const { name } = object.metadata as { readonly name: string };
      const path = `${collections[String(object.kind)]}/${name}?fieldManager=headwater&force=true`;
      return { path, body: JSON.stringify(labelled(object, release)) };
    });

/** Kept connections to clusters, a few to each. */
export interface Load {
  /** Sends all to every cluster, those of one connection one after the other; throws on a refusal. */
  send(requests: readonly LoadRequest[]): Promise<void>;
  close(): Promise<void>;
}

/** How many clusters are written to at once. */
const clustersAtOnce = 32;

const sendTo = async (pool: Pool, token: string, requests: readonly LoadRequest[], width: number) => {
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1',
    'content-type': 'application/apply-patch+yaml',
  };
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let index = next++; index < requests.length; index = next++) {
      const { path, body } = requests[index]!;
      const answer = await pool.request({ method: 'PATCH', path, body, headers });
      const text = await answer.body.text();
      if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${text}`);
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
};

/** Opens `connections` connections to each of the clusters when they are first used. */
export const openLoad = ({ clusters, caPem }: SimulatorAccess, connections: number): Load => {
  const targets = clusters.map(({ url, token }) => ({
    token,
    pool: new Pool(url, {
      connections,
      pipelining: 1,
      allowH2: false,
      keepAliveTimeout: 300_000,
      connect: { ca: caPem },
    }),
  }));
  return {
    async send(requests) {
      let next = 0;
      const worker = async (): Promise<void> => {
        for (let index = next++; index < targets.length; index = next++) {
          const { pool, token } = targets[index]!;
          await sendTo(pool, token, requests, connections);
        }
      };
      await Promise.all(Array.from({ length: clustersAtOnce }, worker));
    },
    close: async () => {
      await Promise.all(targets.map(({ pool }) => pool.close()));
    },
  };
};
