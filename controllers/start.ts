import { connectCluster } from '../src/cluster/connection/connect.ts';
import type { KubeContext } from '../src/cluster/connection/context.ts';
import { connectionsEach } from '../src/cluster/connection/lines.ts';
import { createEngine, type EngineOptions } from '../src/cluster/create-engine.ts';
import { createDiscovery } from '../src/cluster/discovery/cached.ts';
import type { ClusterEngine } from '../src/cluster/engine.ts';
import type { GitSource } from '../src/git/source.ts';
import { type RefWatch, watchRef } from '../src/git/watch-ref.ts';
import { type Diagnostic, HeadwaterError } from '../src/model/diagnostic.ts';
import type { Json } from '../src/model/json.ts';
import { type RunningServer, type ServerHost, startServer } from '../src/server/server.ts';
import type { Store } from '../src/store/store.ts';
import type { Logger } from '../src/telemetry/logger.ts';
import { createMetrics, type Metrics } from '../src/telemetry/metrics.ts';
import { Manager } from './manager.ts';
import { type Runtime, systemRuntime } from './runtime.ts';
import type { FleetStatus } from './status.ts';

export interface HeadwaterOptions {
  readonly source: GitSource;
  /** Without userinfo. */
  readonly url: string;
  readonly branch: string;
  readonly store: Store;
  readonly contexts: ReadonlyMap<string, KubeContext>;
  readonly logger: Logger;
  readonly version: string;
  readonly listen: { readonly hostname: string; readonly port: number; readonly token?: string };
  /** Milliseconds; 0 = the branch is asked for only when `reconcile` is called. */
  readonly pollIntervalMs: number;
  readonly fieldManager?: string;
  readonly faults?: EngineOptions['faults'];
  readonly onStatus?: () => void;
}

export interface Headwater {
  readonly url: string;
  status(): FleetStatus;
  /** Polls now; resolves once the poll and the plan that follows are done. */
  reconcile(): Promise<Json>;
  stop(): Promise<void>;
}

const unknownContext = (cluster: string, context: string): HeadwaterError =>
  new HeadwaterError(
    {
      code: 'ClusterUnknown',
      severity: 'error',
      message: `cluster ${cluster}: the kubeconfig has no context ${context}`,
      hint: 'add the context, or name another one in spec.access.context of the ManagedCluster',
    },
    { retryable: true },
  );

const openEngine = async (
  options: HeadwaterOptions,
  metrics: Metrics,
  asked: {
    readonly cluster: string;
    readonly context: string;
    readonly fleet: string;
    readonly secretKey: string;
  },
): Promise<ClusterEngine> => {
  const context = options.contexts.get(asked.context);
  if (!context) throw unknownContext(asked.cluster, asked.context);
  const series = metrics.cluster(asked.cluster);
  const connections = connectionsEach(options.contexts.size);
  const api = await connectCluster({
    cluster: asked.cluster,
    context,
    userAgent: `headwater/${options.version}`,
    limits: { connections },
    onRequest: ({ method, status }) => {
      if (method !== 'WATCH') series.requested(method, status);
    },
  });
  const engine = createEngine({
    api,
    discovery: createDiscovery({ api }),
    fleet: asked.fleet,
    installationKey: asked.secretKey,
    mostConcurrency: connections,
    ...(options.fieldManager !== undefined && { fieldManager: options.fieldManager }),
    ...(options.faults && { faults: options.faults }),
  });
  return {
    ...engine,
    async close() {
      await engine.close();
      await api.close();
    },
  };
};

/** Polls the branch and hands each move on; a poll that is asked for answers with what came of it. */
const watchSource = (
  options: HeadwaterOptions,
  parts: {
    readonly manager: Manager;
    readonly metrics: Metrics;
    readonly runtime: Runtime;
    readonly signal: AbortSignal;
  },
): RefWatch => {
  const { manager, metrics, runtime, signal } = parts;
  let startedAt = runtime.monotonic();
  const took = (): number => (runtime.monotonic() - startedAt) / 1000;
  return watchRef({
    source: options.source,
    intervalMs: options.pollIntervalMs,
    random: runtime.random,
    signal,
    onPoll: () => {
      startedAt = runtime.monotonic();
    },
    onHead: async (commit) => {
      metrics.gitFetched('changed', took());
      options.logger.info({ commit }, 'the branch moved');
      await manager.branch.plan(commit);
    },
    onUnchanged: () => {
      metrics.gitFetched('unchanged', took());
      manager.branch.reached();
    },
    onFailed: (diagnostic: Diagnostic) => {
      metrics.gitFetched('failed', took());
      options.logger.warn({ diagnostic }, 'the branch could not be followed');
      manager.branch.failed(diagnostic);
    },
  });
};

const hostOf = (
  manager: Manager,
  parts: {
    readonly metrics: Metrics;
    readonly logger: Logger;
    readonly reconcile: () => Promise<Json>;
  },
): ServerHost => {
  const { metrics, logger, reconcile } = parts;
  return {
    ready: () => manager.status().source.commit !== '',
    metrics: async () => ({ contentType: metrics.contentType, body: await metrics.text() }),
    status: () => manager.status() as unknown as Json,
    reconcile,
    acceptCluster: (cluster) => manager.acceptCluster(cluster),
    resume: (subscription) => manager.resume(subscription),
    onError: (err) => logger.error({ err }, 'a request failed'),
  };
};

/**
 * The whole reconciler in this process. Rejects when the port or the state cannot be had, before it reaches for
 * any cluster. Source and store are its own from here on: it closes them, also when it cannot start.
 */
export const startHeadwater = async (options: HeadwaterOptions): Promise<Headwater> => {
  const { source, store, logger } = options;
  const runtime = systemRuntime();
  const metrics = createMetrics({ version: options.version });
  const abort = new AbortController();
  const manager = new Manager({
    source,
    url: options.url,
    branch: options.branch,
    store,
    runtime,
    logger,
    metrics,
    openEngine: (asked) => openEngine(options, metrics, asked),
    ...(options.onStatus && { onStatus: options.onStatus }),
  });
  let watch: RefWatch | undefined;
  let server: RunningServer | undefined;
  const reconcile = async (): Promise<Json> => {
    if (!watch) return { error: 'headwater is starting: ask again in a moment' };
    const { diagnostic } = await watch.poke();
    const { commit, message } = manager.status().source;
    const error = diagnostic?.message ?? message;
    return error === undefined ? { commit } : { error };
  };
  const stop = async (): Promise<void> => {
    abort.abort();
    await server?.close();
    await manager.stop();
    await watch?.done;
    await source.close();
    await store.close();
  };
  try {
    server = await startServer(hostOf(manager, { metrics, logger, reconcile }), options.listen);
    await manager.start();
  } catch (error) {
    await stop();
    throw error;
  }
  watch = watchSource(options, { manager, metrics, runtime, signal: abort.signal });
  return { url: server.url, status: () => manager.status(), reconcile, stop };
};
