import type { Changes } from './cases.ts';

const containers = 'spec.containers';
const template = 'spec.template.spec';

/** Changes of the bases that the server takes, by kind: what it stores is what is compared. */
export const storedChanges: Readonly<Record<string, readonly Changes[]>> = {
  Pod: [
    {
      [containers]: [
        {
          name: 'c',
          image: 'reg:5000/x@sha256:0123456789012345678901234567890123456789012345678901234567890123',
          resources: { limits: { cpu: '0.5', memory: '1024Mi' }, requests: { cpu: '100m' } },
          ports: [{ containerPort: 80 }, { containerPort: 81, protocol: 'UDP', name: 'u', hostPort: 0 }],
          env: [
            { name: 'A', value: '' },
            { name: 'B', value: 'x' },
            { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
            { name: 'D', valueFrom: { secretKeyRef: { name: 's', key: 'k', optional: false } } },
            { name: 'E', valueFrom: { resourceFieldRef: { resource: 'limits.cpu' } } },
          ],
          livenessProbe: { httpGet: { port: 'u' } },
          readinessProbe: { tcpSocket: { port: 80 }, timeoutSeconds: 0, initialDelaySeconds: 0 },
          startupProbe: { grpc: { port: 80 }, periodSeconds: 3 },
          lifecycle: {
            preStop: { exec: { command: ['x'] } },
            postStart: { httpGet: { port: 80, host: '' } },
          },
          securityContext: {},
          tty: false,
          stdin: true,
          command: [],
          args: null,
        },
      ],
    },
    {
      'spec.hostNetwork': true,
      [`${containers}.0.ports`]: [{ containerPort: 80 }],
      'spec.serviceAccount': 'sa',
      'spec.initContainers': [{ name: 'i', image: 'x', restartPolicy: 'Always' }],
      'spec.tolerations': [{ operator: 'Exists' }],
      'spec.nodeSelector': { a: 'b' },
      'spec.priorityClassName': '',
      'spec.imagePullSecrets': [{ name: 'p' }],
    },
    {
      'spec.serviceAccountName': 'sa',
      'spec.volumes': [
        { name: 'a' },
        { name: 'b', configMap: { name: 'c' } },
        { name: 'c', secret: { secretName: 's', items: [{ key: 'k', path: 'p' }] } },
        { name: 'd', emptyDir: { sizeLimit: '1024Mi', medium: '' } },
        { name: 'e', hostPath: { path: '/x' } },
        {
          name: 'f',
          projected: {
            sources: [
              { serviceAccountToken: { path: 't' } },
              { configMap: { name: 'c' } },
              { downwardAPI: { items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }] } },
            ],
          },
        },
        { name: 'g', persistentVolumeClaim: { claimName: 'p', readOnly: false } },
        { name: 'h', downwardAPI: { items: [{ path: 'l', fieldRef: { fieldPath: 'metadata.labels' } }] } },
        { name: 'i', csi: { driver: 'd.example' } },
        { name: 'j', nfs: { server: 's', path: '/' } },
        {
          name: 'k',
          ephemeral: {
            volumeClaimTemplate: {
              spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1000M' } } },
            },
          },
        },
        { name: 'l', image: { reference: 'x:latest' } },
      ],
      [`${containers}.0.volumeMounts`]: [
        { name: 'a', mountPath: '/a', readOnly: false },
        { name: 'b', mountPath: '/b', subPath: '', readOnly: true },
      ],
    },
    {
      'spec.affinity': {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [{ matchExpressions: [{ key: 'a', operator: 'In', values: ['b'] }] }],
          },
        },
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, podAffinityTerm: { topologyKey: 'k', labelSelector: { matchLabels: { a: 'b' } } } },
          ],
        },
      },
      'spec.topologySpreadConstraints': [
        {
          maxSkew: 1,
          topologyKey: 'z',
          whenUnsatisfiable: 'DoNotSchedule',
          labelSelector: { matchLabels: { a: 'b' } },
        },
      ],
      'spec.securityContext': { runAsUser: 0, runAsNonRoot: false, fsGroup: 1, sysctls: [] },
      'spec.hostAliases': [{ ip: '1.2.3.4', hostnames: ['a'] }],
      'spec.dnsConfig': { nameservers: ['1.1.1.1'], options: [{ name: 'x', value: '' }] },
      'spec.terminationGracePeriodSeconds': 0,
      'spec.automountServiceAccountToken': false,
      'spec.priorityClassName': 'system-node-critical',
      'spec.enableServiceLinks': false,
      'spec.schedulingGates': [{ name: 'g.example/x' }],
      'metadata.labels': {},
      'metadata.annotations': { a: '' },
      'metadata.finalizers': ['a.example/b'],
    },
    { [`${containers}.0.resources`]: { limits: { cpu: '1', memory: '1Gi' } } },
    {
      [`${containers}.0.resources`]: {
        requests: { cpu: '0.0001', 'example.com/x': 2 },
        limits: { 'example.com/x': '2' },
      },
    },
    {
      'metadata.ownerReferences': [{ apiVersion: 'v1', kind: 'Pod', name: 'x', uid: '1', controller: false }],
    },
  ],
  Deployment: [
    {
      'spec.replicas': 0,
      'spec.strategy': { type: 'Recreate' },
      'spec.paused': false,
      'spec.minReadySeconds': 0,
      'spec.revisionHistoryLimit': 0,
      'status.replicas': 3,
      'metadata.generation': 7,
    },
    {
      'spec.strategy': { rollingUpdate: { maxSurge: 1 } },
      [`${template}.initContainers`]: [{ name: 'i', image: 'x' }],
    },
    {
      'spec.template.metadata.annotations': { a: 'b' },
      'spec.template.metadata.creationTimestamp': null,
      [`${template}.serviceAccountName`]: 'x',
      [`${template}.containers.0.resources`]: {
        limits: { cpu: 1, memory: '0.5Gi', 'ephemeral-storage': '1e3' },
      },
      [`${template}.hostNetwork`]: true,
      [`${template}.containers.0.ports`]: [{ containerPort: 80, hostPort: 80 }],
      [`${template}.volumes`]: [],
      [`${template}.tolerations`]: [{ key: 'a', operator: 'Exists' }],
    },
    { 'spec.selector': { matchExpressions: [{ key: 'app', operator: 'Exists' }] }, 'spec.paused': true },
    { 'spec.unknown': 1, [`${template}.containers.0.nothing`]: 'x' },
  ],
  StatefulSet: [
    {
      'spec.volumeClaimTemplates': [
        {
          metadata: { name: 'data' },
          spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1024Mi' } } },
        },
      ],
      'spec.podManagementPolicy': 'Parallel',
      'spec.ordinals': { start: 1 },
    },
    { 'spec.updateStrategy': { type: 'OnDelete' } },
    { 'spec.updateStrategy': { type: 'RollingUpdate' }, 'spec.serviceName': null },
    {
      'spec.updateStrategy': { rollingUpdate: { partition: 2 } },
      'spec.persistentVolumeClaimRetentionPolicy': { whenScaled: 'Delete' },
    },
  ],
  DaemonSet: [
    { 'spec.updateStrategy': { type: 'OnDelete' }, 'metadata.annotations': { a: 'b' } },
    { 'spec.updateStrategy': { rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } } },
  ],
  ReplicaSet: [{ 'spec.replicas': 0 }],
  ReplicationController: [{ 'spec.selector': { app: 'a' }, 'metadata.labels': { x: 'y' } }],
  Job: [
    { 'spec.completions': 3, 'spec.backoffLimit': 0, 'spec.template.metadata.labels': { x: 'y' } },
    { 'spec.parallelism': 0, 'spec.ttlSecondsAfterFinished': 0, 'spec.suspend': true },
    { 'spec.completionMode': 'Indexed', 'spec.completions': 2, 'spec.backoffLimitPerIndex': 1 },
    {
      'spec.manualSelector': true,
      'spec.selector': { matchLabels: { x: 'y' } },
      'spec.template.metadata.labels': { x: 'y' },
    },
    {
      'spec.podFailurePolicy': {
        rules: [
          { action: 'FailJob', onExitCodes: { operator: 'In', values: [1] } },
          { action: 'Ignore', onPodConditions: [{ type: 'X' }] },
        ],
      },
    },
  ],
  CronJob: [
    {
      'spec.timeZone': 'Etc/UTC',
      'spec.concurrencyPolicy': 'Forbid',
      'spec.jobTemplate.metadata.labels': { a: 'b' },
      'spec.failedJobsHistoryLimit': 0,
    },
    { 'spec.schedule': '@hourly', 'spec.startingDeadlineSeconds': 10, 'spec.suspend': true },
  ],
  Service: [
    { 'spec.type': 'NodePort' },
    { 'spec.type': 'LoadBalancer' },
    { 'spec.type': 'LoadBalancer', 'spec.externalTrafficPolicy': 'Local' },
    {
      'spec.type': 'LoadBalancer',
      'spec.allocateLoadBalancerNodePorts': false,
      'spec.loadBalancerClass': 'a/b',
    },
    {
      'spec.type': 'ExternalName',
      'spec.externalName': 'a.example',
      'spec.selector': null,
      'spec.ports': null,
    },
    { 'spec.clusterIP': 'None' },
    { 'spec.clusterIP': 'None', 'spec.selector': null, 'spec.ports': null },
    { 'spec.sessionAffinity': 'ClientIP' },
    {
      'spec.ports': [
        { port: 80, name: 'a', targetPort: 'http' },
        { port: 81, name: 'b', targetPort: 8080, protocol: 'UDP', appProtocol: 'x' },
      ],
    },
    { 'spec.externalIPs': ['1.2.3.4'] },
    {
      'spec.type': 'NodePort',
      'spec.ports': [
        { port: 53, name: 'a' },
        { port: 53, name: 'b', protocol: 'UDP' },
      ],
    },
    { 'spec.selector': null, 'spec.publishNotReadyAddresses': true, 'spec.internalTrafficPolicy': 'Local' },
    { 'spec.sessionAffinityConfig': { clientIP: { timeoutSeconds: 5 } } },
    { 'spec.ipFamilyPolicy': 'PreferDualStack', 'spec.trafficDistribution': 'PreferClose' },
    { 'status.loadBalancer.ingress': [{ ip: '1.1.1.1' }] },
    { 'spec.ports': [{ port: 80, targetPort: 0 }] },
  ],
  ConfigMap: [
    { data: { a: '', 'b.txt': 'x\n' }, binaryData: { c: 'AAE=' }, immutable: false },
    { data: {}, immutable: true },
    { data: null, 'metadata.labels': { a: '' } },
    { data: { a: null } },
  ],
  Secret: [
    { stringData: { a: 'x', b: '' } },
    { type: 'kubernetes.io/tls', data: { 'tls.crt': '', 'tls.key': '' } },
    { data: null },
    { data: { a: '' }, immutable: true },
    { type: 'example.com/x', data: null, stringData: { é: 'x' }, 'metadata.labels': {} },
    { type: 'kubernetes.io/basic-auth', stringData: { username: 'u' } },
    { data: { a: null } },
  ],
  Namespace: [
    { 'metadata.labels': { a: 'b' }, 'spec.finalizers': ['a.example/b'] },
    { 'metadata.labels': { 'kubernetes.io/metadata.name': 'other' }, 'status.phase': 'Terminating' },
  ],
  ServiceAccount: [
    { secrets: [{ name: 's' }], imagePullSecrets: [{ name: 'p' }], automountServiceAccountToken: false },
  ],
  Endpoints: [
    {
      subsets: [
        {
          addresses: [{ ip: '10.1.1.2', targetRef: { kind: 'Pod', name: 'p' } }, { ip: '10.1.1.1' }],
          ports: [{ port: 80, name: 'x' }],
        },
      ],
    },
  ],
  EndpointSlice: [
    {
      endpoints: [
        {
          addresses: ['10.1.1.1'],
          conditions: { ready: true },
          targetRef: { kind: 'Pod', name: 'p' },
          nodeName: 'n',
        },
      ],
      ports: [{ port: 80, name: 'x', protocol: 'UDP' }],
    },
    { endpoints: [], ports: [] },
    { ports: null, endpoints: null },
  ],
  Ingress: [
    {
      'spec.defaultBackend': { service: { name: 's', port: { name: 'http' } } },
      'spec.rules': null,
      'spec.ingressClassName': 'nginx',
      'spec.tls': [{ hosts: ['a.example'], secretName: 's' }],
    },
    {
      'spec.rules.0.host': '*.example.com',
      'spec.rules.0.http.paths.0.pathType': 'ImplementationSpecific',
      'spec.rules.0.http.paths.0.path': null,
    },
  ],
  IngressClass: [{ 'spec.parameters': { kind: 'K', name: 'n' } }],
  NetworkPolicy: [
    {
      'spec.ingress': [
        {
          from: [{ podSelector: {} }, { ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }],
          ports: [{ port: 80 }, { port: 'x', protocol: 'UDP' }],
        },
      ],
      'spec.egress': [{}],
    },
    { 'spec.policyTypes': ['Egress'], 'spec.egress': [] },
    { 'spec.ingress': [{}], 'spec.podSelector': { matchLabels: { a: 'b' } } },
  ],
  PersistentVolumeClaim: [
    { 'spec.storageClassName': '', 'spec.volumeName': 'v', 'spec.volumeMode': 'Block' },
    {
      'spec.storageClassName': 'x',
      'spec.dataSource': { kind: 'PersistentVolumeClaim', name: 'p' },
      'spec.selector': { matchLabels: { a: 'b' } },
    },
    { 'spec.resources.requests.storage': '1.5Gi' },
  ],
  PersistentVolume: [
    {
      'spec.claimRef': { namespace: 'n', name: 'c' },
      'spec.persistentVolumeReclaimPolicy': 'Delete',
      'spec.storageClassName': 's',
    },
  ],
  StorageClass: [
    { parameters: { a: 'b' }, volumeBindingMode: 'WaitForFirstConsumer', allowVolumeExpansion: false },
  ],
  HorizontalPodAutoscaler: [
    {
      'spec.minReplicas': 2,
      'spec.metrics': [
        {
          type: 'Resource',
          resource: { name: 'memory', target: { type: 'AverageValue', averageValue: '1024Mi' } },
        },
      ],
    },
    { 'spec.behavior': { scaleDown: { policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] } } },
  ],
  PodDisruptionBudget: [
    { 'spec.minAvailable': '50%', 'spec.unhealthyPodEvictionPolicy': 'AlwaysAllow' },
    { 'spec.minAvailable': null, 'spec.maxUnavailable': 0, 'spec.selector': {} },
  ],
  Role: [{ rules: [] }, { rules: null }, { 'rules.0.resourceNames': ['x'] }],
  ClusterRole: [
    { rules: [{ nonResourceURLs: ['/x'], verbs: ['get'] }] },
    { rules: null, aggregationRule: { clusterRoleSelectors: [{ matchLabels: { a: 'b' } }] } },
  ],
  RoleBinding: [
    { roleRef: { kind: 'ClusterRole', name: 'view' }, subjects: null },
    {
      subjects: [
        { kind: 'Group', name: 'g' },
        { kind: 'User', name: 'u', apiGroup: 'rbac.authorization.k8s.io' },
        { kind: 'ServiceAccount', name: 's', namespace: 'n' },
      ],
    },
  ],
  ClusterRoleBinding: [{ subjects: [] }],
  LimitRange: [
    {
      'spec.limits': [
        { type: 'Pod', max: { cpu: '2000m' } },
        { type: 'PersistentVolumeClaim', min: { storage: '1Gi' } },
      ],
    },
  ],
  ResourceQuota: [{ 'spec.scopes': ['BestEffort'], 'spec.hard': { pods: 1 } }],
  PriorityClass: [{ value: 0, globalDefault: false, description: 'd' }],
  Lease: [
    {
      spec: {
        leaseDurationSeconds: 15,
        acquireTime: '2026-01-01T00:00:00.000000Z',
        renewTime: '2026-01-01T00:00:00.123456Z',
        leaseTransitions: 0,
      },
    },
    { spec: null },
  ],
  Event: [
    {
      count: 2,
      firstTimestamp: '2026-01-01T00:00:00Z',
      lastTimestamp: '2026-01-01T00:00:00Z',
      source: { component: 'c' },
      type: 'Warning',
    },
  ],
  Node: [
    {
      'metadata.labels': { a: 'b' },
      'spec.taints': [{ key: 'a', effect: 'NoSchedule' }],
      'status.capacity': { cpu: '4000m' },
    },
  ],
  ValidatingWebhookConfiguration: [
    {
      'webhooks.0.clientConfig': { url: 'https://x.example/' },
      'webhooks.0.matchPolicy': 'Exact',
      'webhooks.0.namespaceSelector': { matchLabels: { a: 'b' } },
    },
    { webhooks: null },
  ],
  CustomResourceDefinition: [
    {
      'spec.names': {
        plural: 'things',
        kind: 'Thing',
        shortNames: ['th'],
        categories: ['all'],
        singular: 'thing',
        listKind: 'ThingList',
      },
      'spec.versions.0.subresources': {
        status: {},
        scale: { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' },
      },
      'spec.versions.0.additionalPrinterColumns': [{ name: 'Size', type: 'integer', jsonPath: '.spec.size' }],
      'spec.versions.0.schema.openAPIV3Schema': {
        type: 'object',
        properties: {
          spec: {
            type: 'object',
            required: ['size'],
            properties: {
              size: { type: 'integer', minimum: 0, maximum: 10, default: 1 },
              list: { type: 'array', items: { type: 'string' }, 'x-kubernetes-list-type': 'set' },
              any: { 'x-kubernetes-preserve-unknown-fields': true, type: 'object' },
              port: { 'x-kubernetes-int-or-string': true },
              map: { type: 'object', additionalProperties: { type: 'string' }, nullable: false },
              e: { type: 'string', enum: ['a', 'b'], description: '' },
            },
          },
        },
      },
    },
    {
      'spec.preserveUnknownFields': false,
      'spec.scope': 'Cluster',
      'spec.versions.1': {
        name: 'v1alpha1',
        served: false,
        storage: false,
        deprecated: true,
        schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
      },
    },
  ],
};
