import type { JsonObject } from '../../../src/model/json.ts';
import type { Changes } from './cases.ts';

export interface UpdateChange {
  readonly from?: Changes;
  readonly patches: readonly JsonObject[];
}

const podSpec = (change: JsonObject): JsonObject => ({ spec: { template: { spec: change } } });

/** Merge patches of what was created, taken or refused. */
export const updateChanges: Readonly<Record<string, readonly UpdateChange[]>> = {
  Deployment: [
    {
      patches: [
        { spec: { replicas: 3 } },
        { metadata: { labels: { a: 'b' } } },
        { metadata: { annotations: { a: 'b' } } },
        { spec: { selector: { matchLabels: { x: 'y' } }, template: { metadata: { labels: { x: 'y' } } } } },
        { status: { replicas: 4 } },
        { spec: { replicas: null, strategy: null } },
        { metadata: { generation: 77 } },
        podSpec({ terminationGracePeriodSeconds: null, containers: [{ name: 'c', image: 'x', env: [] }] }),
        { spec: { template: null } },
        { metadata: { labels: null, annotations: {} } },
      ],
    },
  ],
  StatefulSet: [
    {
      patches: [
        { spec: { replicas: 2, minReadySeconds: 1 } },
        { spec: { serviceName: 'x' } },
        { spec: { podManagementPolicy: 'Parallel', selector: { matchLabels: { app: 'a', b: 'c' } } } },
        {
          spec: {
            volumeClaimTemplates: [
              {
                metadata: { name: 'x' },
                spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
              },
            ],
          },
        },
        { spec: { revisionHistoryLimit: 3 } },
      ],
    },
  ],
  DaemonSet: [
    {
      patches: [
        podSpec({ terminationGracePeriodSeconds: 5 }),
        { spec: { minReadySeconds: 4 } },
        { spec: { selector: { matchLabels: { x: 'y' } } } },
        { metadata: { annotations: null } },
      ],
    },
  ],
  ReplicaSet: [
    {
      patches: [
        { spec: { replicas: 2 } },
        { spec: { selector: { matchLabels: { x: 'y' } }, template: { metadata: { labels: { x: 'y' } } } } },
      ],
    },
  ],
  Job: [
    {
      patches: [
        { spec: { parallelism: 2 } },
        podSpec({ terminationGracePeriodSeconds: 5 }),
        { spec: { completions: 4 } },
        { spec: { selector: { matchLabels: { a: 'b' } } } },
        { spec: { backoffLimit: 9, suspend: true } },
        { spec: { completionMode: 'Indexed' } },
      ],
    },
  ],
  CronJob: [
    {
      patches: [
        { spec: { schedule: '1 * * * *' } },
        { spec: { schedule: 'x' } },
        { metadata: { labels: { a: 'b' } } },
      ],
    },
  ],
  Service: [
    {
      patches: [
        { spec: { clusterIP: null, clusterIPs: null } },
        { spec: { clusterIP: '10.9.9.9' } },
        { spec: { type: 'NodePort' } },
        { spec: { ports: [{ port: 80 }] } },
        { spec: { type: 'ClusterIP' } },
        { spec: { type: 'LoadBalancer' } },
        { spec: { externalTrafficPolicy: 'Local' } },
        { spec: { type: 'ExternalName', externalName: 'x.example' } },
        { spec: { type: 'ClusterIP', externalName: null } },
        { spec: { clusterIP: 'None' } },
        {
          spec: {
            ports: [
              { port: 80, name: 'a' },
              { port: 90, name: 'b' },
            ],
          },
        },
        { spec: { selector: null } },
        { spec: { ports: null } },
        { status: { loadBalancer: { ingress: [{ ip: '1.1.1.1' }] } } },
      ],
    },
    {
      from: { 'spec.clusterIP': 'None' },
      patches: [{ spec: { type: 'NodePort' } }, { spec: { clusterIP: '10.0.0.77' } }],
    },
  ],
  Secret: [
    {
      patches: [
        { type: 'x/y' },
        { stringData: { b: 'c' } },
        { data: { a: null } },
        { data: { a: '!' } },
        { immutable: true },
        { data: { z: 'Yg==' } },
        { immutable: false },
        { metadata: { labels: { a: 'b' } } },
      ],
    },
  ],
  ConfigMap: [
    {
      patches: [
        { data: { b: 'c' } },
        { immutable: true },
        { data: { z: 'x' } },
        { immutable: null },
        { binaryData: { q: 'AA==' } },
      ],
    },
  ],
  PersistentVolumeClaim: [
    {
      patches: [
        { spec: { storageClassName: 'x' } },
        { spec: { resources: { requests: { storage: '2Gi' } } } },
        { spec: { accessModes: ['ReadWriteMany'] } },
        { metadata: { labels: { a: 'b' } } },
        { spec: { volumeName: 'v' } },
      ],
    },
  ],
  PersistentVolume: [
    {
      patches: [
        { spec: { hostPath: { path: '/y' } } },
        { spec: { persistentVolumeReclaimPolicy: 'Delete' } },
        { spec: { capacity: { storage: '2Gi' } } },
      ],
    },
  ],
  StorageClass: [
    {
      patches: [
        { provisioner: 'x' },
        { parameters: { a: 'b' } },
        { reclaimPolicy: 'Retain' },
        { volumeBindingMode: 'WaitForFirstConsumer' },
        { allowVolumeExpansion: true },
      ],
    },
  ],
  RoleBinding: [{ patches: [{ roleRef: { name: 'x' } }, { subjects: [{ kind: 'User', name: 'v' }] }] }],
  ClusterRoleBinding: [{ patches: [{ roleRef: { name: 'x' } }] }],
  Role: [{ patches: [{ rules: null }, { rules: [{ verbs: ['get'] }] }] }],
  Namespace: [
    {
      patches: [
        { metadata: { labels: null } },
        { spec: { finalizers: null } },
        { status: { phase: 'Terminating' } },
      ],
    },
  ],
  Pod: [
    {
      patches: [
        { spec: { containers: [{ name: 'c', image: 'y:latest' }] } },
        { spec: { nodeName: 'n' } },
        { spec: { restartPolicy: 'Never' } },
        { metadata: { labels: { a: 'b' } } },
        { spec: { activeDeadlineSeconds: 10 } },
        { spec: { activeDeadlineSeconds: 20 } },
        { spec: { tolerations: null } },
        { spec: { containers: [{ name: 'c', image: 'y', command: ['x'] }] } },
      ],
    },
  ],
  Ingress: [
    {
      patches: [
        { spec: { ingressClassName: 'x' } },
        { spec: { rules: null } },
        { status: { loadBalancer: { ingress: [{ ip: '1.1.1.1' }] } } },
      ],
    },
  ],
  NetworkPolicy: [
    { patches: [{ spec: { policyTypes: null } }, { spec: { podSelector: { matchLabels: { a: 'b' } } } }] },
  ],
  HorizontalPodAutoscaler: [
    { patches: [{ spec: { maxReplicas: 7 } }, { spec: { metrics: null } }, { spec: { minReplicas: 9 } }] },
  ],
  PodDisruptionBudget: [
    {
      patches: [
        { spec: { minAvailable: 2 } },
        { spec: { minAvailable: null, maxUnavailable: '10%' } },
        { spec: { selector: { matchLabels: { z: 'y' } } } },
      ],
    },
  ],
  PriorityClass: [{ patches: [{ value: 11 }, { description: 'x' }, { preemptionPolicy: 'Never' }] }],
  EndpointSlice: [
    {
      patches: [
        { metadata: { labels: { a: 'b' } } },
        { addressType: 'IPv6' },
        { endpoints: [{ addresses: ['10.1.1.3'] }] },
      ],
    },
  ],
  CustomResourceDefinition: [
    {
      patches: [
        { spec: { names: { shortNames: ['th'] } } },
        { spec: { scope: 'Cluster' } },
        { spec: { names: { plural: 'others' } } },
        { spec: { group: 'other.example' } },
        {
          spec: {
            versions: [
              { name: 'v2', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
            ],
          },
        },
        {
          spec: {
            versions: [
              { name: 'v1', served: true, storage: false, schema: { openAPIV3Schema: { type: 'object' } } },
              { name: 'v2', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
            ],
          },
        },
      ],
    },
  ],
  ValidatingWebhookConfiguration: [{ patches: [{ webhooks: null }, { metadata: { labels: { a: 'b' } } }] }],
  Lease: [{ patches: [{ spec: { holderIdentity: 'x' } }, { spec: { renewTime: '2026-01-01T00:00:00Z' } }] }],
};
