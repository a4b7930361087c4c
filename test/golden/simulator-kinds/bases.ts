import type { JsonObject } from '../../../src/model/json.ts';

const labels = { app: 'a' };
const container = { name: 'c', image: 'nginx:1' };
const template = { metadata: { labels }, spec: { containers: [container] } };
const selector = { matchLabels: labels };

/** The smallest valid object of each kind that the cases change. */
export const bases: Readonly<Record<string, JsonObject>> = {
  Pod: { apiVersion: 'v1', spec: { containers: [container] } },
  Deployment: { apiVersion: 'apps/v1', spec: { selector, template } },
  ReplicaSet: { apiVersion: 'apps/v1', spec: { selector, template } },
  StatefulSet: { apiVersion: 'apps/v1', spec: { selector, template, serviceName: 's' } },
  DaemonSet: { apiVersion: 'apps/v1', spec: { selector, template } },
  ReplicationController: { apiVersion: 'v1', spec: { template } },
  Job: {
    apiVersion: 'batch/v1',
    spec: { template: { spec: { containers: [container], restartPolicy: 'Never' } } },
  },
  CronJob: {
    apiVersion: 'batch/v1',
    spec: {
      schedule: '*/5 * * * *',
      jobTemplate: {
        spec: { template: { spec: { containers: [container], restartPolicy: 'OnFailure' } } },
      },
    },
  },
  Service: { apiVersion: 'v1', spec: { selector: labels, ports: [{ port: 80 }] } },
  ConfigMap: { apiVersion: 'v1', data: { a: 'b' } },
  Secret: { apiVersion: 'v1', data: { a: 'Yg==' } },
  Namespace: { apiVersion: 'v1' },
  ServiceAccount: { apiVersion: 'v1' },
  Endpoints: {
    apiVersion: 'v1',
    subsets: [{ addresses: [{ ip: '10.1.1.1' }], ports: [{ port: 80 }] }],
  },
  EndpointSlice: {
    apiVersion: 'discovery.k8s.io/v1',
    addressType: 'IPv4',
    endpoints: [{ addresses: ['10.1.1.1'] }],
    ports: [{ port: 80 }],
  },
  Ingress: {
    apiVersion: 'networking.k8s.io/v1',
    spec: {
      rules: [
        {
          host: 'a.example',
          http: {
            paths: [
              {
                path: '/',
                pathType: 'Prefix',
                backend: { service: { name: 's', port: { number: 80 } } },
              },
            ],
          },
        },
      ],
    },
  },
  IngressClass: { apiVersion: 'networking.k8s.io/v1', spec: { controller: 'example.com/c' } },
  NetworkPolicy: { apiVersion: 'networking.k8s.io/v1', spec: { podSelector: {} } },
  PersistentVolumeClaim: {
    apiVersion: 'v1',
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } },
  },
  PersistentVolume: {
    apiVersion: 'v1',
    spec: { capacity: { storage: '1Gi' }, accessModes: ['ReadWriteOnce'], hostPath: { path: '/tmp/x' } },
  },
  StorageClass: { apiVersion: 'storage.k8s.io/v1', provisioner: 'example.com/p' },
  CSIDriver: { apiVersion: 'storage.k8s.io/v1', spec: {} },
  HorizontalPodAutoscaler: {
    apiVersion: 'autoscaling/v2',
    spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'd' }, maxReplicas: 3 },
  },
  PodDisruptionBudget: { apiVersion: 'policy/v1', spec: { minAvailable: 1, selector } },
  Role: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  },
  ClusterRole: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
  },
  RoleBinding: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'r' },
    subjects: [{ kind: 'ServiceAccount', name: 's', namespace: 'n' }],
  },
  ClusterRoleBinding: {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
    subjects: [{ kind: 'User', name: 'u' }],
  },
  LimitRange: {
    apiVersion: 'v1',
    spec: { limits: [{ type: 'Container', max: { cpu: '1' }, min: { memory: '1Mi' } }] },
  },
  ResourceQuota: { apiVersion: 'v1', spec: { hard: { pods: '10', 'requests.cpu': '1500m' } } },
  PriorityClass: { apiVersion: 'scheduling.k8s.io/v1', value: 10 },
  Lease: { apiVersion: 'coordination.k8s.io/v1', spec: { holderIdentity: 'h' } },
  Event: {
    apiVersion: 'v1',
    involvedObject: { kind: 'Pod', name: 'p', namespace: 'golden' },
    reason: 'R',
    message: 'm',
    type: 'Normal',
  },
  Node: { apiVersion: 'v1' },
  PodTemplate: { apiVersion: 'v1', template },
  ControllerRevision: { apiVersion: 'apps/v1', revision: 1, data: { a: 1 } },
  RuntimeClass: { apiVersion: 'node.k8s.io/v1', handler: 'h' },
  ValidatingWebhookConfiguration: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    webhooks: [
      {
        name: 'a.example.com',
        clientConfig: { service: { namespace: 'n', name: 's' } },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        failurePolicy: 'Ignore',
        rules: [
          {
            apiGroups: ['none.example'],
            apiVersions: ['v1'],
            operations: ['CREATE'],
            resources: ['nothings'],
          },
        ],
      },
    ],
  },
  MutatingWebhookConfiguration: {
    apiVersion: 'admissionregistration.k8s.io/v1',
    webhooks: [
      {
        name: 'a.example.com',
        clientConfig: { service: { namespace: 'n', name: 's' } },
        sideEffects: 'None',
        admissionReviewVersions: ['v1'],
        failurePolicy: 'Ignore',
        rules: [
          {
            apiGroups: ['none.example'],
            apiVersions: ['v1'],
            operations: ['CREATE'],
            resources: ['nothings'],
          },
        ],
      },
    ],
  },
  CustomResourceDefinition: {
    apiVersion: 'apiextensions.k8s.io/v1',
    spec: {
      group: 'g.example',
      scope: 'Namespaced',
      names: { plural: 'things', kind: 'Thing' },
      versions: [
        { name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } },
      ],
    },
  },
  APIService: {
    apiVersion: 'apiregistration.k8s.io/v1',
    spec: {
      group: 'x.example',
      version: 'v1',
      groupPriorityMinimum: 100,
      versionPriority: 10,
      insecureSkipTLSVerify: true,
      service: { namespace: 'n', name: 's' },
    },
  },
};
