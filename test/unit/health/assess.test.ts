import { describe, expect, it } from 'vitest';
import { assessHealth, needsObject } from '../../../src/health/assess.ts';
import type { HealthState } from '../../../src/health/verdict.ts';

interface Parts {
  readonly metadata?: object;
  readonly spec?: object;
  readonly status?: object;
}

type Row = readonly [title: string, apiVersion: string, kind: string, parts: Parts, state: HealthState];

const condition = (type: string, status: string, reason = '', message = '') => ({
  type,
  status,
  reason,
  message,
  lastTransitionTime: '2026-11-20T10:00:00Z',
});
const conditions = (...list: readonly object[]) => ({ conditions: list });

const available = condition('Available', 'True', 'MinimumReplicasAvailable');
const rolledOut = condition('Progressing', 'True', 'NewReplicaSetAvailable');
const replicas = (count: number) => ({
  replicas: count,
  updatedReplicas: count,
  readyReplicas: count,
  availableReplicas: count,
});
const deploymentSpec = { replicas: 3, progressDeadlineSeconds: 600 };

const deployments: readonly Row[] = [
  [
    'is rolled out',
    'apps/v1',
    'Deployment',
    {
      metadata: { generation: 2 },
      spec: deploymentSpec,
      status: { observedGeneration: 2, ...replicas(3), ...conditions(available, rolledOut) },
    },
    'Current',
  ],
  [
    'was just created and has no status',
    'apps/v1',
    'Deployment',
    { metadata: { generation: 1 }, spec: deploymentSpec, status: {} },
    'InProgress',
  ],
  [
    'shows the status of an older generation',
    'apps/v1',
    'Deployment',
    {
      metadata: { generation: 3 },
      spec: deploymentSpec,
      status: { observedGeneration: 2, ...replicas(3), ...conditions(available, rolledOut) },
    },
    'InProgress',
  ],
  [
    'has fewer updated replicas than asked for',
    'apps/v1',
    'Deployment',
    {
      spec: deploymentSpec,
      status: {
        ...replicas(3),
        updatedReplicas: 1,
        ...conditions(available, condition('Progressing', 'True', 'ReplicaSetUpdated')),
      },
    },
    'InProgress',
  ],
  [
    'still has replicas of the old ReplicaSet',
    'apps/v1',
    'Deployment',
    { spec: deploymentSpec, status: { ...replicas(3), replicas: 4, ...conditions(available, rolledOut) } },
    'InProgress',
  ],
  [
    'has updated replicas that are not available',
    'apps/v1',
    'Deployment',
    {
      spec: deploymentSpec,
      status: { ...replicas(3), availableReplicas: 2, readyReplicas: 2, ...conditions(available, rolledOut) },
    },
    'InProgress',
  ],
  [
    'is over its progress deadline',
    'apps/v1',
    'Deployment',
    {
      spec: deploymentSpec,
      status: {
        ...replicas(3),
        readyReplicas: 2,
        ...conditions(
          available,
          condition('Progressing', 'False', 'ProgressDeadlineExceeded', 'has timed out'),
        ),
      },
    },
    'Failed',
  ],
  [
    'is scaled to zero',
    'apps/v1',
    'Deployment',
    {
      spec: { replicas: 0, progressDeadlineSeconds: 600 },
      status: { observedGeneration: 1, ...conditions(available, rolledOut) },
    },
    'Current',
  ],
  [
    'has all replicas but not the Available condition',
    'apps/v1',
    'Deployment',
    {
      spec: deploymentSpec,
      status: { ...replicas(3), ...conditions(condition('Available', 'False'), rolledOut) },
    },
    'InProgress',
  ],
  [
    'sets no progress deadline',
    'apps/v1',
    'Deployment',
    {
      spec: { replicas: 1, progressDeadlineSeconds: 2147483647 },
      status: { ...replicas(1), ...conditions(available) },
    },
    'Current',
  ],
  [
    'is paused with everything updated',
    'apps/v1',
    'Deployment',
    {
      spec: { ...deploymentSpec, paused: true },
      status: {
        ...replicas(3),
        ...conditions(
          available,
          condition('Progressing', 'Unknown', 'DeploymentPaused', 'Deployment is paused'),
        ),
      },
    },
    'Current',
  ],
  [
    'is paused half way',
    'apps/v1',
    'Deployment',
    {
      spec: { ...deploymentSpec, paused: true },
      status: {
        ...replicas(3),
        updatedReplicas: 1,
        ...conditions(available, condition('Progressing', 'Unknown', 'DeploymentPaused')),
      },
    },
    'InProgress',
  ],
  [
    'is being deleted, however well it runs',
    'apps/v1',
    'Deployment',
    {
      metadata: { deletionTimestamp: '2026-11-20T10:00:00Z' },
      spec: deploymentSpec,
      status: { ...replicas(3), ...conditions(available, rolledOut) },
    },
    'Terminating',
  ],
];

