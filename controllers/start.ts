import { connectCluster } from '../src/cluster/connection/connect.ts';
import type { KubeContext } from '../src/cluster/connection/context.ts';
import { createEngine, type EngineOptions } from '../src/cluster/create-engine.ts';
import { createDiscovery } from '../src/cluster/discovery/cached.ts';
import type { ClusterEngine } from '../src/cluster/engine.ts';
import type { GitSource } from '../src/git/source.ts';
import { type RefWatch, watchRef } from '../src/git/watch-ref.ts';
import { type Diagnostic, HeadwaterError } from '../src/model/diagnostic.ts';
import type { Json } from '../src/model/json.ts';
import { type RunningServer, startServer } from '../src/server/server.ts';
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
  const api = await connectCluster({
    cluster: asked.cluster,
    context,
    userAgent: `headwater/${options.version}`,
    onRequest: ({ method, status }) => {
      if (method !== 'WATCH') series.requested(method, status);
    },
  });
  const engine = createEngine({
    api,
    discovery: createDiscovery({ api }),
    fleet: asked.fleet,
    installationKey: asked.secretKey,
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
      await manager.plan(commit);
    },
    onUnchanged: () => metrics.gitFetched('unchanged', took()),
    onFailed: (diagnostic: Diagnostic) => {
      metrics.gitFetched('failed', took());
      options.logger.warn({ diagnostic }, 'the repository could not be asked');
      manager.sourceFailed(diagnostic);
    },
  });
};

/** The whole reconciler in this process. Rejects when the port or the state cannot be had. */
export const startHeadwater = async (options: HeadwaterOptions): Promise<Headwater> => {
  const runtime = systemRuntime();
  const metrics = createMetrics({ version: options.version });
  const abort = new AbortController();
  const manager = new Manager({
    source: options.source,
    url: options.url,
    branch: options.branch,
    store: options.store,
    runtime,
    logger: options.logger,
    metrics,
    openEngine: (asked) => openEngine(options, metrics, asked),
    ...(options.onStatus && { onStatus: options.onStatus }),
  });
  await manager.start();
  const watch = watchSource(options, { manager, metrics, runtime, signal: abort.signal });
  const reconcile = async (): Promise<Json> => {
    const outcome = await watch.poke();
    return outcome.diagnostic
      ? { error: outcome.diagnostic.message }
      : { commit: manager.status().source.commit };
  };
  const server: RunningServer = await startServer(
    {
      ready: () => manager.status().source.commit !== '',
      metrics: async () => ({ contentType: metrics.contentType, body: await metrics.text() }),
      status: () => manager.status() as unknown as Json,
      reconcile,
      acceptCluster: (cluster) => manager.acceptCluster(cluster),
      resume: (subscription) => manager.resume(subscription),
    },
    options.listen,
  );
  return {
    url: server.url,
    status: () => manager.status(),
    reconcile,
    async stop() {
      abort.abort();
      await server.close();
      await manager.stop();
      await options.source.close();
      await options.store.close();
    },
  };
};
