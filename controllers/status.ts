import type { Diagnostic } from '../src/model/diagnostic.ts';
import { describeResource } from '../src/model/resource.ts';
import type { SubscriptionRecord } from '../src/rollout/record.ts';
import type { ClusterStatus } from './cluster-loop.ts';

/** What `status`, the live table and GET /status show. Holds no Secret's data: diagnostics never do. */
export interface FleetStatus {
  readonly fleet: string;
  readonly source: SourceStatus;
  readonly clusters: readonly { readonly name: string; readonly state: string; readonly message?: string }[];
  readonly bindings: readonly BindingStatus[];
  readonly diagnostics: readonly Diagnostic[];
}

export interface SourceStatus {
  readonly url: string;
  readonly branch: string;
  /** The commit that was last planned; '' before the first. */
  readonly commit: string;
  readonly message?: string;
}

export interface BindingStatus {
  readonly subscription: string;
  readonly cluster: string;
  readonly rollout: string;
  readonly state: string;
  /** The newest evidence, also after the rollout: Healthy, Verifying, Failed, Unreachable; '' before any. */
  readonly health: string;
  readonly commit: string;
  readonly digest: string;
  readonly epoch: number;
  readonly since: string;
  readonly reason: string;
}

const firstLine = (diagnostics: readonly Diagnostic[]): string => {
  const first = diagnostics.find(({ severity }) => severity === 'error') ?? diagnostics[0];
  if (!first) return '';
  const where = first.source ? `${first.source.file}:${first.source.line}:${first.source.column} ` : '';
  const what =
    first.resource && !first.message.includes(first.resource.name)
      ? `${describeResource(first.resource)}: `
      : '';
  return `${first.code}: ${where}${what}${first.message}`;
};

const reasonOf = (record: SubscriptionRecord, entry: SubscriptionRecord['clusters'][string]): string => {
  if (record.paused) return record.paused.reason;
  const said = firstLine([...entry.diagnostics, ...(entry.kept ?? [])]);
  if (said !== '') return said;
  return entry.waitsFor ? `waits for ${entry.waitsFor.join(', ')}` : '';
};

export const bindingStatuses = (records: Iterable<SubscriptionRecord>): readonly BindingStatus[] =>
  [...records]
    .flatMap((record) =>
      Object.entries(record.clusters).map(([cluster, entry]) => ({
        subscription: record.subscription,
        cluster,
        rollout: record.state,
        state: entry.state,
        health: entry.evidence ?? '',
        commit: entry.pin?.commit ?? '',
        digest: entry.pin?.digest ?? '',
        epoch: entry.pin?.epoch ?? 0,
        since: new Date(entry.since).toISOString(),
        reason: reasonOf(record, entry),
      })),
    )
    .sort((a, b) => (`${a.subscription} ${a.cluster}` < `${b.subscription} ${b.cluster}` ? -1 : 1));

export const clusterStatuses = (clusters: ReadonlyMap<string, ClusterStatus>): FleetStatus['clusters'] =>
  [...clusters]
    .map(([name, status]) => ({
      name,
      state: status.state,
      ...('diagnostic' in status && { message: status.diagnostic.message }),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