const revision = (currentRevision: string, updateRevision = currentRevision) => ({
  currentRevision,
  updateRevision,
});
const rolling = (partition?: number) => ({
  updateStrategy: { type: 'RollingUpdate', ...(partition !== undefined && { rollingUpdate: { partition } }) },
});

const otherWorkloads: readonly Row[] = [
  [
    'is rolled out',
    'apps/v1',
    'StatefulSet',
    {
      spec: { replicas: 2, ...rolling(0) },
      status: { replicas: 2, readyReplicas: 2, currentReplicas: 2, updatedReplicas: 2, ...revision('a') },
    },
    'Current',
  ],
  ['has no status yet', 'apps/v1', 'StatefulSet', { spec: { replicas: 2, ...rolling() } }, 'InProgress'],
  [
    'has replicas that are not ready',
    'apps/v1',
    'StatefulSet',
    {
      spec: { replicas: 2, ...rolling() },
      status: { replicas: 2, readyReplicas: 1, currentReplicas: 2, ...revision('a') },
    },
    'InProgress',
  ],
  [
    'has replicas too many',
    'apps/v1',
    'StatefulSet',
    {
      spec: { replicas: 1, ...rolling() },
      status: { replicas: 2, readyReplicas: 2, currentReplicas: 2, ...revision('a') },
    },
    'InProgress',
  ],
  [
    'has a revision under way',
    'apps/v1',
    'StatefulSet',
    {
      spec: { replicas: 2, ...rolling() },
      status: {
        replicas: 2,
        readyReplicas: 2,
        currentReplicas: 1,
        updatedReplicas: 1,
        ...revision('a', 'b'),
      },
    },
    'InProgress',
  ],
  [
    'counts all replicas as current while the revisions differ',
    'apps/v1',
    'StatefulSet',
    {
      spec: { replicas: 2, ...rolling() },
      status: { replicas: 2, readyReplicas: 2, currentReplicas: 2, ...revision('a', 'b') },
    },
    'InProgress',
  ],
  [
    'is updated above its partition',
    'apps/v1',
    'StatefulSet',
    {
      spec: { replicas: 3, ...rolling(2) },
      status: {
        replicas: 3,
        readyReplicas: 3,
        currentReplicas: 2,
        updatedReplicas: 1,
        ...revision('a', 'b'),
      },
    },
    'Current',
  ],
  [
    'is not yet updated above its partition',
    'apps/v1',
    'StatefulSet',
    {
      spec: { replicas: 3, ...rolling(1) },
      status: {
        replicas: 3,
        readyReplicas: 3,
        currentReplicas: 2,
        updatedReplicas: 1,
        ...revision('a', 'b'),
      },
    },
    'InProgress',
  ],
  [
    'has a partition beyond its replicas',
    'apps/v1',
    'StatefulSet',
    {
      spec: { replicas: 1, ...rolling(5) },
      status: { replicas: 1, readyReplicas: 1, currentReplicas: 1, ...revision('a', 'b') },
    },
    'Current',
  ],
  [
    'updates on delete',
    'apps/v1',
    'StatefulSet',
    {
      spec: { replicas: 2, updateStrategy: { type: 'OnDelete' } },
      status: { replicas: 2, readyReplicas: 1, ...revision('a', 'b') },
    },
    'Current',
  ],
  [
    'runs everywhere',
    'apps/v1',
    'DaemonSet',
    {
      metadata: { generation: 1 },
      status: {
        observedGeneration: 1,
        desiredNumberScheduled: 2,
        currentNumberScheduled: 2,
        updatedNumberScheduled: 2,
        numberAvailable: 2,
        numberReady: 2,
      },
    },
    'Current',
  ],
  [
    'finds no node to run on',
    'apps/v1',
    'DaemonSet',
    {
      status: { observedGeneration: 1, desiredNumberScheduled: 0, currentNumberScheduled: 0, numberReady: 0 },
    },
    'Current',
  ],
  ['has no status yet', 'apps/v1', 'DaemonSet', { metadata: { generation: 1 } }, 'InProgress'],
  [
    'does not know yet how many Pods it needs',
    'apps/v1',
    'DaemonSet',
    { status: { observedGeneration: 1 } },
    'InProgress',
  ],
  [
    'is half updated',
    'apps/v1',
    'DaemonSet',
    {
      status: {
        observedGeneration: 1,
        desiredNumberScheduled: 2,
        currentNumberScheduled: 2,
        updatedNumberScheduled: 1,
        numberAvailable: 2,
        numberReady: 2,
      },
    },
    'InProgress',
  ],
  [
    'updates on delete and runs its old Pods',
    'apps/v1',
    'DaemonSet',
    {
      spec: { updateStrategy: { type: 'OnDelete' } },
      status: {
        observedGeneration: 1,
        desiredNumberScheduled: 2,
        currentNumberScheduled: 2,
        numberAvailable: 2,
        numberReady: 2,
      },
    },
    'Current',
  ],
  [
    'has all its Pods',
    'apps/v1',
    'ReplicaSet',
    {
      spec: { replicas: 2 },
      status: { replicas: 2, fullyLabeledReplicas: 2, availableReplicas: 2, readyReplicas: 2 },
    },
    'Current',
  ],
  [
    'lacks a Pod',
    'apps/v1',
    'ReplicaSet',
    {
      spec: { replicas: 2 },
      status: { replicas: 2, fullyLabeledReplicas: 2, availableReplicas: 1, readyReplicas: 2 },
    },
    'InProgress',
  ],
  [
    'cannot create Pods',
    'apps/v1',
    'ReplicaSet',
    {
      spec: { replicas: 1 },
      status: conditions(condition('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota')),
    },
    'InProgress',
  ],
  [
    'scales down',
    'v1',
    'ReplicationController',
    {
      spec: { replicas: 0 },
      status: { replicas: 1, fullyLabeledReplicas: 1, availableReplicas: 1, readyReplicas: 1 },
    },
    'InProgress',
  ],
];

