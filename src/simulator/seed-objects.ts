import type { JsonObject } from '../model/json.ts';
import type { ClusterObjects } from './storage/cluster-objects.ts';

const namespaces = ['default', 'kube-node-lease', 'kube-public', 'kube-system'];
const rbac = 'rbac.authorization.k8s.io';
const bootstrap = { 'kubernetes.io/bootstrapping': 'rbac-defaults' };

const clusterAdmin: JsonObject = {
  apiVersion: `${rbac}/v1`,
  kind: 'ClusterRole',
  metadata: {
    name: 'cluster-admin',
    labels: bootstrap,
    annotations: { 'rbac.authorization.kubernetes.io/autoupdate': 'true' },
  },
  rules: [
    { verbs: ['*'], apiGroups: ['*'], resources: ['*'] },
    { verbs: ['*'], nonResourceURLs: ['*'] },
  ],
};

const clusterAdmins: JsonObject = {
  apiVersion: `${rbac}/v1`,
  kind: 'ClusterRoleBinding',
  metadata: clusterAdmin.metadata as JsonObject,
  subjects: [{ kind: 'Group', apiGroup: rbac, name: 'system:masters' }],
  roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'cluster-admin' },
};

const priorityClass = (name: string, value: number, description: string): JsonObject => ({
  apiVersion: 'scheduling.k8s.io/v1',
  kind: 'PriorityClass',
  metadata: { name },
  value,
  description,
});

const priorityClasses = [
  priorityClass(
    'system-cluster-critical',
    2_000_000_000,
    'Used for system critical pods that must run in the cluster, but can be moved to another node if necessary.',
  ),
  priorityClass(
    'system-node-critical',
    2_000_001_000,
    'Used for system critical pods that must not be moved from their current node.',
  ),
];

const kubernetesService = (clusterIP: string): JsonObject => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: {
    name: 'kubernetes',
    namespace: 'default',
    labels: { component: 'apiserver', provider: 'kubernetes' },
  },
  spec: {
    clusterIP,
    ports: [{ name: 'https', protocol: 'TCP', port: 443, targetPort: 6443 }],
    type: 'ClusterIP',
  },
});

/** What a new API server makes for itself, as far as clients look at it. */
export const seedObjects = (objects: ClusterObjects, serviceAddress: string): void => {
  const manager = 'kube-apiserver';
  for (const name of namespaces) {
    objects.create(
      { group: '', plural: 'namespaces' },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name } },
      manager,
    );
  }
  objects.create({ group: '', plural: 'services' }, kubernetesService(serviceAddress), manager);
  objects.create({ group: rbac, plural: 'clusterroles' }, clusterAdmin, manager);
  objects.create({ group: rbac, plural: 'clusterrolebindings' }, clusterAdmins, manager);
  for (const one of priorityClasses) {
    objects.create({ group: 'scheduling.k8s.io', plural: 'priorityclasses' }, one, manager);
  }
};
