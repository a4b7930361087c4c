import type { JsonObject } from '../../../../../src/model/json.ts';
import { configMap, container, deployment, paths, secret, service } from '../objects.ts';
import { accept, type Case, get, mergePatch, post, put, type Step } from '../step.ts';

const { configMaps, deployments, services, secrets, pods, jobs } = paths;
const front = `${deployments}/front`;
const template = (rest: JsonObject = {}): JsonObject => ({
  metadata: { labels: { app: 'x' } },
  spec: { containers: [container('main')], ...rest },
});
const selector: JsonObject = { matchLabels: { app: 'x' } };

/** `apps/v1 deployments`, made from a kind's usual path. */
const made = (path: string, apiVersion: string, kind: string, rest: JsonObject): readonly Step[] => [
  post(path, { apiVersion, kind, metadata: { name: 'one' }, ...rest }),
  get(path, { headers: accept.table }),
];

const group = (name: string, plural: string): string => `/apis/${name}/namespaces/{ns}/${plural}`;

/** Built-in kinds: what they are filled in with, what they refuse, what never changes. */
export const workloadCases: readonly Case[] = [
  {
    name: 'small objects of many kinds are filled in, and shown as tables',
    steps: [
      ...made(deployments, 'apps/v1', 'Deployment', { spec: { selector, template: template() } }),
      ...made(group('apps/v1', 'statefulsets'), 'apps/v1', 'StatefulSet', {
        spec: { selector, template: template(), serviceName: 'x' },
      }),
      ...made(group('apps/v1', 'daemonsets'), 'apps/v1', 'DaemonSet', {
        spec: { selector, template: template() },
      }),
      ...made(group('apps/v1', 'replicasets'), 'apps/v1', 'ReplicaSet', {
        spec: { selector, template: template() },
      }),
      ...made(jobs, 'batch/v1', 'Job', {
        spec: { template: { spec: { restartPolicy: 'Never', containers: [container('main')] } } },
      }),
      ...made(group('batch/v1', 'cronjobs'), 'batch/v1', 'CronJob', {
        spec: {
          schedule: '* * * * *',
          jobTemplate: {
            spec: { template: { spec: { restartPolicy: 'Never', containers: [container('main')] } } },
          },
        },
      }),
      ...made(pods, 'v1', 'Pod', { spec: { containers: [container('main')] } }),
      ...made(services, 'v1', 'Service', { spec: { ports: [{ port: 80 }] } }),
      ...made('/api/v1/namespaces/{ns}/serviceaccounts', 'v1', 'ServiceAccount', {}),
      ...made('/api/v1/namespaces/{ns}/persistentvolumeclaims', 'v1', 'PersistentVolumeClaim', {
        spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
      }),
      ...made('/api/v1/namespaces/{ns}/limitranges', 'v1', 'LimitRange', {
        spec: { limits: [{ type: 'Pod' }] },
      }),
      ...made(group('networking.k8s.io/v1', 'ingresses'), 'networking.k8s.io/v1', 'Ingress', {
        spec: { defaultBackend: { service: { name: 'x', port: { number: 80 } } } },
      }),
      ...made(group('networking.k8s.io/v1', 'networkpolicies'), 'networking.k8s.io/v1', 'NetworkPolicy', {
        spec: { podSelector: {} },
      }),
      ...made(
        group('autoscaling/v2', 'horizontalpodautoscalers'),
        'autoscaling/v2',
        'HorizontalPodAutoscaler',
        {
          spec: { scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'x' }, maxReplicas: 3 },
        },
      ),
      ...made(group('policy/v1', 'poddisruptionbudgets'), 'policy/v1', 'PodDisruptionBudget', {
        spec: { minAvailable: 1, selector },
      }),
      ...made(group('rbac.authorization.k8s.io/v1', 'roles'), 'rbac.authorization.k8s.io/v1', 'Role', {
        rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }],
      }),
      ...made(
        group('rbac.authorization.k8s.io/v1', 'rolebindings'),
        'rbac.authorization.k8s.io/v1',
        'RoleBinding',
        {
          roleRef: { kind: 'Role', name: 'one', apiGroup: 'rbac.authorization.k8s.io' },
          subjects: [{ kind: 'User', name: 'x' }],
        },
      ),
      ...made(group('discovery.k8s.io/v1', 'endpointslices'), 'discovery.k8s.io/v1', 'EndpointSlice', {
        addressType: 'IPv4',
        endpoints: [{ addresses: ['192.0.2.1'] }],
      }),
      ...made(group('coordination.k8s.io/v1', 'leases'), 'coordination.k8s.io/v1', 'Lease', {
        spec: { holderIdentity: 'x' },
      }),
      get(configMaps, { headers: accept.table }),
      get(secrets, { headers: accept.table }),
    ],
  },
  {
    name: 'a Pod template with everything that is filled in',
    steps: [
      post(
        deployments,
        deployment('front', {
          spec: { strategy: { rollingUpdate: { maxSurge: 1 } } },
          containers: [
            container('main', {
              image: 'registry.test/main',
              ports: [{ containerPort: 80 }],
              livenessProbe: { httpGet: { port: 80 } },
              readinessProbe: { exec: { command: ['true'] } },
              env: [{ name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } }],
              resources: { limits: { cpu: '0.5', memory: '1024Mi' } },
              volumeMounts: [{ name: 'c', mountPath: '/c' }],
              lifecycle: { preStop: { httpGet: { port: 'x' } } },
            }),
            container('tagged', { image: 'registry.test/x:latest' }),
          ],
          pod: {
            volumes: [
              { name: 'c', configMap: { name: 'x' } },
              { name: 's', secret: { secretName: 'x' } },
              { name: 'p', projected: { sources: [{ serviceAccountToken: { path: 'x' } }] } },
              { name: 'h', hostPath: { path: '/x' } },
              {
                name: 'd',
                downwardAPI: { items: [{ path: 'x', fieldRef: { fieldPath: 'metadata.name' } }] },
              },
              { name: 'e' },
            ],
            serviceAccountName: 'someone',
            topologySpreadConstraints: [{ maxSkew: 1, topologyKey: 'x', whenUnsatisfiable: 'DoNotSchedule' }],
          },
        }),
      ),
    ],
  },
  {
    name: 'a Deployment that is refused',
    steps: [
      post(deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'front' } }),
      post(deployments, { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'front' }, spec: {} }),
      post(deployments, deployment('front', { spec: { replicas: -1 } })),
      post(deployments, deployment('front', { spec: { selector: { matchLabels: { other: 'x' } } } })),
      post(deployments, deployment('front', { containers: [] })),
      post(deployments, deployment('front', { containers: [container('a'), container('a')] })),
      post(deployments, deployment('front', { containers: [{ name: 'a' }] })),
      post(deployments, deployment('front', { containers: [{ image: 'x' }] })),
      post(deployments, deployment('front', { containers: [container('Not_A_Name')] })),
      post(
        deployments,
        deployment('front', { containers: [container('a', { ports: [{ containerPort: 70000 }] })] }),
      ),
      post(deployments, deployment('front', { containers: [container('a', { env: [{ name: '' }] })] })),
      post(deployments, deployment('front', { containers: [container('a', { imagePullPolicy: 'Wrong' })] })),
      post(
        deployments,
        deployment('front', { containers: [container('a', { resources: { limits: { cpu: 'x' } } })] }),
      ),
      post(
        deployments,
        deployment('front', {
          containers: [container('a', { resources: { limits: { cpu: '1' }, requests: { cpu: '2' } } })],
        }),
      ),
      post(
        deployments,
        deployment('front', {
          containers: [container('a', { volumeMounts: [{ name: 'none', mountPath: '/x' }] })],
        }),
      ),
      post(deployments, deployment('front', { pod: { restartPolicy: 'Never' } })),
      post(deployments, deployment('front', { pod: { dnsPolicy: 'Wrong' } })),
      post(deployments, deployment('front', { spec: { strategy: { type: 'Wrong' } } })),
      post(
        deployments,
        deployment('front', { spec: { strategy: { rollingUpdate: { maxSurge: 0, maxUnavailable: 0 } } } }),
      ),
      post(deployments, deployment('front', { spec: { minReadySeconds: -1 } })),
      post(
        deployments,
        deployment('front', { spec: { template: { spec: { containers: [container('a')] } } } }),
      ),
    ],
  },
  {
    name: 'what of an object never changes',
    steps: [
      post(deployments, deployment('front')),
      put(
        front,
        deployment('front', { spec: { selector: { matchLabels: { app: 'x' } }, template: template() } }),
      ),
      post(services, service('web', { ports: [{ port: 80 }] })),
      mergePatch(`${services}/web`, { spec: { clusterIP: '10.0.0.200' } }),
      put(`${services}/web`, service('web', { ports: [{ port: 81 }] })),
      mergePatch(`${services}/web`, { spec: { clusterIP: 'None' } }),
      post(secrets, secret('one', { type: 'Opaque', immutable: true, data: { a: 'eA==' } })),
      mergePatch(`${secrets}/one`, { data: { a: 'eQ==' } }),
      mergePatch(`${secrets}/one`, { immutable: false }),
      mergePatch(`${secrets}/one`, { type: 'other' }),
      mergePatch(`${secrets}/one`, { metadata: { labels: { a: 'b' } } }),
      post(configMaps, { ...configMap('one', { a: '1' }), immutable: true }),
      mergePatch(`${configMaps}/one`, { data: { a: '2' } }),
      post(jobs, {
        apiVersion: 'batch/v1',
        kind: 'Job',
        metadata: { name: 'j' },
        spec: { template: { spec: { restartPolicy: 'Never', containers: [container('main')] } } },
      }),
      mergePatch(`${jobs}/j`, { spec: { completions: 5 } }),
      mergePatch(`${jobs}/j`, { spec: { template: { spec: { restartPolicy: 'OnFailure' } } } }),
      mergePatch(front, { metadata: { uid: 'x' } }),
      mergePatch(front, { metadata: { creationTimestamp: '2020-01-01T00:00:00Z', generation: 77 } }),
      mergePatch(front, { metadata: { namespace: 'x' } }),
    ],
  },
  {
    name: 'Services of all types',
    steps: [
      post(services, service('a', { ports: [{ port: 80 }], type: 'NodePort' })),
      post(services, service('b', { ports: [{ port: 80 }], type: 'LoadBalancer' })),
      post(services, service('c', { type: 'ExternalName', externalName: 'x.test' })),
      post(services, service('d', { ports: [{ port: 80 }], clusterIP: 'None' })),
      post(services, service('e', { ports: [{ port: 80 }, { port: 81 }] })),
      post(
        services,
        service('e', {
          ports: [
            { port: 80, name: 'a' },
            { port: 80, name: 'b' },
          ],
        }),
      ),
      post(services, service('e', { ports: [] })),
      post(services, service('e', {})),
      post(services, service('e', { ports: [{ port: 0 }] })),
      post(services, service('e', { ports: [{ port: 80, protocol: 'WRONG' }] })),
      post(services, service('e', { ports: [{ port: 80 }], type: 'Wrong' })),
      post(services, service('e', { ports: [{ port: 80 }], sessionAffinity: 'ClientIP' })),
      post(
        services,
        service('f', { ports: [{ port: 80, targetPort: 'web' }], externalTrafficPolicy: 'Local' }),
      ),
      mergePatch(`${services}/a`, { spec: { type: 'ClusterIP' } }),
      mergePatch(`${services}/b`, { spec: { ports: [{ port: 90 }] } }),
      get(services, { headers: accept.table }),
    ],
  },
  {
    name: 'Secrets and ConfigMaps with all they hold',
    steps: [
      post(secrets, secret('a', { stringData: { a: 'x', b: 'y' }, data: { a: 'eg==', c: 'eg==' } })),
      post(secrets, secret('b', { data: { a: 'not base64!' } })),
      post(secrets, secret('c', { type: 'kubernetes.io/tls', data: {} })),
      post(secrets, secret('d', { type: 'kubernetes.io/dockerconfigjson', data: {} })),
      post(secrets, secret('e', { type: 'kubernetes.io/basic-auth', stringData: { username: 'x' } })),
      mergePatch(`${secrets}/a`, { stringData: { a: 'new' } }),
      mergePatch(`${secrets}/a`, { data: { c: null } }),
      put(`${secrets}/a`, secret('a', { stringData: { z: '1' } })),
      post(configMaps, { ...configMap('a', { a: '1' }), binaryData: { b: 'eA==' } }),
      post(configMaps, { ...configMap('b', { a: '1' }), binaryData: { a: 'eA==' } }),
      post(configMaps, { ...configMap('c', {}), binaryData: { a: 'not base64!' } }),
      get(secrets, { headers: accept.table }),
      get(configMaps, { headers: accept.table }),
    ],
  },
  {
    name: 'generations count changes of spec only',
    steps: [
      post(deployments, deployment('front')),
      mergePatch(front, { metadata: { labels: { a: 'b' } } }),
      mergePatch(front, { metadata: { annotations: { a: 'b' } } }),
      mergePatch(front, { spec: { replicas: 2 } }),
      mergePatch(front, { spec: { replicas: 2 } }),
      mergePatch(`${front}/status`, { status: { replicas: 2 } }),
      mergePatch(front, { spec: { template: { metadata: { annotations: { x: 'y' } } } } }),
      post(services, service('web', { ports: [{ port: 80 }] })),
      mergePatch(`${services}/web`, { spec: { ports: [{ port: 81 }] } }),
      post(configMaps, configMap('one', {})),
      mergePatch(`${configMaps}/one`, { data: { a: '1' } }),
    ],
  },
];