const ready = (status: string) => condition('Ready', status, status === 'True' ? '' : 'ContainersNotReady');
const waits = (reason: string, name = 'app') => ({
  name,
  state: { waiting: { reason, message: `${reason} of ${name}` } },
});

const podsAndJobs: readonly Row[] = [
  [
    'runs and is ready',
    'v1',
    'Pod',
    { status: { phase: 'Running', ...conditions(ready('True')) } },
    'Current',
  ],
  [
    'runs and is not ready',
    'v1',
    'Pod',
    { status: { phase: 'Running', ...conditions(ready('False')) } },
    'InProgress',
  ],
  ['ran to its end', 'v1', 'Pod', { status: { phase: 'Succeeded' } }, 'Current'],
  ['was evicted', 'v1', 'Pod', { status: { phase: 'Failed', reason: 'Evicted' } }, 'Failed'],
  [
    'crashes again and again',
    'v1',
    'Pod',
    {
      status: {
        phase: 'Running',
        ...conditions(ready('False')),
        containerStatuses: [waits('CrashLoopBackOff')],
      },
    },
    'Failed',
  ],
  [
    'cannot pull its image',
    'v1',
    'Pod',
    {
      status: {
        phase: 'Pending',
        containerStatuses: [waits('PodInitializing'), waits('ImagePullBackOff', 'b')],
      },
    },
    'Failed',
  ],
  [
    'failed to pull once and will try again',
    'v1',
    'Pod',
    { status: { phase: 'Pending', containerStatuses: [waits('ErrImagePull')] } },
    'InProgress',
  ],
  [
    'has an init container that crashes',
    'v1',
    'Pod',
    {
      status: {
        phase: 'Pending',
        initContainerStatuses: [waits('CrashLoopBackOff', 'migrate')],
        containerStatuses: [waits('PodInitializing')],
      },
    },
    'Failed',
  ],
  [
    'cannot be scheduled',
    'v1',
    'Pod',
    { status: { phase: 'Pending', ...conditions(condition('PodScheduled', 'False', 'Unschedulable')) } },
    'InProgress',
  ],
  ['has no status', 'v1', 'Pod', {}, 'InProgress'],
  [
    'is complete',
    'batch/v1',
    'Job',
    { status: { succeeded: 1, ...conditions(condition('Complete', 'True')) } },
    'Current',
  ],
  [
    'failed',
    'batch/v1',
    'Job',
    { status: { failed: 7, ...conditions(condition('Failed', 'True', 'BackoffLimitExceeded')) } },
    'Failed',
  ],
  ['runs', 'batch/v1', 'Job', { status: { startTime: '2026-11-20T10:00:00Z', active: 1 } }, 'InProgress'],
  ['is not started', 'batch/v1', 'Job', { status: {} }, 'InProgress'],
  ['is suspended by its spec', 'batch/v1', 'Job', { spec: { suspend: true }, status: {} }, 'Current'],
  ['waits for its hour', 'batch/v1', 'CronJob', { spec: { schedule: '0 3 * * *' } }, 'Current'],
];

