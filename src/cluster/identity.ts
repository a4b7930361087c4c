import { parseAnswer } from './answer.ts';
import { type ClusterApi, mediaTypes } from './api.ts';
import type { ObjectMeta } from './object-meta.ts';

export interface ClusterIdentity {
  /** uid of the Namespace kube-system: what a cluster is, whatever a context calls it. */
  readonly uid: string;
  /** e.g. v1.36.3. */
  readonly version: string;
}

/** Who is this cluster (two small GETs). Rejects with a HeadwaterError. */
export const readIdentity = async (api: ClusterApi, signal?: AbortSignal): Promise<ClusterIdentity> => {
  const path = '/api/v1/namespaces/kube-system';
  const ask = signal === undefined ? {} : { signal };
  const [namespace, version] = await Promise.all([
    api.request({ method: 'GET', path, accept: mediaTypes.metadata, ...ask }),
    api.request({ method: 'GET', path: '/version', ...ask }),
  ]);
  const { metadata } = parseAnswer<{ metadata: ObjectMeta }>(api.cluster, `GET ${path}`, namespace);
  const { gitVersion } = parseAnswer<{ gitVersion: string }>(api.cluster, 'GET /version', version);
  return { uid: metadata.uid, version: gitVersion };
};
