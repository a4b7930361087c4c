import type { JsonObject } from '../../model/json.ts';
import { apiVersionOf, type ResourceType } from '../resource-type.ts';

/**
 * What the API server's Go types write of an object in which nothing is set: structs that are no pointers, and fields without
 * `omitempty`. A create is compared with this, so these fields are there before it, and only what is in them is new. Read from the
 * zero values of Kubernetes 1.36's types; `metadata: {}` is in all of them.
 */
const rows: readonly (readonly [object: string, kinds: string])[] = [
  [
    '{"eventTime":null,"firstTimestamp":null,"involvedObject":{},"lastTimestamp":null,"reportingComponent":"","reportingInstance":"","source":{}}',
    'v1/Event',
  ],
  ['{"spec":{"limits":null}}', 'v1/LimitRange'],
  [
    '{"spec":{},"status":{}}',
    'v1/Namespace v1/PersistentVolume v1/ResourceQuota admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy networking.k8s.io/v1/ServiceCIDR',
  ],
  [
    '{"spec":{},"status":{"daemonEndpoints":{"kubeletEndpoint":{"Port":0}},"nodeInfo":{"architecture":"","bootID":"","containerRuntimeVersion":"","kernelVersion":"","kubeProxyVersion":"","kubeletVersion":"","machineID":"","operatingSystem":"","osImage":"","systemUUID":""}}}',
    'v1/Node',
  ],
  ['{"spec":{"resources":{}},"status":{}}', 'v1/PersistentVolumeClaim'],
  ['{"spec":{"containers":null},"status":{}}', 'v1/Pod'],
  ['{"template":{"metadata":{},"spec":{"containers":null}}}', 'v1/PodTemplate'],
  ['{"spec":{},"status":{"replicas":0}}', 'v1/ReplicationController'],
  ['{"spec":{},"status":{"loadBalancer":{}}}', 'v1/Service networking.k8s.io/v1/Ingress'],
  [
    '{"spec":{}}',
    'admissionregistration.k8s.io/v1/MutatingAdmissionPolicy admissionregistration.k8s.io/v1/MutatingAdmissionPolicyBinding admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding coordination.k8s.io/v1/Lease networking.k8s.io/v1/IPAddress networking.k8s.io/v1/IngressClass resource.k8s.io/v1/DeviceClass storage.k8s.io/v1/CSIDriver',
  ],
  [
    '{"spec":{"group":"","names":{"kind":"","plural":""},"scope":"","versions":null},"status":{"acceptedNames":{"kind":"","plural":""},"conditions":null,"storedVersions":null}}',
    'apiextensions.k8s.io/v1/CustomResourceDefinition',
  ],
  [
    '{"spec":{"groupPriorityMinimum":0,"versionPriority":0},"status":{}}',
    'apiregistration.k8s.io/v1/APIService',
  ],
  ['{"data":null,"revision":0}', 'apps/v1/ControllerRevision'],
  [
    '{"spec":{"selector":null,"template":{"metadata":{},"spec":{"containers":null}},"updateStrategy":{}},"status":{"currentNumberScheduled":0,"desiredNumberScheduled":0,"numberMisscheduled":0,"numberReady":0}}',
    'apps/v1/DaemonSet',
  ],
  [
    '{"spec":{"selector":null,"strategy":{},"template":{"metadata":{},"spec":{"containers":null}}},"status":{}}',
    'apps/v1/Deployment',
  ],
  [
    '{"spec":{"selector":null,"template":{"metadata":{},"spec":{"containers":null}}},"status":{"replicas":0}}',
    'apps/v1/ReplicaSet',
  ],
  [
    '{"spec":{"selector":null,"serviceName":"","template":{"metadata":{},"spec":{"containers":null}},"updateStrategy":{}},"status":{"availableReplicas":0,"replicas":0}}',
    'apps/v1/StatefulSet',
  ],
  [
    '{"spec":{"maxReplicas":0,"scaleTargetRef":{"kind":"","name":""}},"status":{"currentMetrics":null,"desiredReplicas":0}}',
    'autoscaling/v2/HorizontalPodAutoscaler',
  ],
  [
    '{"spec":{"maxReplicas":0,"scaleTargetRef":{"kind":"","name":""}},"status":{"currentReplicas":0,"desiredReplicas":0}}',
    'autoscaling/v1/HorizontalPodAutoscaler',
  ],
  [
    '{"spec":{"jobTemplate":{"metadata":{},"spec":{"template":{"metadata":{},"spec":{"containers":null}}}},"schedule":""},"status":{}}',
    'batch/v1/CronJob',
  ],
  ['{"spec":{"template":{"metadata":{},"spec":{"containers":null}}},"status":{}}', 'batch/v1/Job'],
  [
    '{"spec":{"request":null,"signerName":""},"status":{}}',
    'certificates.k8s.io/v1/CertificateSigningRequest',
  ],
  ['{"addressType":"","endpoints":null,"ports":null}', 'discovery.k8s.io/v1/EndpointSlice'],
  [
    '{"deprecatedFirstTimestamp":null,"deprecatedLastTimestamp":null,"deprecatedSource":{},"eventTime":null,"regarding":{}}',
    'events.k8s.io/v1/Event',
  ],
  [
    '{"spec":{"matchingPrecedence":0,"priorityLevelConfiguration":{"name":""}},"status":{}}',
    'flowcontrol.apiserver.k8s.io/v1/FlowSchema',
  ],
  ['{"spec":{"type":""},"status":{}}', 'flowcontrol.apiserver.k8s.io/v1/PriorityLevelConfiguration'],
  ['{"spec":{"podSelector":{}}}', 'networking.k8s.io/v1/NetworkPolicy'],
  ['{"handler":""}', 'node.k8s.io/v1/RuntimeClass'],
  [
    '{"spec":{},"status":{"currentHealthy":0,"desiredHealthy":0,"disruptionsAllowed":0,"expectedPods":0}}',
    'policy/v1/PodDisruptionBudget',
  ],
  ['{"rules":null}', 'rbac.authorization.k8s.io/v1/ClusterRole rbac.authorization.k8s.io/v1/Role'],
  [
    '{"roleRef":{"apiGroup":"","kind":"","name":""}}',
    'rbac.authorization.k8s.io/v1/ClusterRoleBinding rbac.authorization.k8s.io/v1/RoleBinding',
  ],
  ['{"spec":{"devices":{"requests":null}},"status":{}}', 'resource.k8s.io/v1/ResourceClaim'],
  [
    '{"spec":{"metadata":{},"spec":{"devices":{"requests":null}}}}',
    'resource.k8s.io/v1/ResourceClaimTemplate',
  ],
  [
    '{"spec":{"driver":"","pool":{"generation":0,"name":"","resourceSliceCount":0}}}',
    'resource.k8s.io/v1/ResourceSlice',
  ],
  ['{"value":0}', 'scheduling.k8s.io/v1/PriorityClass'],
  ['{"spec":{"drivers":null}}', 'storage.k8s.io/v1/CSINode'],
  ['{"storageClassName":""}', 'storage.k8s.io/v1/CSIStorageCapacity'],
  ['{"provisioner":""}', 'storage.k8s.io/v1/StorageClass'],
  [
    '{"spec":{"attacher":"","nodeName":"","source":{}},"status":{"attached":false}}',
    'storage.k8s.io/v1/VolumeAttachment',
  ],
  ['{"driverName":""}', 'storage.k8s.io/v1/VolumeAttributesClass'],
];

let index: ReadonlyMap<string, string> | undefined;
const textOf = (name: string): string => {
  index ??= new Map(rows.flatMap(([object, kinds]) => kinds.split(' ').map((kind) => [kind, object])));
  return index.get(name) ?? '{}';
};

const made = new WeakMap<ResourceType, JsonObject>();

/** The object that a create of this type starts from; of a custom resource nothing but its apiVersion and kind. */
export const emptyObject = (type: ResourceType): JsonObject => {
  const known = made.get(type);
  if (known !== undefined) return known;
  const apiVersion = apiVersionOf(type);
  const head = { apiVersion, kind: type.kind };
  const object = type.structural
    ? head
    : { ...head, metadata: {}, ...(JSON.parse(textOf(`${apiVersion}/${type.kind}`)) as JsonObject) };
  made.set(type, object);
  return object;
};