const ingressAddress = { loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } };
const scaler = (...list: readonly object[]): Parts => ({ status: conditions(...list) });

const others: readonly Row[] = [
  ['is bound', 'v1', 'PersistentVolumeClaim', { status: { phase: 'Bound' } }, 'Current'],
  ['waits for a volume', 'v1', 'PersistentVolumeClaim', { status: { phase: 'Pending' } }, 'InProgress'],
  ['lost its volume', 'v1', 'PersistentVolumeClaim', { status: { phase: 'Lost' } }, 'Failed'],
  ['is free', 'v1', 'PersistentVolume', { status: { phase: 'Available' } }, 'Current'],
  ['failed to be reclaimed', 'v1', 'PersistentVolume', { status: { phase: 'Failed' } }, 'Failed'],
  [
    'has a cluster address',
    'v1',
    'Service',
    { spec: { type: 'ClusterIP' }, status: { loadBalancer: {} } },
    'Current',
  ],
  [
    'waits for its load balancer',
    'v1',
    'Service',
    { spec: { type: 'LoadBalancer' }, status: { loadBalancer: {} } },
    'InProgress',
  ],
  [
    'has its load balancer',
    'v1',
    'Service',
    { spec: { type: 'LoadBalancer' }, status: ingressAddress },
    'Current',
  ],
  ['has no address', 'networking.k8s.io/v1', 'Ingress', { status: { loadBalancer: {} } }, 'Current'],
  ['is not seen by its controller', 'autoscaling/v2', 'HorizontalPodAutoscaler', {}, 'InProgress'],
  [
    'scales',
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    scaler(condition('AbleToScale', 'True'), condition('ScalingActive', 'True', 'ValidMetricFound')),
    'Current',
  ],
  [
    'has no metrics',
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    scaler(condition('AbleToScale', 'True'), condition('ScalingActive', 'False', 'FailedGetResourceMetric')),
    'InProgress',
  ],
  [
    'has a target that is scaled to zero on purpose',
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    scaler(condition('AbleToScale', 'True'), condition('ScalingActive', 'False', 'ScalingDisabled')),
    'Current',
  ],
  [
    'has a target without a selector',
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    scaler(condition('AbleToScale', 'True'), condition('ScalingActive', 'False', 'InvalidSelector')),
    'Failed',
  ],
  [
    'finds no target',
    'autoscaling/v2',
    'HorizontalPodAutoscaler',
    scaler(condition('AbleToScale', 'False', 'FailedGetScale')),
    'InProgress',
  ],
  [
    'is observed',
    'policy/v1',
    'PodDisruptionBudget',
    { metadata: { generation: 1 }, status: { observedGeneration: 1, disruptionsAllowed: 0 } },
    'Current',
  ],
  [
    'is not yet observed after a change',
    'policy/v1',
    'PodDisruptionBudget',
    { metadata: { generation: 2 }, status: { observedGeneration: 1, disruptionsAllowed: 0 } },
    'InProgress',
  ],
  [
    'is established',
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    { status: conditions(condition('NamesAccepted', 'True'), condition('Established', 'True')) },
    'Current',
  ],
  [
    'is installing',
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    {
      status: conditions(condition('NamesAccepted', 'True'), condition('Established', 'False', 'Installing')),
    },
    'InProgress',
  ],
  ['has no status', 'apiextensions.k8s.io/v1', 'CustomResourceDefinition', {}, 'InProgress'],
  [
    'has names that are taken',
    'apiextensions.k8s.io/v1',
    'CustomResourceDefinition',
    { status: conditions(condition('NamesAccepted', 'False', 'PluralConflict')) },
    'Failed',
  ],
  [
    'is available',
    'apiregistration.k8s.io/v1',
    'APIService',
    { status: conditions(condition('Available', 'True', 'Local')) },
    'Current',
  ],
  [
    'has a server that does not answer',
    'apiregistration.k8s.io/v1',
    'APIService',
    { status: conditions(condition('Available', 'False', 'FailedDiscoveryCheck')) },
    'InProgress',
  ],
  ['is active', 'v1', 'Namespace', { status: { phase: 'Active' } }, 'Current'],
  ['goes away', 'v1', 'Namespace', { status: { phase: 'Terminating' } }, 'Terminating'],
  ['is just data', 'v1', 'ConfigMap', {}, 'Current'],
  [
    'is held by a finalizer',
    'v1',
    'ConfigMap',
    { metadata: { deletionTimestamp: '2026-11-20T10:00:00Z' } },
    'Terminating',
  ],
];

