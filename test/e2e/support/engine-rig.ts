import { setTimeout as sleep } from 'node:timers/promises';
import { type ApiRequest, type ApiResponse, type ClusterApi, mediaTypes } from '../../../src/cluster/api.ts';
import { connectCluster } from '../../../src/cluster/connection/connect.ts';
import { contextNamed, loadKubeconfig } from '../../../src/cluster/connection/kubeconfig.ts';
import { createEngine, type EngineOptions } from '../../../src/cluster/create-engine.ts';
import { createDiscovery } from '../../../src/cluster/discovery/cached.ts';
import type {
  ApplyReport,
  BindingWork,
  ClusterEngine,
  Drift,
  OwnedRecord,
} from '../../../src/cluster/engine.ts';
import type { LocalFleet } from '../../../src/demo/control-plane/local-cluster.ts';
import {
  type BindingPolicy,
  type DesiredObject,
  defaultBindingPolicy,
  defaultObjectPolicy,
  type ObjectPolicy,
  objectTreatment,
  treatmentOf,
} from '../../../src/model/desired.ts';
import { bindingDigest, objectDigest } from '../../../src/model/digest.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { asKubeObject, idOf, type KubeObject, resourceKey } from '../../../src/model/resource.ts';

/** A request that a program under test sent, and what it was answered. */
export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface CountingApi extends ClusterApi {
  readonly sent: Sent[];
  /** Runs before a request is sent, and after it was answered but before its sender hears of it. */
  before?: (request: ApiRequest) => Promise<void> | void;
  after?: (request: ApiRequest, response: ApiResponse) => Promise<void> | void;
}

/** Counts what passes to a real API server; nothing else is changed. */
export const countingApi = (api: ClusterApi): CountingApi => {
  const counting: CountingApi = {
    cluster: api.cluster,
    sent: [],
    request: async (request) => {
      await counting.before?.(request);
      const response = await api.request(request);
      counting.sent.push({ method: request.method, path: request.path, status: response.status });
      await counting.after?.(request, response);
      return response;
    },
    stream: (stream) => api.stream(stream),
    close: () => api.close(),
  };
  return counting;
};

export const isWrite = ({ method }: Sent): boolean => method !== 'GET';
export const isList = ({ method, path }: Sent): boolean => method === 'GET' && path.includes('limit=');

/** What `declared` says of one object beside its JSON. */
export interface Said {
  readonly wave?: number;
  readonly policy?: Partial<ObjectPolicy>;
}

/** A desired object as the renderer makes it. */
export const declared = (json: JsonObject, { wave = 0, policy = {} }: Said = {}): DesiredObject => {
  const object: KubeObject = asKubeObject(json);
  const id = idOf(object);
  return {
    id,
    key: resourceKey(id),
    object,
    digest: objectDigest(object),
    wave,
    policy: { ...defaultObjectPolicy, ...policy },
    source: { file: `feeds/test/${id.kind}-${id.name}.yaml`, line: 1, column: 1 },
  };
};

export interface WorkOptions {
  readonly subscription?: string;
  readonly epoch?: number;
  readonly commit?: string;
  readonly policy?: Partial<BindingPolicy>;
  readonly owned?: ReadonlyMap<string, OwnedRecord>;
}

export const fleetId = 'test-fleet';

/** A pin of one binding, ready to be applied. */
export const workOf = (objects: readonly DesiredObject[], options: WorkOptions = {}): BindingWork => {
  const subscription = options.subscription ?? 'default/shop';
  const policy = { ...defaultBindingPolicy, ...options.policy };
  const digest = bindingDigest(objects);
  return {
    fleet: fleetId,
    subscription,
    commit: options.commit ?? 'c'.repeat(40),
    epoch: options.epoch ?? 1,
    state: {
      subscription,
      cluster: 'east',
      policy,
      objects,
      digest,
      treatment: treatmentOf(policy, objectTreatment(objects)),
    },
    owned: options.owned ?? new Map(),
  };
};

export const ownedBy = (report: ApplyReport, work: BindingWork): ReadonlyMap<string, OwnedRecord> =>
  new Map(
    report.outcomes.flatMap(({ id, owned }) => {
      const object = work.state.objects.find((one) => resourceKey(one.id) === resourceKey(id));
      return owned && object ? [[object.key, owned] as const] : [];
    }),
  );

export const resultsOf = (report: ApplyReport): Readonly<Record<string, string>> =>
  Object.fromEntries(report.outcomes.map(({ id, result }) => [`${id.kind}/${id.name}`, result]));

export const configMap = (name: string, data: JsonObject, namespace = 'default'): JsonObject => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace },
  data,
});

/** An engine on a real cluster, with its own connection, and an administrator who edits by hand. */
export interface Rig {
  readonly api: CountingApi;
  readonly engine: ClusterEngine;
  readonly drifts: Drift[];
  readonly signal: AbortSignal;
  /** What the watch tells goes into `drifts`. */
  watch(bindings: readonly BindingWork[]): void;
  apply(work: BindingWork): Promise<ApplyReport>;
  /** Another client's request, that is not counted; throws where it is refused. */
  edit(request: ApiRequest): Promise<JsonObject>;
  /** The same, any answer being one. */
  ask(request: ApiRequest): Promise<ApiResponse>;
  close(): Promise<void>;
}

export const openRig = async (
  fleet: LocalFleet,
  cluster: string,
  options: Partial<EngineOptions> = {},
): Promise<Rig> => {
  const headwater = await loadKubeconfig({ file: fleet.kubeconfig });
  const admin = await loadKubeconfig({ file: fleet.adminKubeconfig });
  const real = await connectCluster({ cluster, context: contextNamed(headwater, cluster) });
  const hand = await connectCluster({ cluster, context: contextNamed(admin, cluster) });
  const api = countingApi(real);
  const discovery = createDiscovery({ api });
  const engine = createEngine({ api, discovery, fleet: fleetId, installationKey: 'k', ...options });
  const closing = new AbortController();
  const drifts: Drift[] = [];
  const ask = (request: ApiRequest): Promise<ApiResponse> => hand.request(request);
  await engine.connect(closing.signal);
  return {
    api,
    engine,
    drifts,
    signal: closing.signal,
    watch: (bindings) => engine.watch(bindings, (drift) => drifts.push(drift)),
    apply: (work) => engine.apply(work, closing.signal),
    ask,
    edit: async (request) => {
      const response = await ask(request);
      if (response.status >= 300) throw new Error(`${request.method} ${request.path}: ${response.body}`);
      return JSON.parse(response.body) as JsonObject;
    },
    close: async () => {
      closing.abort();
      await engine.close();
      await api.close();
      await hand.close();
    },
  };
};

export const configMapPath = (name: string, namespace = 'default'): string =>
  `/api/v1/namespaces/${namespace}/configmaps/${name}`;

/** kubectl's merge patch, as a hand edit. */
export const mergeEdit = (path: string, patch: JsonObject, manager = 'kubectl-edit'): ApiRequest => ({
  method: 'PATCH',
  path: `${path}?fieldManager=${manager}`,
  body: JSON.stringify(patch),
  contentType: mediaTypes.mergePatch,
});

/** Polls until the condition holds; fails after the bound, naming what it waited for. */
export const until = async (
  what: string,
  condition: () => boolean | Promise<boolean>,
  boundMs = 5000,
): Promise<void> => {
  const end = performance.now() + boundMs;
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`not within ${boundMs} ms: ${what}`);
    await sleep(10);
  }
};
