import type {
  ApplyReport,
  BindingWork,
  ClusterContact,
  ClusterEngine,
  Drift,
  HealthReport,
  PruneReport,
} from '../../../src/cluster/engine.ts';
import type { DesiredObject } from '../../../src/model/desired.ts';
import {
  defaultBindingPolicy,
  defaultObjectPolicy,
  objectTreatment,
  treatmentOf,
} from '../../../src/model/desired.ts';
import { HeadwaterError } from '../../../src/model/diagnostic.ts';
import { resourceKey } from '../../../src/model/resource.ts';

export const unreachable = (): HeadwaterError =>
  new HeadwaterError(
    { code: 'ClusterUnreachable', severity: 'error', message: 'no answer' },
    { retryable: true },
  );

export const configMap = (name: string, drift: 'heal' | 'report' | 'ignore' = 'heal'): DesiredObject => {
  const id = { group: '', kind: 'ConfigMap', namespace: 'default', name };
  return {
    id,
    key: resourceKey(id),
    object: { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default' } },
    digest: `digest-${name}`,
    wave: 0,
    policy: { ...defaultObjectPolicy, drift },
    source: { file: `feeds/${name}.yaml`, line: 1, column: 1 },
  };
};

export const workOf = (subscription: string, objects: readonly DesiredObject[], epoch = 1): BindingWork => ({
  fleet: 'fleet',
  subscription,
  commit: 'c1',
  epoch,
  state: {
    subscription,
    cluster: 'eu-1',
    policy: defaultBindingPolicy,
    objects,
    digest: `d${epoch}`,
    treatment: treatmentOf(defaultBindingPolicy, objectTreatment(objects)),
  },
  owned: new Map(),
});

/** An engine that does what a test says and writes down what it was asked. */
export class FakeEngine implements ClusterEngine {
  readonly cluster = 'eu-1';
  readonly calls: string[] = [];
  contact: () => Promise<ClusterContact> = async () => ({ uid: 'uid-1', version: 'v1.36.3', parents: [] });
  applied: (work: BindingWork) => Promise<ApplyReport> = async () => ({
    outcomes: [],
    diagnostics: [],
    superseded: false,
  });
  pruned: () => Promise<PruneReport> = async () => ({ deleted: [], kept: [], diagnostics: [] });
  judged: () => Promise<HealthReport> = async () => ({ state: 'Current', diagnostics: [] });
  onDrift: ((drift: Drift) => void) | undefined;
  onLost: ((error: HeadwaterError) => void) | undefined;
  closed = false;

  connect(): Promise<ClusterContact> {
    this.calls.push('connect');
    return this.contact();
  }

  apply(work: BindingWork): Promise<ApplyReport> {
    this.calls.push(`apply ${work.subscription}@${work.epoch}`);
    return this.applied(work);
  }

  health(work: BindingWork): Promise<HealthReport> {
    this.calls.push(`health ${work.subscription}`);
    return this.judged();
  }

  prune(work: BindingWork): Promise<PruneReport> {
    this.calls.push(`prune ${work.subscription}@${work.epoch}`);
    return this.pruned();
  }

  async heal(work: BindingWork, objects: readonly DesiredObject[]): Promise<ApplyReport> {
    this.calls.push(`heal ${objects.map(({ id }) => id.name).join(',')}`);
    return this.applied(work);
  }

  async release(): Promise<PruneReport> {
    return { deleted: [], kept: [], diagnostics: [] };
  }

  watch(
    _bindings: readonly BindingWork[],
    onDrift: (drift: Drift) => void,
    onLost?: (error: HeadwaterError) => void,
  ): void {
    this.onDrift = onDrift;
    this.onLost = onLost;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}