const custom: readonly Row[] = [
  ['has no conditions', 'shop.example/v1', 'Basket', { status: { items: 3 } }, 'Current'],
  ['is ready', 'shop.example/v1', 'Basket', { status: conditions(condition('Ready', 'True')) }, 'Current'],
  [
    'is not ready',
    'shop.example/v1',
    'Basket',
    { status: conditions(condition('Ready', 'False', 'Waiting')) },
    'InProgress',
  ],
  [
    'does not know whether it is ready',
    'shop.example/v1',
    'Basket',
    { status: conditions(condition('Ready', 'Unknown')) },
    'InProgress',
  ],
  [
    'is reconciling while it is still ready',
    'shop.example/v1',
    'Basket',
    { status: conditions(condition('Ready', 'True'), condition('Reconciling', 'True')) },
    'InProgress',
  ],
  [
    'is stalled',
    'shop.example/v1',
    'Basket',
    { status: conditions(condition('Stalled', 'True', 'BadSpec')) },
    'Failed',
  ],
  [
    'was ready at an older generation, by its condition',
    'shop.example/v1',
    'Basket',
    {
      metadata: { generation: 2 },
      status: conditions({ ...condition('Ready', 'True'), observedGeneration: 1 }),
    },
    'InProgress',
  ],
  [
    'never sets observedGeneration on its conditions',
    'shop.example/v1',
    'Basket',
    {
      metadata: { generation: 2 },
      status: conditions({ ...condition('Ready', 'True'), observedGeneration: 0 }),
    },
    'Current',
  ],
  ['has a status that is no object', 'shop.example/v1', 'Basket', { status: ['?'] as object }, 'Current'],
  [
    'has conditions that are no list',
    'shop.example/v1',
    'Basket',
    { status: { conditions: 'none' } },
    'Current',
  ],
  [
    'has conditions that are no objects',
    'shop.example/v1',
    'Basket',
    { status: { conditions: [null, 1] } },
    'Current',
  ],
  ['is of a kind that every object inherits', 'v1', 'constructor', {}, 'Current'],
];

