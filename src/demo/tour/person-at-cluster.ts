import { type ApiRequest, type ClusterApi, mediaTypes } from '../../cluster/api.ts';
import { connectCluster } from '../../cluster/connection/connect.ts';
import { contextNamed, type Kubeconfig } from '../../cluster/connection/kubeconfig.ts';
import type { JsonObject } from '../../model/json.ts';
import { asKubeObject, type KubeObject } from '../../model/resource.ts';

/** Somebody with a kubeconfig and kubectl. Each call rejects when the cluster refuses or cannot be reached. */
export interface PersonAtCluster {
  /** `path`: from the root, as `/apis/apps/v1/…`. */
  get(path: string): Promise<KubeObject>;
  /** A merge patch, under the name that kubectl gives its own. */
  patch(path: string, patch: JsonObject): Promise<KubeObject>;
  /**
   * Hears of the object's changes after `version` until it returns true or `timeoutMs` have passed. Resolves with
   * whether it did.
   */
  watch(watched: Watched, onObject: (object: KubeObject) => boolean): Promise<boolean>;
}

export interface Watched {
  /** Of the collection. */
  readonly path: string;
  readonly name: string;
  readonly version: string;
  readonly timeoutMs: number;
  /** Called when the server has begun to tell. */
  readonly onOpen: () => void;
}

const send = async (api: ClusterApi, request: ApiRequest): Promise<KubeObject> => {
  const { status, body } = await api.request(request);
  if (status >= 300)
    throw new Error(`${api.cluster} answered ${status} to ${request.method} ${request.path}`);
  return asKubeObject(JSON.parse(body) as JsonObject);
};

const watch = async (
  api: ClusterApi,
  watched: Watched,
  onObject: (object: KubeObject) => boolean,
): Promise<boolean> => {
  const { path, name, version, timeoutMs, onOpen } = watched;
  const selector = encodeURIComponent(`metadata.name=${name}`);
  const over = new AbortController();
  const late = setTimeout(() => over.abort(), timeoutMs);
  let seen = false;
  const onLine = (line: string): void => {
    const { object } = JSON.parse(line) as { readonly object: JsonObject };
    if (seen || !onObject(asKubeObject(object))) return;
    seen = true;
    over.abort();
  };
  try {
    await api.stream({
      path: `${path}?watch=1&fieldSelector=${selector}&resourceVersion=${version}`,
      accept: mediaTypes.json,
      onLine,
      onOpen,
      signal: over.signal,
      silentAfterMs: timeoutMs,
    });
  } catch (error) {
    if (!over.signal.aborted) throw error;
  } finally {
    clearTimeout(late);
  }
  return seen;
};

/** A connection of the person's own; `close` ends it. */
export const connectPerson = async (
  kubeconfig: Kubeconfig,
  cluster: string,
): Promise<PersonAtCluster & { close(): Promise<void> }> => {
  const api = await connectCluster({
    cluster,
    context: contextNamed(kubeconfig, cluster),
    userAgent: 'headwater-tour',
  });
  return {
    get: (path) => send(api, { method: 'GET', path }),
    patch: (path, patch) =>
      send(api, {
        method: 'PATCH',
        path: `${path}?fieldManager=kubectl-patch`,
        contentType: mediaTypes.mergePatch,
        body: JSON.stringify(patch),
      }),
    watch: (watched, onObject) => watch(api, watched, onObject),
    close: () => api.close(),
  };
};
