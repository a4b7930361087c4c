import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { JsonObject } from '../../../../src/model/json.ts';
import { startControllers } from '../../../../src/simulator/controllers/start-controllers.ts';
import { kubernetesRules } from '../../../../src/simulator/kubernetes-rules.ts';
import { type ClusterCore, createClusterCore } from '../../../../src/simulator/simulated-cluster.ts';
import type { ClusterObjects, TypeName } from '../../../../src/simulator/storage/cluster-objects.ts';

const deployments: TypeName = { group: 'apps', plural: 'deployments' };
const replicaSets: TypeName = { group: 'apps', plural: 'replicasets' };
const statefulSets: TypeName = { group: 'apps', plural: 'statefulsets' };
const pods: TypeName = { group: '', plural: 'pods' };
const namespaces: TypeName = { group: '', plural: 'namespaces' };
const configMaps: TypeName = { group: '', plural: 'configmaps' };

const at = (name: string) => ({ namespace: 'n', name });
const field = (object: JsonObject | undefined, ...path: readonly string[]): unknown =>
  path.reduce<unknown>((value, name) => (value as JsonObject | undefined)?.[name], object);

const template = (image: string, labels: JsonObject = { app: 'a' }): JsonObject => ({
  metadata: { labels },
  spec: { containers: [{ name: 'c', image, ports: [{ containerPort: 80 }] }] },
});

const deployment = (spec: JsonObject = {}): JsonObject => ({
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { name: 'd', namespace: 'n' },
  spec: { replicas: 3, selector: { matchLabels: { app: 'a' } }, template: template('app:1'), ...spec },
});

