import type { JsonObject } from '../../../model/json.ts';

const core = 'io.k8s.api.core.v1.';
const admission = 'io.k8s.api.admissionregistration.v1.';
const resources = 'io.k8s.api.resource.v1.';
const flow = 'io.k8s.api.flowcontrol.v1.';
const mode = { defaultMode: 0o644 };
const webhook = {
  failurePolicy: 'Fail',
  matchPolicy: 'Equivalent',
  namespaceSelector: {},
  objectSelector: {},
  timeoutSeconds: 10,
};
const rbd = { keyring: '/etc/ceph/keyring', pool: 'rbd', user: 'admin' };
const scaleIo = { fsType: 'xfs', storageMode: 'ThinProvisioned' };
const port443 = { port: 443 };

/** Defaults that depend on nothing, by definition; from the `SetDefaults_*` functions and `+default` markers of Kubernetes. */
export const constantDefaults: Readonly<Record<string, JsonObject>> = {
  [`${core}PodSpec`]: {
    dnsPolicy: 'ClusterFirst',
    restartPolicy: 'Always',
    securityContext: {},
    terminationGracePeriodSeconds: 30,
    schedulerName: 'default-scheduler',
  },
  [`${core}ContainerPort`]: { protocol: 'TCP' },
  [`${core}EndpointPort`]: { protocol: 'TCP' },
  [`${core}SecretVolumeSource`]: mode,
  [`${core}ConfigMapVolumeSource`]: mode,
  [`${core}DownwardAPIVolumeSource`]: mode,
  [`${core}ProjectedVolumeSource`]: mode,
  [`${core}ServiceAccountTokenProjection`]: { expirationSeconds: 3600 },
  [`${core}Secret`]: { type: 'Opaque' },
  [`${core}PersistentVolumeClaimSpec`]: { volumeMode: 'Filesystem' },
  [`${core}PersistentVolumeSpec`]: { persistentVolumeReclaimPolicy: 'Retain', volumeMode: 'Filesystem' },
  [`${core}PersistentVolumeStatus`]: { phase: 'Pending' },
  [`${core}PersistentVolumeClaimStatus`]: { phase: 'Pending' },
  [`${core}HTTPGetAction`]: { path: '/', scheme: 'HTTP' },
  [`${core}GRPCAction`]: { service: '' },
  [`${core}NamespaceStatus`]: { phase: 'Active' },
  [`${core}ObjectFieldSelector`]: { apiVersion: 'v1' },
  [`${core}ISCSIVolumeSource`]: { iscsiInterface: 'default' },
  [`${core}ISCSIPersistentVolumeSource`]: { iscsiInterface: 'default' },
  [`${core}RBDVolumeSource`]: rbd,
  [`${core}RBDPersistentVolumeSource`]: rbd,
  [`${core}ScaleIOVolumeSource`]: scaleIo,
  [`${core}ScaleIOPersistentVolumeSource`]: scaleIo,
  [`${core}AzureDiskVolumeSource`]: {
    cachingMode: 'ReadWrite',
    fsType: 'ext4',
    kind: 'Shared',
    readOnly: false,
  },
  'io.k8s.api.apps.v1.ReplicaSetSpec': { replicas: 1 },
  'io.k8s.api.core.v1.ReplicationControllerSpec': { replicas: 1 },
  'io.k8s.api.batch.v1.CronJobSpec': {
    concurrencyPolicy: 'Allow',
    suspend: false,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 1,
  },
  'io.k8s.api.batch.v1.PodFailurePolicyOnPodConditionsPattern': { status: 'True' },
  'io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec': { minReplicas: 1 },
  'io.k8s.api.networking.v1.NetworkPolicyPort': { protocol: 'TCP' },
  'io.k8s.api.networking.v1.IngressClassParametersReference': { scope: 'Cluster' },
  'io.k8s.api.rbac.v1.RoleRef': { apiGroup: 'rbac.authorization.k8s.io' },
  'io.k8s.api.storage.v1.StorageClass': { reclaimPolicy: 'Delete', volumeBindingMode: 'Immediate' },
  'io.k8s.api.storage.v1.CSIDriverSpec': {
    attachRequired: true,
    podInfoOnMount: false,
    storageCapacity: false,
    fsGroupPolicy: 'ReadWriteOnceWithFSType',
    volumeLifecycleModes: ['Persistent'],
    requiresRepublish: false,
    seLinuxMount: false,
  },
  [`${admission}ValidatingWebhook`]: webhook,
  [`${admission}MutatingWebhook`]: { ...webhook, reinvocationPolicy: 'Never' },
  [`${admission}RuleWithOperations`]: { scope: '*' },
  [`${admission}NamedRuleWithOperations`]: { scope: '*' },
  [`${admission}ServiceReference`]: port443,
  [`${admission}ValidatingAdmissionPolicySpec`]: { failurePolicy: 'Fail' },
  [`${admission}MutatingAdmissionPolicySpec`]: { failurePolicy: 'Fail' },
  [`${admission}MatchResources`]: { matchPolicy: 'Equivalent', namespaceSelector: {}, objectSelector: {} },
  'io.k8s.api.scheduling.v1.PriorityClass': { preemptionPolicy: 'PreemptLowerPriority' },
  'io.k8s.api.discovery.v1.EndpointPort': { name: '', protocol: 'TCP' },
  [`${resources}DeviceToleration`]: { operator: 'Equal' },
  [`${flow}FlowSchemaSpec`]: { matchingPrecedence: 1000 },
  [`${flow}ExemptPriorityLevelConfiguration`]: { nominalConcurrencyShares: 0, lendablePercent: 0 },
  [`${flow}LimitedPriorityLevelConfiguration`]: { nominalConcurrencyShares: 30, lendablePercent: 0 },
  [`${flow}QueuingConfiguration`]: { handSize: 8, queues: 64, queueLengthLimit: 50 },
  'io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.ServiceReference': port443,
  'io.k8s.kube-aggregator.pkg.apis.apiregistration.v1.ServiceReference': port443,
};