describe.each([
  ['Deployments', deployments],
  ['other workloads', otherWorkloads],
  ['Pods and Jobs', podsAndJobs],
  ['other built-in kinds', others],
  ['custom resources', custom],
] as const)('the health of %s', (_family, rows) => {
  it.each(rows.map(([title, apiVersion, kind, parts, state]) => ({ title, apiVersion, kind, parts, state })))(
    '$kind that $title is $state',
    ({ apiVersion, kind, parts, state }) => {
      const object = { apiVersion, kind, ...parts, metadata: { name: 'x', ...parts.metadata } };

      const health = assessHealth(object);

      expect(health.state).toBe(state);
      expect(health.message).not.toBe('');
    },
  );
});

describe('what a verdict says', () => {
  it('is Unknown for what is no object', () => {
    for (const value of [null, undefined, 'x', [], { kind: 'Pod' }, { apiVersion: 'v1' }]) {
      expect(assessHealth(value).state).toBe('Unknown');
    }
  });

  it('names the container and the reason that holds a Pod', () => {
    const status = { phase: 'Pending', containerStatuses: [waits('ImagePullBackOff', 'sidecar')] };
    expect(assessHealth({ apiVersion: 'v1', kind: 'Pod', status }).message).toMatch(
      /sidecar.*ImagePullBackOff/,
    );
  });

  it('carries the reason why replicas cannot be created', () => {
    const status = conditions(condition('ReplicaFailure', 'True', 'FailedCreate', 'exceeded quota: small'));
    const health = assessHealth({ apiVersion: 'apps/v1', kind: 'Deployment', spec: {}, status });
    expect(health.message).toContain('exceeded quota: small');
  });

  it('is one bounded line without control characters, whatever a controller wrote', () => {
    const message = `a\nb\u001b[31mred ${'x'.repeat(10_000)}`;
    const status = conditions(condition('Stalled', 'True', 'Bad', message));
    const health = assessHealth({ apiVersion: 'shop.example/v1', kind: 'Basket', status });
    expect(health.message.length).toBeLessThanOrEqual(300);
    expect(health.message).not.toMatch(/\p{Cc}/u);
  });
});

describe('what must be read to know its health', () => {
  it.each([
    ['', 'ConfigMap'],
    ['', 'Secret'],
    ['', 'ServiceAccount'],
    ['', 'ResourceQuota'],
    ['batch', 'CronJob'],
    ['networking.k8s.io', 'NetworkPolicy'],
    ['networking.k8s.io', 'Ingress'],
    ['rbac.authorization.k8s.io', 'ClusterRoleBinding'],
    ['storage.k8s.io', 'StorageClass'],
  ])('not %s/%s: applied is Current', (group, kind) => {
    expect(needsObject({ group, kind })).toBe(false);
  });

  it.each([
    ['apps', 'Deployment'],
    ['', 'Namespace'],
    ['', 'Service'],
    ['policy', 'PodDisruptionBudget'],
    ['apiextensions.k8s.io', 'CustomResourceDefinition'],
    ['shop.example', 'Basket'],
  ])('%s/%s', (group, kind) => {
    expect(needsObject({ group, kind })).toBe(true);
  });
});