describe('the simulated controllers', () => {
  let core: ClusterCore;
  let objects: ClusterObjects;
  let stop: () => void;

  const start = (keep: 'all' | 'none' = 'all'): void => {
    const controllers = startControllers(objects, {
      readyAfterMs: 2000,
      schedule: (ms, call) => {
        const timer = setTimeout(call, ms);
        return () => clearTimeout(timer);
      },
      now: Date.now,
      pods: keep,
    });
    stop = () => controllers.stop();
  };

  beforeEach(() => {
    vi.useFakeTimers({ now: Date.parse('2026-01-01T00:00:00Z') });
    core = createClusterCore({
      name: 'c',
      index: 0,
      rules: kubernetesRules(),
      userOf: () => undefined,
      rememberedEvents: 50,
      faults: {},
    });
    objects = core.objects;
    objects.create(namespaces, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'n' } }, 'test');
  });

  afterEach(() => {
    stop();
    core.close();
    vi.useRealTimers();
  });

  const settle = (ms = 10_000): void => {
    vi.advanceTimersByTime(ms);
  };
  const status = (type: TypeName, name: string): JsonObject =>
    (field(objects.get(type, 'n', name), 'status') ?? {}) as JsonObject;
  const condition = (name: string, type: string): JsonObject | undefined =>
    (status(deployments, name).conditions as readonly JsonObject[]).find((one) => one.type === type);

  it('make a Deployment ready after its time, and do nothing at rest', () => {
    start();
    objects.create(deployments, deployment(), 'test');
    settle(100);
    expect(status(deployments, 'd')).toMatchObject({ replicas: 3, unavailableReplicas: 3 });
    settle();
    expect(status(deployments, 'd')).toMatchObject({
      observedGeneration: 1,
      readyReplicas: 3,
      availableReplicas: 3,
    });
    expect(condition('d', 'Progressing')).toMatchObject({ status: 'True', reason: 'NewReplicaSetAvailable' });
    expect(vi.getTimerCount()).toBe(0);
  });

  it('never make a broken image ready, keep the old Pods, and give up at the deadline', () => {
    start();
    objects.create(deployments, deployment({ progressDeadlineSeconds: 30 }), 'test');
    settle();
    objects.patch(deployments, at('d'), { spec: { template: template('app:broken') } }, { manager: 'test' });
    settle();
    expect(status(deployments, 'd')).toMatchObject({ replicas: 4, readyReplicas: 3, updatedReplicas: 1 });
    settle(40_000);
    expect(condition('d', 'Progressing')).toMatchObject({
      status: 'False',
      reason: 'ProgressDeadlineExceeded',
    });
    expect(condition('d', 'Available')).toMatchObject({ status: 'True' });
  });

  it('roll back to a ReplicaSet that is there already', () => {
    start();
    objects.create(deployments, deployment(), 'test');
    settle();
    objects.patch(deployments, at('d'), { spec: { template: template('app:2') } }, { manager: 'test' });
    settle();
    objects.patch(deployments, at('d'), { spec: { template: template('app:1') } }, { manager: 'test' });
    settle();
    const sizes = objects.list(replicaSets, 'n').map((set) => field(set, 'spec', 'replicas'));
    expect(sizes.toSorted()).toEqual([0, 3]);
    const revision = field(
      objects.get(deployments, 'n', 'd'),
      'metadata',
      'annotations',
      'deployment.kubernetes.io/revision',
    );
    expect(revision).toBe('3');
  });

  it('start the Pods of a StatefulSet one after another, with claims that are bound', () => {
    start();
    const claim = {
      metadata: { name: 'data' },
      spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
    };
    const spec = {
      replicas: 2,
      selector: { matchLabels: { app: 'a' } },
      template: template('app:1'),
      volumeClaimTemplates: [claim],
    };
    objects.create(
      statefulSets,
      { apiVersion: 'apps/v1', kind: 'StatefulSet', metadata: at('s'), spec },
      'test',
    );
    settle(100);
    expect(objects.list(pods, 'n').map((pod) => field(pod, 'metadata', 'name'))).toEqual(['s-0']);
    settle();
    expect(status(statefulSets, 's')).toMatchObject({ readyReplicas: 2, availableReplicas: 2 });
    const bound = objects.list({ group: '', plural: 'persistentvolumeclaims' }, 'n');
    expect(bound.map((one) => field(one, 'status', 'phase'))).toEqual(['Bound', 'Bound']);
  });

  it('complete a Job', () => {
    start();
    const pod = { spec: { restartPolicy: 'Never', containers: [{ name: 'c', image: 'app:1' }] } };
    const job = {
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: at('j'),
      spec: { completions: 2, template: pod },
    };
    objects.create({ group: 'batch', plural: 'jobs' }, job, 'test');
    settle();
    const done = status({ group: 'batch', plural: 'jobs' }, 'j');
    expect(done.succeeded).toBe(2);
    expect((done.conditions as readonly JsonObject[]).map((one) => one.type)).toEqual([
      'SuccessCriteriaMet',
      'Complete',
    ]);
  });

  it('copy the labels of a Service to its slice and its Endpoints', () => {
    start();
    objects.create(deployments, deployment(), 'test');
    const spec = { selector: { app: 'a' }, ports: [{ port: 80 }] };
    const service = {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { ...at('svc'), labels: { part: 'of' } },
      spec,
    };
    objects.create({ group: '', plural: 'services' }, service, 'test');
    settle();
    const [slice] = objects.list({ group: 'discovery.k8s.io', plural: 'endpointslices' }, 'n');
    expect(field(slice, 'metadata', 'labels')).toMatchObject({
      part: 'of',
      'kubernetes.io/service-name': 'svc',
    });
    expect(slice!.endpoints).toHaveLength(3);
    const endpoints = objects.get({ group: '', plural: 'endpoints' }, 'n', 'svc');
    expect(field(endpoints, 'metadata', 'labels')).toMatchObject({ part: 'of' });
  });

  it('collect what an owner leaves behind, or leave it when it is orphaned', () => {
    start();
    objects.create(deployments, deployment(), 'test');
    settle();
    objects.delete(deployments, at('d'), { propagationPolicy: 'Orphan' });
    settle();
    expect(objects.get(deployments, 'n', 'd')).toBeUndefined();
    const [set] = objects.list(replicaSets, 'n');
    expect(field(set, 'metadata', 'ownerReferences')).toBeUndefined();
    objects.delete(replicaSets, at(String(field(set, 'metadata', 'name'))));
    settle();
    expect(objects.list(pods, 'n')).toEqual([]);
  });

  it('delete in the foreground: dependents first, then their owner', () => {
    start();
    objects.create(deployments, deployment(), 'test');
    settle();
    objects.delete(deployments, at('d'), { propagationPolicy: 'Foreground' });
    expect(field(objects.get(deployments, 'n', 'd'), 'metadata', 'finalizers')).toEqual([
      'foregroundDeletion',
    ]);
    settle();
    expect([deployments, replicaSets, pods].flatMap((type) => objects.list(type, 'n'))).toEqual([]);
  });

  it('end a namespace once nothing holds what is in it', () => {
    start();
    objects.create(deployments, deployment(), 'test');
    const metadata = { ...at('held'), finalizers: ['test.example/wait'] };
    objects.create(configMaps, { apiVersion: 'v1', kind: 'ConfigMap', metadata }, 'test');
    settle();
    objects.delete(namespaces, { namespace: '', name: 'n' });
    settle();
    const conditions = field(
      objects.get(namespaces, '', 'n'),
      'status',
      'conditions',
    ) as readonly JsonObject[];
    const remaining = conditions.find((one) => one.type === 'NamespaceFinalizersRemaining');
    expect(remaining).toMatchObject({ status: 'True', reason: 'SomeFinalizersRemain' });
    objects.patch(configMaps, at('held'), { metadata: { finalizers: [] } }, { manager: 'test' });
    settle();
    expect(objects.get(namespaces, '', 'n')).toBeUndefined();
  });

  it('keep no Pods when they are asked to, and still report', () => {
    start('none');
    objects.create(deployments, deployment(), 'test');
    settle();
    expect(objects.list(pods)).toEqual([]);
    expect(status(deployments, 'd')).toMatchObject({ readyReplicas: 3, availableReplicas: 3 });
  });

  it('take up what was there before them', () => {
    objects.create(deployments, deployment(), 'test');
    start();
    settle();
    expect(status(deployments, 'd')).toMatchObject({ availableReplicas: 3 });
  });
});
